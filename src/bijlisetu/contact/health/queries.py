"""In what condition addresses are, with what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bijlisetu.contact.health.guarding import IS_SUSPENDED
from bijlisetu.contact.health.rules import Says, Symptom
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import ChannelKind

HEALTH = "SELECT value, finding, shut, since, until FROM contact_health WHERE value = ANY(%(values)s)"
SIGNS = f"""
SELECT value, channel, day, says, bool_and({IS_SUSPENDED}) FROM contact_sign sign
WHERE value = ANY(%(values)s) GROUP BY 1, 2, 3, 4 ORDER BY day DESC, channel, says
"""
LIVES = "SELECT value, max(day) FROM contact_life WHERE value = ANY(%(values)s) GROUP BY value"
NOTHING_FOUND = ("", (), None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """
    What carriers have said of an address, the newest first, and what we make of it.

    The finding is number_dead, mailbox_dead, phone_absent or not_on_whatsapp, and empty where there is none.
    """

    finding: str = ""
    shut: tuple[str, ...] = ()  #: the channels on which it is not used
    since: datetime | None = None
    until: datetime | None = None  #: then it is tried again
    alive_on: date | None = None  #: the last day on which something arrived
    signs: tuple[Symptom, ...] = ()

    def holds(self, *, at: datetime) -> bool:
        """Return whether there is a finding, and it is not yet up for another look."""
        return self.until is not None and self.until > at


def conditions_of(values: Sequence[str]) -> dict[str, Condition]:
    """Return the condition of each address that anything is known of."""
    asked = list(values)
    signs: dict[str, list[Symptom]] = defaultdict(list)
    for value, channel, day, says, suspended in rows(SIGNS, values=asked):
        signs[value].append(Symptom(ChannelKind(channel), day, Says(says), suspended))
    alive_on = dict(rows(LIVES, values=asked))
    found = {value: line for value, *line in rows(HEALTH, values=asked)}
    return {
        value: _condition(*found.get(value, NOTHING_FOUND), alive_on=alive_on.get(value), signs=tuple(signs[value]))
        for value in asked
        if value in found or value in signs or value in alive_on
    }


def _condition(
    finding: str, shut: Sequence[str], since: datetime | None, until: datetime | None, *,
    alive_on: date | None, signs: tuple[Symptom, ...],
) -> Condition:  # fmt: skip
    return Condition(finding=finding, shut=tuple(shut), since=since, until=until, alive_on=alive_on, signs=signs)
