"""Lists of interruptions come through the browser too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0027_switching_files"),
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
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "what__in",
                        ["network", "switching", "consumers", "bills", "revoked", "validated", "interruptions"],
                    )
                ),
                name="import_what_is_listed",
            ),
        ),
    ]
