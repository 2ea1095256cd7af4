"""What is known of the health of addresses, with what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from bijlisetu.contact.guarding import IS_SUSPENDED

HEALTH = "SELECT value, finding, shut, since, until FROM contact_health WHERE value = ANY(%(values)s)"
SIGNS = f"""
SELECT value, day, channel, says, bool_and({IS_SUSPENDED}) FROM contact_sign sign
WHERE value = ANY(%(values)s) GROUP BY 1, 2, 3, 4 ORDER BY day DESC, channel, says
"""
LIVES = "SELECT value, max(day) FROM contact_life WHERE value = ANY(%(values)s) GROUP BY value"


@dataclass(frozen=True, slots=True)
class Sign:
    """On that day the channel said so; suspended if it said so of too many."""

    day: date
    channel: str
    says: str  #: dead, absent, not_on_whatsapp
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """
    What carriers have said of an address, the newest first, and what we make of it.

    The finding is number_dead, mailbox_dead, phone_absent or not_on_whatsapp, and empty where there is none.
    """

    finding: str = ""
    shut: tuple[str, ...] = ()  #: the channels on which it is not used
    since: datetime | None = None
    until: datetime | None = None  #: then it is tried again
    signs: tuple[Sign, ...] = ()
    alive_on: date | None = None  #: the last day on which something arrived

    def holds(self, *, at: datetime) -> bool:
        """Return whether there is a finding, and it is not yet up for another look."""
        return self.until is not None and self.until > at


def health_of(values: Sequence[str]) -> dict[str, Health]:
    """Return the health of each address that anything is known of."""
    signs: dict[str, list[Sign]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SIGNS, {"values": list(values)})
        for value, *sign in cursor.fetchall():
            signs[value].append(Sign(*sign))
        cursor.execute(LIVES, {"values": list(values)})
        alive = dict(cursor.fetchall())
        cursor.execute(HEALTH, {"values": list(values)})
        found = {value: (finding, tuple(shut), since, until) for value, finding, shut, since, until in cursor}
    return {
        value: _health(*found.get(value, ("", (), None, None)), tuple(signs[value]), alive.get(value))
        for value in values
        if value in found or value in signs or value in alive
    }


def _health(
    finding: str, shut: tuple[str, ...], since: datetime | None, until: datetime | None,
    signs: tuple[Sign, ...], alive_on: date | None,
) -> Health:  # fmt: skip
    return Health(finding=finding, shut=shut, since=since, until=until, signs=signs, alive_on=alive_on)
