"""Deeds lie in months."""

from __future__ import annotations

from django.db import migrations

from bijlisetu.plumbing.database.months import Parted
from bijlisetu.plumbing.database.parting import operation


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_holds")]

    operations = [migrations.RunPython(operation(Parted(table="audit_entry", past="true")), migrations.RunPython.noop)]
