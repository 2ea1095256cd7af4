"""What carriers and people send back: stored raw first, folded into the attempts later."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Inbound(models.Model):
    """One raw record from a carrier, kept as it came."""

    source = models.TextField(help_text="whatsapp, sms, email")
    body = models.BinaryField()
    received_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="", help_text="why it could not be read")

    class Meta:
        indexes = (models.Index(fields=["id"], condition=Q(folded_at=None), name="inbound_not_folded"),)


class EarlyReport(models.Model):
    """A report of a message we do not know yet: its answer from the carrier is still on the way to us."""

    channel = models.TextField()
    carrier_id = models.TextField()
    forms = ArrayField(models.TextField(), help_text="the id in every form in which the answer may bring it")
    state = models.TextField()
    reason = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    only_of = models.TextField(blank=True, default="", db_default="", help_text="the number of which alone it may tell")
    at = models.DateTimeField()
    received_at = models.DateTimeField()


class Reply(models.Model):
    """What a person answered, and what it did."""

    channel = models.TextField()
    sender = models.TextField()
    text = models.TextField(blank=True)
    payload = models.TextField(blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    attempt = models.BigIntegerField(null=True, help_text="the attempt it answers, where that is known")
    meaning = models.TextField(help_text="not_mine, confirm, other")
    digest = models.TextField(help_text="of who said what when: carriers repeat themselves, and it counts once")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="reply_once"),)
        indexes = (models.Index(fields=["attempt"], name="reply_to_an_attempt"),)
