"""What everybody may read goes by when it was said; and what was issued of it stays as it was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0002_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outageevent",
            index=models.Index(fields=["-at", "-id"], name="outage_event_by_time"),
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="outages.outageevent",
                    ),
                ),
                ("text", models.TextField(help_text="the XML")),
            ],
        ),
    ]
