"""
What the chain keeps of months that have left: which they are, and where it stood after the last seal that went.

Both are entries themselves and so under seal. A legal hold keeps entries longer: the database takes them for new when
they are put back, and they are sealed once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.audit.actions import note
from bijlisetu.audit.chain import SEALING
from bijlisetu.audit.models import Entry
from bijlisetu.audit.rules import Anchor
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH, FIRST, later, month_of

RECORD = "chain:months"
MONTHS, SEALS = "audit.months_left", "audit.seals_left"

OLDER = "SELECT EXISTS (SELECT FROM audit_seal WHERE day < %(before)s)"
#: Seals leave from the beginning of the chain alone, up to the first that is young or holds what has not left.
FIRST_KEPT = """
SELECT number FROM audit_seal seal
WHERE day >= %(before)s OR number = (SELECT max(number) FROM audit_seal) OR EXISTS (
    SELECT FROM unnest(seal.entries) AS told (id) JOIN audit_entry entry ON entry.id = told.id
    WHERE entry.tableoid <> 'audit_entry_other'::regclass
)
ORDER BY number LIMIT 1
"""
LAST_TO_LEAVE = "SELECT number, hash FROM audit_seal WHERE number < %(kept)s ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Gone:
    """What may be missing, and what may stand before the first seal."""

    before: date  #: the first day of which nothing may have left
    anchors: Sequence[Anchor]

    def holds(self, entry: int, day: date) -> bool:
        """Return whether the entry, sealed with those of the day, may have left with its month."""
        month = entry // A_MONTH
        return month < _month(self.before) if month >= FIRST else day < self.before


def gone() -> Gone:
    """Return what is known to have left."""
    told = list(Entry.objects.filter(record=RECORD, deed__in=[MONTHS, SEALS]).values_list("deed", "detail"))
    days = [date.fromisoformat(detail["before"]) for deed, detail in told if deed == MONTHS]
    anchors = [Anchor(detail["seal"], detail["hash"]) for deed, detail in told if deed == SEALS]
    return Gone(max(days, default=date.min), anchors)


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
            anchor = Anchor(*last)
            detail = {"seal": anchor.seal, "hash": anchor.hash}
            note(deed=SEALS, records=[RECORD], by=machines.CLOCK, at=at, detail=detail)
            with months.leaving():
                return sql.execute("DELETE FROM audit_seal WHERE number <= %(last)s", last=anchor.seal)
    return 0


def _first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def _month(day: date) -> int:
    return day.year * 100 + day.month
