"""How many meters of a feeder stand how. Triggers keep it as meters move, and as consumers change feeder."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

METERS = Totals(
    table="metering_metertotal", keys=("feeder_id", "state"), number="meters", view="metering_meters_counted"
)
ALL = (METERS,)
