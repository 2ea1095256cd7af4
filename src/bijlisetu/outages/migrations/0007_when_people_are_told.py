"""When people are told: whom a short cut or a night spares, and what their light was kept dark by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0010_needs_and_touched"),
        ("outages", "0006_ledger_lines"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outage",
            name="state",
            field=models.TextField(
                choices=[
                    ("entered", "nobody has been told"),
                    ("arranged", "will be told some days ahead"),
                    ("announced", "Announced"),
                    ("on", "On"),
                    ("unknown", "the promised time has passed"),
                    ("partly", "some are back"),
                    ("back", "Back"),
                    ("cancelled", "Cancelled"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="outageevent",
            name="what",
            field=models.TextField(
                choices=[
                    ("entered", "Entered"),
                    ("arranged", "Arranged"),
                    ("announced", "Announced"),
                    ("reminded", "Reminded"),
                    ("also", "Also"),
                    ("moved", "Moved"),
                    ("began", "Began"),
                    ("promised", "Promised"),
                    ("passed", "Passed"),
                    ("partly", "Partly"),
                    ("back", "Back"),
                    ("cancelled", "Cancelled"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="stage",
            field=models.TextField(
                choices=[
                    ("cut", "that it is dark, or will be"),
                    ("soon", "that the planned hour comes"),
                    ("time", "another end, or that none is known"),
                    ("back", "Back"),
                    ("cancelled", "Cancelled"),
                    ("digest", "how many short cuts there were, once they are over"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="why",
            field=models.TextField(
                blank=True,
                choices=[
                    ("never_told", "no message of the cut left us: both are withdrawn"),
                    ("dark_by_another", "another outage holds them"),
                    ("dead_band", "it came soon after the light: short ones are told together"),
                    ("night", "nobody is woken: who is dark in the morning is told then"),
                ],
            ),
        ),
        migrations.AddIndex(
            model_name="outageevent",
            index=models.Index(
                condition=models.Q(("what__in", ["back", "partly", "moved"])),
                fields=["said_at"],
                name="outage_light_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(
                condition=models.Q(("why__in", ["dead_band", "night"])), fields=["outage", "stage"], name="told_spared"
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(
                condition=models.Q(("why", "dark_by_another")), fields=["consumer"], name="told_dark_by_another"
            ),
        ),
    ]
