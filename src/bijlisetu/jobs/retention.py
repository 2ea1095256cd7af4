"""Let go of what has been kept for long enough: every night, in batches, but for what a legal hold keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import bijlisetu.audit.actions as audit
from bijlisetu.audit import machines
from bijlisetu.audit.holds import CONSUMERS
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.database.months import leaving
from bijlisetu.reports.law.keeping import periods
from bijlisetu.reports.law.periods import Period

BATCH = 5_000
FREE = f"consumer_id <> ALL(ARRAY({CONSUMERS}))"
#: Each lets go of a batch; what is asked first is found by what is left to do.
STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "rejects": (
        """UPDATE contact_import SET rejects = NULL, incomplete = NULL WHERE id = ANY(ARRAY(
            SELECT id FROM contact_import
            WHERE at < %(before)s AND (rejects IS NOT NULL OR incomplete IS NOT NULL) LIMIT %(batch)s
        ))""",
    ),
    "photos": (
        f"""WITH old AS (
            SELECT photo.id FROM fieldwork_photo photo JOIN fieldwork_visit visit ON visit.id = photo.visit_id
            WHERE visit.received_at < %(before)s AND {FREE} LIMIT %(batch)s
        ), pieces AS (DELETE FROM fieldwork_photopiece WHERE photo_id = ANY(ARRAY(SELECT id FROM old)))
        DELETE FROM fieldwork_photo WHERE id = ANY(ARRAY(SELECT id FROM old))""",
    ),
    "scans": (
        """DELETE FROM fieldwork_scan WHERE id = ANY(ARRAY(
            SELECT id FROM fieldwork_scan WHERE at < %(before)s LIMIT %(batch)s
        ))""",
    ),
    "visits": (
        f"""UPDATE fieldwork_visit SET answers = '{{}}', latitude = NULL, longitude = NULL, accuracy_m = NULL
        WHERE id = ANY(ARRAY(
            SELECT id FROM fieldwork_visit
            WHERE received_at < %(before)s AND {FREE} AND (answers <> '{{}}' OR latitude IS NOT NULL) LIMIT %(batch)s
        ))""",
    ),
    "informed": (
        f"""DELETE FROM contact_informed WHERE id = ANY(ARRAY(
            SELECT id FROM contact_informed told
            WHERE at < %(before)s AND {FREE} AND NOT EXISTS (
                SELECT FROM contact_address held
                WHERE held.consumer_id = told.consumer_id AND held.value = told.value
            ) LIMIT %(batch)s
        ))""",
    ),
    "challenges": (
        f"""DELETE FROM contact_challenge WHERE id = ANY(ARRAY(
            SELECT id FROM contact_challenge
            WHERE until < %(before)s AND (consumer_id IS NULL OR {FREE}) LIMIT %(batch)s
        ))""",
    ),
    "findings": (
        """DELETE FROM contact_found WHERE inspection_id = ANY(ARRAY(
            SELECT id FROM contact_inspection
            WHERE at < %(before)s AND id <> (SELECT max(id) FROM contact_inspection) LIMIT %(batch)s
        ))""",
        """DELETE FROM contact_inspection WHERE id = ANY(ARRAY(
            SELECT id FROM contact_inspection
            WHERE at < %(before)s AND id <> (SELECT max(id) FROM contact_inspection) LIMIT %(batch)s
        ))""",
    ),
    "facts": (
        f"""DELETE FROM consumers_factchange WHERE id = ANY(ARRAY(
            SELECT id FROM consumers_factchange WHERE at < %(before)s AND {FREE} LIMIT %(batch)s
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
    return sum(_in_batches(each, before=at - timedelta(days=period.days), at=at) for each in STATEMENTS[period.name])


def _in_batches(statement: str, *, before: datetime, at: datetime) -> int:
    done, some = 0, 1
    while some:
        with leaving():
            some = sql.execute(statement, before=before, at=at, batch=BATCH)
        done += some
    return done
