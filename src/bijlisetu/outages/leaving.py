"""Who was told of an outage, or said it was dark, leaves with the months; the outage names nobody and stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
SAID = f"""
DELETE FROM outages_nolight WHERE id = ANY(ARRAY(
    SELECT id FROM outages_nolight WHERE said_at < %(before)s AND consumer_id <> ALL(ARRAY({CONSUMERS}))
    LIMIT %(batch)s
))
"""


def leave(*, before: datetime, at: datetime) -> int:
    """
    Let go of who was told of outages that began before, and of who spoke before; return how many rows.

    What a legal hold keeps stays.
    """
    told = _in_batches(LEAVE, before=before, at=at, over=sorted(OVER))
    return told + _in_batches(SAID, before=before, at=at)


def _in_batches(statement: str, **values: Any) -> int:
    done, some = 0, 1
    while some:
        with leaving():
            some = execute(statement, batch=BATCH, **values)
        done += some
    return done
