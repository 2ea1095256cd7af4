"""
What the chain keeps of months that have left: which they are, and where it stood after the last seal that went.

Both are entries themselves and so under seal; and neither is believed for being there. Months that are not over, or
too young to leave, have not left whatever an entry says; and the last seal that went is kept whole, so that its hash
proves how old it was. A legal hold keeps entries longer: the database takes them for new when
they are put back, and they are sealed once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.audit.actions import note
from bijlisetu.audit.chain import SEALING
from bijlisetu.audit.rules import LEAST_KEPT, Anchor, seal_hash
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH, FIRST, later, month_of
from bijlisetu.plumbing.india import day_in_india

RECORD = "chain:months"
MONTHS, SEALS = "audit.months_left", "audit.seals_left"

OLDER = "SELECT EXISTS (SELECT FROM audit_seal WHERE day < %(before)s)"
#: Seals leave from the beginning of the chain alone, up to the first that is young or holds what has not left.
FIRST_KEPT = """
SELECT number FROM audit_seal seal
WHERE greatest(day, (at AT TIME ZONE 'Asia/Kolkata')::date) >= %(before)s
   OR number = (SELECT max(number) FROM audit_seal) OR EXISTS (
    SELECT FROM unnest(seal.entries) AS told (id) JOIN audit_entry entry ON entry.id = told.id
    WHERE entry.tableoid <> 'audit_entry_other'::regclass
)
ORDER BY number LIMIT 1
"""
LAST_TO_LEAVE = """
SELECT number, day, at, entries, content, before, hash FROM audit_seal
WHERE number < %(kept)s ORDER BY number DESC LIMIT 1
"""
#: What was written of months, and when: an entry may say any moment of itself, its seal says when the clock took it.
TOLD = """
SELECT entry.id, entry.deed, entry.detail, least(entry.at, coalesce(seal.at, now()))
FROM audit_entry entry LEFT JOIN audit_seal seal ON entry.id = ANY(seal.entries)
WHERE entry.record = %(record)s AND entry.deed = ANY(%(deeds)s) ORDER BY entry.id, seal.number
"""


class Untrue(NamedTuple):
    """What an entry says of the chain and cannot be, and the day on which it says so."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What may be missing, and what may stand before the first seal."""

    before: date  #: the first day of which nothing may have left
    anchors: Sequence[Anchor]
    untrue: Sequence[Untrue]

    def holds(self, entry: int, day: date) -> bool:
        """Return whether the entry, sealed with those of the day, may have left with its month."""
        month = entry // A_MONTH
        return month < _month(self.before) if month >= FIRST else day < self.before


def gone() -> Gone:
    """Return what is known to have left."""
    found = sql.rows(TOLD, record=RECORD, deeds=[MONTHS, SEALS])
    told = {entry: (deed, orjson.loads(detail), at) for entry, deed, detail, at in found}.values()
    untrue: list[Untrue] = []
    before = date.min
    for _, detail, at in (one for one in told if one[0] == MONTHS):
        day = date.fromisoformat(detail["before"])
        if day > _first_day(later(month_of(at), -LEAST_KEPT)):
            untrue.append(Untrue(day_in_india(at), f"it is said that all before {day:%d-%m-%Y} left: too young"))
        else:
            before = max(before, day)
    anchors: list[Anchor] = []
    for _, detail, at in (one for one in told if one[0] == SEALS):
        if _was_old(detail, before):
            anchors.append(Anchor(detail["seal"], detail["hash"]))
        else:
            untrue.append(Untrue(day_in_india(at), f"it is said that seal {detail['seal']} left: too young"))
    return Gone(before, anchors, untrue)


@transaction.atomic
def announce(*, at: datetime, keep: int) -> None:
    """Write, before months leave, that all older than `keep` months is about to."""
    before = _first_day(later(month_of(at), -keep))
    if before > gone().before and sql.rows(OLDER, before=before) == [(True,)]:
        note(deed=MONTHS, records=[RECORD], by=machines.CLOCK, at=at, detail={"before": before.isoformat()})


@transaction.atomic
def drop_seals(*, at: datetime) -> int:
    """Let the seals go whose entries have left, and keep where the chain stood after the last of them."""
    sql.rows("SELECT pg_advisory_xact_lock(%(sealing)s)", sealing=SEALING)
    for (kept,) in sql.rows(FIRST_KEPT, before=gone().before):
        for last in sql.rows(LAST_TO_LEAVE, kept=kept):
            number, day, sealed_at, entries, content, bound_to, told = last
            detail = {
                "seal": number, "day": day.isoformat(), "at": sealed_at.astimezone(UTC).isoformat(), "entries": entries,
                "content": content, "before": bound_to, "hash": told,
            }  # fmt: skip
            note(deed=SEALS, records=[RECORD], by=machines.CLOCK, at=at, detail=detail)
            with months.leaving():
                return sql.execute("DELETE FROM audit_seal WHERE number <= %(last)s", last=number)
    return 0


def _was_old(detail: Mapping[str, Any], before: date) -> bool:
    """Return whether the seal, whole as it is told, was put on before that day: then so was every one before it."""
    if not detail.keys() >= {"day", "at", "entries", "content", "before"}:
        return False
    at = datetime.fromisoformat(detail["at"])
    told = seal_hash(
        number=detail["seal"], day=date.fromisoformat(detail["day"]), at=at, entries=detail["entries"],
        content=detail["content"], before=detail["before"],
    )  # fmt: skip
    return told == detail["hash"] and day_in_india(at) < before


def _first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def _month(day: date) -> int:
    return day.year * 100 + day.month
