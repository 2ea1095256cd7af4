"""Raw records lie in months."""

from __future__ import annotations

from django.db import migrations

from bijlisetu.plumbing.database.months import Parted
from bijlisetu.plumbing.database.parting import operation


class Migration(migrations.Migration):
    dependencies = [("tracking", "0004_early_reports_whole")]

    operations = [
        migrations.RunPython(operation(Parted(table="tracking_inbound", past="true")), migrations.RunPython.noop)
    ]
