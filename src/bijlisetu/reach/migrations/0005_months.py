"""Standings lie in the months that their occasions name."""

from __future__ import annotations

from django.db import migrations

from bijlisetu.plumbing.database.months import By, Parted
from bijlisetu.plumbing.database.parting import operation

STANDINGS = Parted(table="reach_standing", by=By.NAME, column="occasion", past="true")


class Migration(migrations.Migration):
    dependencies = [("reach", "0004_visits_and_deadlines")]

    operations = [migrations.RunPython(operation(STANDINGS, dated=False), migrations.RunPython.noop)]
