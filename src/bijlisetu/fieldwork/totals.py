"""The totals of doors by beat. Triggers keep them in the transaction that moves the doors."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

DOORS = Totals(
    table="fieldwork_doortotal",
    keys=("round", "beat", "state", "why", "is_begun"),
    number="doors",
    view="fieldwork_doors_counted",
)
ALL = (DOORS,)
