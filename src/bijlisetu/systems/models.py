"""What systems asked and were answered, and how often each asked in the minute."""

from __future__ import annotations

from django.db import models

from bijlisetu.staff.models import System


class Pace(models.Model):
    """How many requests of a system have come in the minute."""

    system = models.OneToOneField(System, primary_key=True, on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField(help_text="of the minute")
    requests = models.PositiveIntegerField()


class Answered(models.Model):
    """
    What a system was answered to a deed that it asked for under a key of its own choice.

    Who asks again under the key gets this answer, and nothing is done twice. Of what was asked only a digest is kept.
    """

    system = models.ForeignKey(System, on_delete=models.CASCADE, db_index=False, related_name="+")
    key = models.TextField(help_text="Idempotency-Key, as the system made it")
    asked = models.TextField(help_text="digest of what was asked")
    status = models.SmallIntegerField(null=True)
    body = models.TextField(default="", db_default="", help_text="JSON, as it was sent")
    location = models.TextField(default="", db_default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "key"], name="answered_once_a_key"),)
