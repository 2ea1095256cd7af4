"""What our carriers allow us at this moment, and what we have stopped ourselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.network.models import Office


class Sender(models.Model):
    """A number or account of ours that sends; the portfolio of all WhatsApp numbers is one too."""

    name = models.TextField(primary_key=True, help_text="whatsapp:NUMBER-ID, sms:USER@HOST, email:HOST; or whatsapp")
    channel = models.TextField()
    shown = models.TextField(blank=True, default="", db_default="", help_text="its digits as people see them")
    per_second = models.FloatField(null=True, help_text="messages a second it may send; none where nothing limits it")
    per_day = models.IntegerField(null=True, help_text="different people in 24 hours; -1 without limit")
    day_used = models.IntegerField(default=0, db_default=0, help_text="of these, by a count that errs to the safe side")
    day_counted_at = models.DateTimeField(null=True, help_text="when they were last counted one by one")
    quality = models.TextField(blank=True, default="", db_default="")
    stopped_at = models.DateTimeField(null=True, help_text="since when the carrier takes nothing from it")
    stopped_why = models.TextField(blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True, help_text="when a stopped sender was tried last")
    changed_at = models.DateTimeField()


class RegisteredTemplate(models.Model):
    """A text of ours as its registrar knows it."""

    name = models.TextField()
    language = models.TextField()
    state = models.TextField(help_text="approved, pending, rejected, paused, disabled, gone, unfit")
    category = models.TextField(blank=True, default="", db_default="")
    quality = models.TextField(blank=True, default="", db_default="")
    detail = models.TextField(blank=True, default="", db_default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "language"], name="template_once_a_language"),)


class Stop(models.Model):
    """A kill switch that somebody has thrown: while it is not lifted nothing within its scope goes out."""

    scope = models.TextField(help_text="all, lane:bulk, channel:sms, kind:bill_issued")
    company = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose letters; none: everybody's"
    )
    at = models.DateTimeField()
    by = models.TextField()
    why = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["scope", "company"], condition=Q(lifted_at=None), nulls_distinct=False, name="stop_once_a_scope"
            ),
        )


class Incident(models.Model):
    """Something wrong that a person must know of: one row while it lasts, however often it shows."""

    kind = models.TextField(help_text="template, sender, account, verdicts, engine …")
    subject = models.TextField(help_text="which one")
    detail = models.TextField(blank=True)
    times = models.IntegerField(default=1)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(ended_at=None), name="incident_open_once"),
        )
        indexes = (models.Index(fields=["-at"], name="incident_by_time"),)
