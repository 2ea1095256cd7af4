from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0011_answered"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(
                    ("category", "BILL-WRONG"),
                    (
                        "state__in",
                        [
                            "assigned",
                            "awaiting_consumer",
                            "in_progress",
                            "joined",
                            "registered",
                            "reopened",
                            "resolved",
                        ],
                    ),
                ),
                fields=["consumer"],
                name="complaint_of_a_bill",
            ),
        ),
    ]
