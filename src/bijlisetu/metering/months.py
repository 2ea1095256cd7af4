"""Days and reads of meters lie in the months they are of; what stands on a meter now stays beside them."""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, CONSUMERS
from bijlisetu.plumbing.database.months import By, Parted

PARTED = tuple(
    Parted(
        table=table,
        by=By.MONTH,
        column="month",
        past="row.day < %(before)s",
        held=f"{ANY} AND row.consumer_id = ANY(ARRAY({CONSUMERS}))",
    )
    for table in ("metering_day", "metering_read")
)
