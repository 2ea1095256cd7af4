"""The only door to a consumer: what is to be said, and each try at saying it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer


class Notice(models.Model):
    """What a room wants said to one consumer about one subject, once."""

    class State(models.TextChoices):
        OPEN = "open", "tries are left or under way"
        REACHED = "reached"
        EXHAUSTED = "exhausted", "nothing left to try"
        WITHDRAWN = "withdrawn", "its reason has gone"
        EXPIRED = "expired"

    kind = models.TextField()
    key = models.TextField()
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="notices")
    cycle = models.DateField(null=True, blank=True)
    facts = models.JSONField()
    lane = models.SmallIntegerField(help_text="otp 0, outage 1, service 2, bulk 3: the lower goes first")
    state = models.TextField(choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    next_at = models.DateTimeField(null=True, help_text="when the engine looks again; none while in flight or settled")
    posted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    #: Something happened that changes its standing, and the reach ledger has not seen it yet.
    unledgered = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key"], name="notice_posted_once"),
            models.CheckConstraint(condition=Q(state="open") | Q(next_at=None), name="notice_settled_has_no_next_try"),
        )
        indexes = (
            models.Index(fields=["lane", "next_at"], condition=Q(next_at__isnull=False), name="notice_due"),
            models.Index(fields=["consumer", "cycle"], name="notice_of_a_consumer"),
            models.Index(fields=["id"], condition=Q(unledgered=True), name="notice_not_in_ledger"),
        )


class Attempt(models.Model):
    """One try on one channel to one address. States only climb; the rank decides, not the order of arrival."""

    class State(models.IntegerChoices):
        QUEUED = 0
        CLAIMED = 10
        UNSURE = 20, "it may have left us"
        ACCEPTED = 30, "the carrier has it"
        SENT = 40
        WITHHELD = 44
        EXPIRED = 46
        FAILED = 50
        DELIVERED = 60
        READ = 70

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, db_index=False, related_name="attempts")
    channel = models.TextField()
    address = models.TextField()
    state = models.SmallIntegerField(choices=State.choices)
    engine = models.TextField(help_text="who holds the lease, or held it last")
    claimed_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=1)
    carrier_id = models.TextField(blank=True, default="", db_default="")
    reason = models.TextField(blank=True, default="", db_default="")
    detail = models.TextField(blank=True, default="", db_default="")
    claimed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["notice", "channel", "address"], name="attempt_once_an_address"),
            models.CheckConstraint(
                condition=~Q(state=10) | Q(claimed_until__isnull=False), name="attempt_claim_has_an_end"
            ),
        )
        indexes = (
            models.Index(fields=["carrier_id"], condition=~Q(carrier_id=""), name="attempt_by_carrier_id"),
            models.Index(fields=["claimed_until"], condition=Q(claimed_until__isnull=False), name="attempt_in_flight"),
            models.Index(fields=["address"], name="attempt_by_address"),
        )
