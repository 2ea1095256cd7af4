"""What pages show of notices, turns and tries, added up."""

from __future__ import annotations

from django.db import models

from bijlisetu.outbox.models.notices import Notice
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.total_models import Total, once, to_gather


class NoticeTotal(Total):
    """How many notices of a run, a kind and an occasion are in a state."""

    run = models.BigIntegerField(help_text="0 without one")
    kind = models.TextField()
    occasion = models.TextField(blank=True)
    state = models.TextField(choices=Notice.State.choices)
    notices = models.IntegerField()

    class Meta:
        constraints = once("run", "kind", "occasion", "state", name="notice_total_once")
        indexes = (
            models.Index(fields=["run"], name="notice_total_of_a_run"),
            to_gather("notice_total_to_gather"),
        )


class TurnTotal(Total):
    """How many notices of a queue fall due in a minute."""

    lane = models.SmallIntegerField()
    gate = models.BigIntegerField()
    channel = models.TextField(blank=True)
    awaits = models.BooleanField()
    minute = models.DateTimeField()
    turns = models.IntegerField()

    class Meta:
        constraints = once("lane", "gate", "channel", "awaits", "minute", name="turn_total_once")
        indexes = (models.Index(fields=["gate"], name="turn_total_of_a_gate"), to_gather("turn_total_to_gather"))


class AttemptTotal(Total):
    """How many tries that were claimed in a minute have come to a state, for a reason."""

    minute = models.DateTimeField()
    channel = models.TextField()
    state = models.SmallIntegerField(choices=State.choices)
    reason = models.TextField(blank=True)
    is_lost = models.BooleanField(help_text="unsure, and no sender has answered for it")
    attempts = models.IntegerField()

    class Meta:
        constraints = once("minute", "channel", "state", "reason", "is_lost", name="attempt_total_once")
        indexes = (
            models.Index(fields=["minute"], name="attempt_total_by_minute"),
            to_gather("attempt_total_to_gather"),
        )
