"""Forged messages in our name, as people tell of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracking", "0006_unclear"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.TextField(help_text="of its sender and words", unique=True)),
                (
                    "sender",
                    models.TextField(blank=True, help_text="the number, header or mailbox from which it came"),
                ),
                ("text", models.TextField(blank=True)),
                ("way", models.TextField(help_text="how it was told first: web, whatsapp, sms")),
                ("times", models.PositiveIntegerField(db_default=1, default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="forged_by_time")],
            },
        ),
    ]
