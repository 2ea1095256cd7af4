"""Settlements come through the browser too."""

from django.db import migrations, models

WHAT = ["network", "switching", "consumers", "bills", "revoked", "validated", "interruptions", "payments"]


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0030_kyc_hears_whatsapp"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="import",
            name="import_what_is_listed",
        ),
        migrations.AlterField(
            model_name="import",
            name="what",
            field=models.TextField(
                choices=[
                    ("network", "Network"),
                    ("switching", "what hangs on which line for a while"),
                    ("consumers", "Consumers"),
                    ("bills", "Bills"),
                    ("revoked", "disconnected numbers, a month's list"),
                    ("validated", "answers of the number validation service"),
                    ("interruptions", "one by one, or the sums of a return"),
                    ("payments", "a settlement of bank, counters or agency"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(condition=models.Q(("what__in", WHAT)), name="import_what_is_listed"),
        ),
    ]
