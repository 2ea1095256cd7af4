"""All tables of the house that lie in months, and what the clock does to them."""

from __future__ import annotations

from datetime import datetime

import bijlisetu.audit.months as audit
import bijlisetu.consumers.months as consumers
import bijlisetu.metering.months as metering
import bijlisetu.outbox.months as outbox
import bijlisetu.reach.months as reach
import bijlisetu.tracking.months as tracking
from bijlisetu.audit import leaving as chain
from bijlisetu.campaigns import leaving as campaigns
from bijlisetu.outages import leaving as outages
from bijlisetu.plumbing.database import months
from bijlisetu.reports.evening import leaving as evening

#: Evidence stands before what it is found by.
PARTED = (*tracking.PARTED, *reach.PARTED, *outbox.PARTED, *metering.PARTED, *consumers.PARTED, *audit.PARTED)


def turn_over(*, at: datetime, keep: int) -> None:
    """Make the months to come, and drop those more than `keep` months ago but for what a legal hold keeps."""
    made = months.make_ahead(PARTED, at=at)
    chain.announce(at=at, keep=keep)
    left = months.leave(PARTED, at=at, keep=keep, busy=outbox.BUSY)
    chain.drop_seals(at=at)
    evening.leave()
    before = months.kept_since(at=at, keep=keep)
    outages.leave(before=before, at=at)
    campaigns.leave(before=before, at=at)
    if made or left:
        months.analyze(PARTED)
