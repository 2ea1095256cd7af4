"""Who was told of an outage leaves with the months; the outage and its events name nobody and stay."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.audit.holds import ANY, CONSUMERS, NOTICES
from bijlisetu.outages.rules import OVER
from bijlisetu.plumbing.database.months import leaving
from bijlisetu.plumbing.database.sql import execute

BATCH = 20_000
LEAVE = f"""
DELETE FROM outages_told WHERE id = ANY(ARRAY(
    SELECT told.id FROM outages_outage outage JOIN outages_told told ON told.outage_id = outage.id
    WHERE outage.from_at < %(before)s AND outage.state = ANY(%(over)s) AND NOT ({ANY} AND (
        told.consumer_id = ANY(ARRAY({CONSUMERS})) OR coalesce(told.notice = ANY(ARRAY({NOTICES})), false)
    ))
    LIMIT %(batch)s
))
"""


def leave(*, before: datetime, at: datetime) -> int:
    """Let go of who was told of outages that began before, but for what a legal hold keeps; return how many rows."""
    done, some = 0, 1
    while some:
        with leaving():
            some = execute(LEAVE, before=before, at=at, over=sorted(OVER), batch=BATCH)
        done += some
    return done
