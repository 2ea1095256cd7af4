"""Which engines are at work: each says so every few seconds."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Engine(models.Model):
    """A delivery engine's last sign of life; one that ended in order has none."""

    name = models.TextField(primary_key=True)
    host = models.TextField()
    pid = models.IntegerField()
    channels = ArrayField(models.TextField(), help_text="by which it can send")
    senders = ArrayField(models.TextField(), help_text="those that are its own at present")
    letters_a_minute = models.IntegerField(help_text="that carriers took from it in the last minute")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
