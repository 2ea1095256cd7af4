"""Lists go from feeder to feeder by name, and stop at the first that fill a page."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0003_tree_kept")]

    operations = [
        migrations.AddIndex("feeder", models.Index(fields=["name", "id"], name="feeder_by_name")),
    ]
