"""What a run says, and what it asks for: one of its messages in full, and the sum of what it tells people to pay."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import orjson

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import FactType, Kind
from bijlisetu.kinds.said import said
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import Language

#: Always the same one, and one that still waits if there is any.
FACTS = """
SELECT notice.facts::text FROM outbox_notice notice WHERE notice.run_id = %(run)s
ORDER BY notice.state <> 'open', notice.id LIMIT 1
"""
SUMS = """
SELECT coalesce(sum((notice.facts ->> %(fact)s)::numeric), 0),
       coalesce(sum((notice.facts ->> %(fact)s)::numeric) FILTER (WHERE turn.gate = %(run)s), 0)
FROM outbox_notice notice LEFT JOIN outbox_turn turn ON turn.notice_id = notice.id
WHERE notice.run_id = %(run)s AND notice.facts ->> %(fact)s ~ '^-?[0-9]+([.][0-9]+)?$'
"""


class Said(NamedTuple):
    """A message as one channel carries it in one language, paragraph by paragraph."""

    channel: str
    language: Language
    paragraphs: tuple[str, ...]


class Asked(NamedTuple):
    """Rupees that a run asks for: in all, and of these in the messages that wait for its release."""

    whole: Decimal
    waiting: Decimal


def message_of(run: int, kind: str) -> tuple[Said, ...]:
    """Return one of the run's messages as each channel carries it, in each language; none if it cannot be written."""
    for (facts,) in rows(FACTS, run=run):
        return say(kinds()[kind], orjson.loads(facts))
    return ()


def say(kind: Kind, facts: dict[str, str]) -> tuple[Said, ...]:
    """Return the kind's words with the facts, the first channel first; none if a fact is missing or of a wrong form."""
    try:
        return tuple(
            Said(step.channel, language, tuple(said(kind, step.channel, facts, language)))
            for step in kind.ladder
            for language in Language
        )
    except (ValueError, ArithmeticError, LookupError):  # the gates tell of it
        return ()


def asked_by(run: int, kind: str) -> Asked | None:
    """Return what the run asks for; nothing for a kind that names no amount."""
    fact = next((one.name for one in kinds()[kind].facts.values() if one.type is FactType.RUPEES), "")
    return Asked(*rows(SUMS, run=run, fact=fact)[0]) if fact else None
