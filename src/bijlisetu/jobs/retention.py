"""Let go of what has been kept for long enough: every night, in batches, but for what a legal hold keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import bijlisetu.audit.actions as audit
from bijlisetu.audit import machines
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.database.months import leaving
from bijlisetu.reports.law.keeping import periods
from bijlisetu.reports.law.leaving import FREE, PAST
from bijlisetu.reports.law.periods import Period

BATCH = 5_000
#: Each lets go of a batch of what is past its time.
STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "rejects": ("UPDATE contact_import SET rejects = NULL, incomplete = NULL WHERE id = ANY(ARRAY({past}))",),
    "photos": (
        """WITH old AS ({past}),
        pieces AS (DELETE FROM fieldwork_photopiece WHERE photo_id = ANY(ARRAY(SELECT id FROM old)))
        DELETE FROM fieldwork_photo WHERE id = ANY(ARRAY(SELECT id FROM old))""",
    ),
    "scans": ("DELETE FROM fieldwork_scan WHERE id = ANY(ARRAY({past}))",),
    "visits": (
        """UPDATE fieldwork_visit SET answers = '{{}}', latitude = NULL, longitude = NULL, accuracy_m = NULL
        WHERE id = ANY(ARRAY({past}))""",
    ),
    "informed": ("DELETE FROM contact_informed WHERE id = ANY(ARRAY({past}))",),
    "challenges": ("DELETE FROM contact_challenge WHERE id = ANY(ARRAY({past}))",),
    "findings": (
        "DELETE FROM contact_found WHERE inspection_id = ANY(ARRAY({past}))",
        "DELETE FROM contact_inspection WHERE id = ANY(ARRAY({past}))",
    ),
    "facts": ("DELETE FROM consumers_factchange WHERE id = ANY(ARRAY({past}))",),
    "forged": ("DELETE FROM tracking_forged WHERE id = ANY(ARRAY({past}))",),
    "calls": (
        "DELETE FROM payments_callback WHERE id = ANY(ARRAY({past}))",
        """DELETE FROM payments_exchange WHERE id = ANY(ARRAY(
            SELECT id FROM payments_exchange WHERE at < %(before)s LIMIT %(batch)s
        ))""",
    ),
    "meters": (
        "DELETE FROM metering_before WHERE id = ANY(ARRAY({past}))",
        f"""DELETE FROM metering_warned WHERE id = ANY(ARRAY(
            SELECT id FROM metering_warned WHERE ended_at < %(before)s AND {FREE} LIMIT %(batch)s
        ))""",
    ),
}


def let_go(*, at: datetime) -> dict[str, int]:
    """Let go of all that is past its time; return how many rows by the name of their period."""
    gone = {one.name: _let_go(one, at=at) for one in periods(at=at)}
    told = {name: many for name, many in gone.items() if many}
    if told:
        audit.note(deed="retention.let_go", records=["retention:night"], by=machines.CLOCK, at=at, detail=dict(told))
    return told


def _let_go(period: Period, *, at: datetime) -> int:
    before, past = at - timedelta(days=period.days), f"{PAST[period.name]} LIMIT %(batch)s"
    return sum(_in_batches(each.format(past=past), before=before, at=at) for each in STATEMENTS[period.name])


def _in_batches(statement: str, *, before: datetime, at: datetime) -> int:
    done, some = 0, 1
    while some:
        with leaving():
            some = sql.execute(statement, before=before, at=at, batch=BATCH)
        done += some
    return done
