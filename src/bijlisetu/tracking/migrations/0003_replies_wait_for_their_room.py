"""Replies are kept whole in a queue of their own, from which each room takes what is its own."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

#: What was said before has done its work; what nobody understood is not asked of a clerk years later.
BEFORE = """
UPDATE tracking_reply SET
    taken_at = received_at, taken_by = CASE WHEN meaning = 'other' THEN 'nobody' ELSE 'contact' END,
    attempts = CASE WHEN attempt IS NULL THEN '{}' ELSE ARRAY[attempt] END,
    meaning = CASE WHEN meaning = 'other' THEN 'unclear' ELSE meaning END;
"""
TEXTS = {
    "in_reply_to": "the carrier's id of what it quotes",
    "carrier_id": "",
    "user_id": "",
    "media_id": "fetched by it for some days",
    "mime_type": "",
    "taken_by": "the room that acted on it",
    "fault": "why the room could not",
}


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_early_reports_of_one_number")]

    operations = [
        migrations.AddField(
            "inbound",
            "speaks",
            models.BooleanField(default=False, db_default=False, help_text="a person's words may be in it"),
        ),
        migrations.AddIndex(
            "inbound", models.Index(fields=["id"], condition=Q(folded_at=None, speaks=True), name="inbound_speaking")
        ),
        migrations.AddField(
            "reply",
            "kind",
            models.TextField(default="text", db_default="text", help_text="text, button, list, image, location …"),
        ),
        *(
            migrations.AddField("reply", name, models.TextField(blank=True, default="", db_default="", help_text=words))
            for name, words in TEXTS.items()
        ),
        migrations.AddField("reply", "latitude", models.FloatField(null=True)),
        migrations.AddField("reply", "longitude", models.FloatField(null=True)),
        migrations.AddField("reply", "is_forwarded", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("reply", "is_edited", models.BooleanField(default=False, db_default=False)),
        migrations.AddField(
            "reply",
            "attempts",
            django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(), default=list, db_default=[], help_text="all that it answers"
            ),
        ),
        migrations.AddField("reply", "taken_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "reply",
            "channel",
            models.TextField(help_text="whatsapp, sms, email; web: a press on our own page"),
        ),
        migrations.AlterField(
            "reply", "text", models.TextField(blank=True, help_text="the words, or those below a picture")
        ),
        migrations.AlterField(
            "reply",
            "payload",
            models.TextField(blank=True, help_text="of the button pressed, or a filled form as JSON"),
        ),
        migrations.AlterField(
            "reply",
            "meaning",
            models.TextField(help_text="a word of the kind it answers; unclear, reaction"),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            "reply", models.Index(fields=["meaning", "-at"], condition=Q(taken_at=None), name="reply_waiting")
        ),
    ]
