"""The ledger of people reached, and the work of reaching the rest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer


class Standing(models.Model):
    """How far one cycle's bill got with one consumer, and what proves it."""

    class Degree(models.TextChoices):
        READ = "read"
        DELIVERED = "delivered"
        WAITING = "waiting", "on its way, tries are left"
        ACCEPTED = "accepted", "a carrier took it and then said nothing"
        FAILED = "failed"
        NOT_OWNER = "not_owner"
        NO_ADDRESS = "no_address"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="standings")
    cycle = models.DateField()
    notice = models.BigIntegerField()
    degree = models.TextField(choices=Degree.choices)
    reached = models.BooleanField(help_text="read or delivered, to one who did not say it is not theirs")
    proved = models.BooleanField(help_text="the address reached is proved to be the consumer's")
    reason = models.TextField(blank=True, help_text="of failure")
    channel = models.TextField(blank=True, help_text="of the evidence")
    attempt = models.BigIntegerField(null=True, help_text="the evidence")
    at = models.DateTimeField(help_text="when the evidence arose")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "cycle"], name="standing_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(reached=False) | Q(attempt__isnull=False), name="standing_reached_has_evidence"
            ),
        )
        indexes = (models.Index(fields=["cycle", "degree"], name="standing_of_a_cycle"),)


class Task(models.Model):
    """One consumer to be reached by a person's work; it closes by evidence, never by a click."""

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="tasks")
    cycle = models.DateField(help_text="of the bill that did not arrive")
    reason = models.TextField(help_text="a degree, or the reason of failure")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    evidence = models.BigIntegerField(null=True, help_text="the attempt that reached the consumer")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer"], condition=Q(closed_at=None), name="task_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(evidence__isnull=False), name="task_closed_by_evidence"
            ),
        )
        indexes = (models.Index(fields=["closed_at"], name="task_by_close"),)
