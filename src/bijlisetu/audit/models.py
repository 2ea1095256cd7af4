"""Who did what to which record: written once, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Entry(models.Model):
    """One deed."""

    at = models.DateTimeField()
    by = models.TextField(help_text="user name, or the program")
    deed = models.TextField(help_text="contact.repaired, contact.disowned …")
    record = models.TextField(help_text="consumer:12345")
    detail = models.JSONField(default=dict, help_text="masked: no number or name in clear")

    class Meta:
        indexes = (models.Index(fields=["record", "at"], name="audit_of_a_record"),)
        verbose_name_plural = "entries"


class Hold(models.Model):
    """Evidence that must not leave with its month: all of a consumer, or one notice. Kept for ever itself."""

    consumer = models.BigIntegerField(null=True)
    notice = models.BigIntegerField(null=True)
    why = models.TextField(help_text="the case, and who asked for it")
    by = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(consumer__isnull=True, notice__isnull=False)
                | Q(consumer__isnull=False, notice__isnull=True),
                name="hold_on_one_thing",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="hold_ends_later"),
            models.CheckConstraint(condition=~Q(why=""), name="hold_has_a_reason"),
        )
