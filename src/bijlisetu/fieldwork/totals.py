"""The totals of doors by beat, and of visits by person and day. Triggers keep them as doors and visits move."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

DOORS = Totals(
    table="fieldwork_doortotal",
    keys=("round", "beat", "state", "why", "visits"),
    number="doors",
    view="fieldwork_doors_counted",
)
VISITS = Totals(
    table="fieldwork_visittotal",
    keys=("round", "person", "day"),
    number="visits",
    view="fieldwork_visits_counted",
)
ALL = (DOORS, VISITS)
