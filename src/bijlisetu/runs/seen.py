"""Some people of a run, so that an officer sees what each of them will see: spread over channels, numbers masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.said import Shown, shown
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import ChannelKind, Language, mask

#: So many are drawn by a lot that falls the same every time, and so many of these are shown.
DRAWN, SHOWN = 200, 6

SAMPLE = """
WITH drawn AS (
    SELECT notice.id, notice.consumer_id, notice.facts::text AS facts FROM outbox_notice notice
    WHERE notice.run_id = %(run)s ORDER BY hashint8extended(notice.id, 0) LIMIT %(drawn)s
),
first AS (
    SELECT drawn.*, consumer.account, consumer.language, best.value, best.channel, best.place
    FROM drawn JOIN consumers_consumer consumer ON consumer.id = drawn.consumer_id
    LEFT JOIN LATERAL (
        SELECT address.value, step.channel, step.place FROM contact_address address
        JOIN unnest(%(channels)s::text[]) WITH ORDINALITY AS step (channel, place)
          ON step.channel = ANY(address.channels)
        WHERE address.consumer_id = drawn.consumer_id AND address.owner <> 'not_owner'
        ORDER BY step.place, address.id LIMIT 1
    ) AS best ON true
),
rounds AS (SELECT first.*, row_number() OVER (PARTITION BY channel ORDER BY id) AS round FROM first)
SELECT id, account, facts, language, coalesce(channel, ''), coalesce(value, '') FROM rounds
ORDER BY channel IS NULL, round, place, id LIMIT %(shown)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One person of a run, and what they are told."""

    notice: int
    account: str
    language: Language
    first: str  #: the channel that is tried first; empty where they have no address
    to: str  #: the address there, masked
    facts: Mapping[str, str]

    def sees(self, kind: Kind) -> list[tuple[ChannelKind, Shown]]:
        """Return what each channel shows them, the one that is tried first before the others."""
        steps = sorted((step.channel for step in kind.ladder), key=lambda channel: channel.value != self.first)
        found = ((channel, self._shown(kind, channel)) for channel in steps)
        return [(channel, one) for channel, one in found if one]

    def _shown(self, kind: Kind, channel: ChannelKind) -> Shown | None:
        try:
            return shown(kind, channel, self.facts, self.language)
        except (ValueError, ArithmeticError, LookupError):  # the gates tell of it
            return None


def readers(run: int, kind: Kind) -> list[Reader]:
    """Return some people of the run, always the same, of every channel that is tried first."""
    channels = [str(step.channel) for step in kind.ladder]
    return [
        Reader(
            notice=notice, account=account, language=Language(language), first=channel, to=mask(to) if to else "",
            facts=orjson.loads(facts),
        )
        for notice, account, facts, language, channel, to in rows(
            SAMPLE, run=run, channels=channels, drawn=DRAWN, shown=SHOWN
        )
    ]  # fmt: skip
