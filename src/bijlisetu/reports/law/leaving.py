"""Which rows of each sort are past their time: what the night lets go, and what is told before a period is cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from bijlisetu.audit.holds import CONSUMERS
from bijlisetu.plumbing.database.sql import numbers
from bijlisetu.reports.law.periods import Period

#: When the night lets go of what is past its time: a quarter past two in India.
NIGHT = time(20, 47, tzinfo=UTC)
FREE = f"consumer_id <> ALL(ARRAY({CONSUMERS}))"
#: Each gives the ids of the rows, or of what holds the facts that leave; but for what a legal hold keeps.
PAST: Mapping[str, str] = {
    "rejects": """
        SELECT id FROM contact_import
        WHERE at < %(before)s AND (rejects IS NOT NULL OR incomplete IS NOT NULL)
    """,
    "photos": f"""
        SELECT photo.id FROM fieldwork_photo photo JOIN fieldwork_visit visit ON visit.id = photo.visit_id
        WHERE visit.received_at < %(before)s AND {FREE}
    """,
    "scans": "SELECT id FROM fieldwork_scan WHERE at < %(before)s",
    "visits": f"""
        SELECT id FROM fieldwork_visit
        WHERE received_at < %(before)s AND {FREE} AND (answers <> '{{}}' OR latitude IS NOT NULL)
    """,
    "informed": f"""
        SELECT id FROM contact_informed told
        WHERE at < %(before)s AND {FREE} AND NOT EXISTS (
            SELECT FROM contact_address held WHERE held.consumer_id = told.consumer_id AND held.value = told.value
        )
    """,
    "challenges": f"""
        SELECT id FROM contact_challenge WHERE until < %(before)s AND (consumer_id IS NULL OR {FREE})
    """,
    "findings": """
        SELECT id FROM contact_inspection
        WHERE at < %(before)s AND id <> (SELECT max(id) FROM contact_inspection)
    """,
    "facts": f"SELECT id FROM consumers_factchange WHERE at < %(before)s AND {FREE}",
    "forged": "SELECT id FROM tracking_forged WHERE last_at < %(before)s",
    "calls": "SELECT id FROM payments_callback WHERE folded_at < %(before)s",
    "meters": f"SELECT id FROM metering_before WHERE replaced_at < %(before)s AND {FREE}",
}


class Leaving(NamedTuple):
    """A sort of record that is to be kept shorter, and how many of it the next night lets go for good."""

    name: str
    before: int  #: days
    after: int
    rows: int


def cut(held: Iterable[Period], other: Iterable[Period], *, at: datetime) -> list[Leaving]:
    """Return what would be kept shorter by the other periods, if they hold from the moment on."""
    days, night = {one.name: one.days for one in held}, night_after(at)
    shorter = (one for one in other if one.days < days[one.name])
    return [Leaving(one.name, days[one.name], one.days, _past(one, night)) for one in shorter]


def night_after(at: datetime) -> datetime:
    """Return when the night after the moment lets go."""
    night = datetime.combine(at.astimezone(UTC).date(), NIGHT)
    return night if night >= at else night + timedelta(days=1)


def _past(period: Period, night: datetime) -> int:
    before = night - timedelta(days=period.days)
    (found,) = numbers(f"SELECT count(*) FROM ({PAST[period.name]}) AS past", before=before, at=night)
    return found
