"""Who was meant by a campaign leaves with the months; the campaign and its numbers name nobody and stay."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.audit.holds import ANY, CONSUMERS
from bijlisetu.plumbing.database.months import leaving
from bijlisetu.plumbing.database.sql import execute

BATCH = 20_000
LEAVE = f"""
DELETE FROM campaigns_meant meant USING (
    SELECT meant.campaign_id, meant.consumer_id
    FROM campaigns_campaign campaign JOIN campaigns_meant meant ON meant.campaign_id = campaign.id
    WHERE campaign.asked_at < %(before)s AND campaign.ended_at IS NOT NULL
      AND NOT ({ANY} AND meant.consumer_id = ANY(ARRAY({CONSUMERS})))
    LIMIT %(batch)s
) AS old
WHERE meant.campaign_id = old.campaign_id AND meant.consumer_id = old.consumer_id
"""


def leave(*, before: datetime, at: datetime) -> int:
    """Let go of who was meant by campaigns of before, but for what a legal hold keeps; return how many rows."""
    done, some = 0, 1
    while some:
        with leaving():
            some = execute(LEAVE, before=before, at=at, batch=BATCH)
        done += some
    return done
