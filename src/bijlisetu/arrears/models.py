"""Steps of the ladder, and what pauses them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer


class Step(models.Model):
    """One step of the ladder for one bill: what was done about it, once."""

    class State(models.TextChoices):
        POSTED = "posted", "a reminder was posted"
        HELD_BACK = "held_back", "of those without whom nobody knows what reminders do"
        SPARED = "spared", "for a reason"

    #: No foreign keys in the database: the one statement that writes it has read both, and an undone import takes bills
    #: away.
    consumer = models.ForeignKey(
        Consumer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    bill = models.ForeignKey(Bill, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    step = models.TextField(help_text="by its name in the ladder")
    ladder = models.TextField(help_text="uppcl/2026-11-01: by which file and from when")
    at = models.DateTimeField()
    state = models.TextField(choices=State.choices)
    why = models.TextField(blank=True, default="", db_default="", help_text="it was spared: plan, dispute …")
    notice = models.TextField(blank=True, default="", db_default="", help_text="the notice's key")
    bill_date = models.DateField(help_text="bills after it are no part of what is asked for")
    least = models.DecimalField(max_digits=14, decimal_places=2, help_text="once less is owed, it is paid")
    settled_at = models.DateTimeField(null=True, help_text="when what it asked for was paid; a trigger writes it")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bill", "step"], name="step_once_a_bill"),
            models.CheckConstraint(
                condition=Q(state="posted", why="") & ~Q(notice="")
                | Q(state="held_back", why="", notice="")
                | Q(state="spared", notice="") & ~Q(why=""),
                name="step_says_what_was_done",
            ),
            models.CheckConstraint(condition=Q(settled_at=None) | Q(state="posted"), name="step_settled_was_posted"),
        )
        indexes = (
            models.Index(fields=["consumer", "at"], name="steps_of_a_consumer"),
            models.Index(fields=["consumer"], condition=Q(state="posted", settled_at=None), name="step_still_asking"),
        )


class Pause(models.Model):
    """That nobody chases a consumer for a while, and why."""

    class Why(models.TextChoices):
        DISPUTE = "dispute", "the consumer disputes the bill"
        REVIEW = "review", "the office looks at the bill"
        PROTEST = "protest", "deposited under protest (section 56)"
        CLOSED = "closed", "the connection is closed or dead"

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    why = models.TextField(choices=Why.choices)
    said = models.TextField(help_text="by the officer, in words")
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "why"], condition=Q(ended_at=None), name="pause_open_once"),
            models.CheckConstraint(condition=~Q(said="") & ~Q(begun_by=""), name="pause_of_somebody"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | Q(ended_at__isnull=False) & ~Q(ended_by=""),
                name="pause_ended_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["consumer"], condition=Q(ended_at=None), name="pauses_of_a_consumer"),)
