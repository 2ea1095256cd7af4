"""What is to be said, when the engine looks at it next, and each try at saying it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, HashIndex
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.states import State


class Run(models.Model):
    """Many notices made together: a month's bills, an alert to a feeder. It goes out when an officer lets it."""

    class State(models.TextChoices):
        GATHERING = "gathering", "its notices are being made"
        HELD = "held", "a gate found something"
        READY = "ready", "the gates are passed, nothing has gone out"
        CANARY = "canary", "the first few hundred are out"
        RELEASED = "released"
        STOPPED = "stopped"
        FINISHED = "finished", "every notice is settled"

    key = models.TextField(unique=True)
    kind = models.TextField()
    lane = models.SmallIntegerField()
    state = models.TextField(choices=State.choices, default=State.GATHERING, db_default=State.GATHERING)
    findings = models.JSONField(default=list, help_text="what the gates found: gate, passed, words, numbers")
    made = models.IntegerField(default=0, db_default=0, help_text="notices, counted when the gathering closed")
    feeders = ArrayField(models.BigIntegerField(), default=list, help_text="whose consumers are told")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    made_at = models.DateTimeField()
    made_by = models.TextField()
    makers = ArrayField(models.TextField(), default=list, help_text="all who put notices in")
    hands = ArrayField(
        models.TextField(),
        default=list,
        help_text="all who made it, answered for a finding or sent its trial: none of them releases it",
    )
    canary_at = models.DateTimeField(null=True)
    canary_by = models.TextField(blank=True, default="", db_default="")
    canary_size = models.IntegerField(default=0, db_default=0)
    released_at = models.DateTimeField(null=True)
    released_by = models.TextField(blank=True, default="", db_default="", help_text="empty where it is small")
    is_small = models.BooleanField(
        default=False, db_default=False, help_text="no more notices than its kind lets out without a second officer"
    )
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(blank=True, default="", db_default="")
    stopped_why = models.TextField(blank=True, default="", db_default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False) & (Q(is_small=True) | ~Q(released_by="")),
                name="run_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("made_by")) & ~Q(hands__contains=[F("released_by")]),
                name="run_released_by_a_second",
            ),
        )


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
    #: No foreign key: the one statement that writes it has looked up the batch's consumers and holds the run. To check
    #: each row would make lakhs of alerts take half as long again.
    consumer = models.ForeignKey(
        Consumer, on_delete=models.CASCADE, db_index=False, related_name="notices", db_constraint=False
    )
    run = models.ForeignKey(
        Run, null=True, on_delete=models.PROTECT, related_name="notices", db_index=False, db_constraint=False
    )
    occasion = models.TextField(
        blank=True, default="", db_default="", help_text="once for each it counts in the kind's ledger; empty: nowhere"
    )
    facts = models.JSONField()
    to = models.TextField(
        blank=True, default="", db_default="", help_text="the one address it is for; empty: the best when it is sent"
    )
    lane = models.SmallIntegerField(help_text="the kind's: otp 0, outage 1, service 2, bulk 3")
    state = models.TextField(choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    reason = models.TextField(blank=True, default="", db_default="", help_text="why it was withdrawn")
    posted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], name="notice_posted_once"),)
        indexes = (
            models.Index(fields=["consumer", "occasion"], name="notice_of_a_consumer"),
            models.Index(fields=["run"], condition=Q(run__isnull=False), name="notice_of_a_run"),
        )


class Turn(models.Model):
    """
    When the engine looks at an open notice next; a settled notice has none.

    Narrow and apart from the notice, for it is written at every step and the notice only when it is settled. While
    an engine carries a letter, `at` is the end of its lease: should the engine die, the notice falls due by itself.
    """

    #: No foreign key: the statements that write it have read the notice's row.
    notice = models.OneToOneField(
        Notice, primary_key=True, on_delete=models.CASCADE, related_name="turn", db_constraint=False
    )
    lane = models.SmallIntegerField(help_text="otp 0, outage 1, service 2, bulk 3: the lower goes first")
    gate = models.BigIntegerField(
        default=0, db_default=0, help_text="0: no gate; n: waits for the release of run n; -n: waits for its canary"
    )
    channel = models.TextField(
        default="", db_default="", help_text="parked until this channel has room; empty while none is chosen"
    )
    awaits = models.BooleanField(default=False, db_default=False, help_text="a try may still bring a receipt")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["lane", "gate", "channel", "at"], name="turn_due"),)


class Change(models.Model):
    """
    Something happened to a notice that changes its standing, and the reach ledger has not seen it yet.

    Only ever added to and taken from, never updated: whoever adds waits for nobody, and nothing can be overlooked.
    """

    notice_id = models.BigIntegerField()


class Attempt(models.Model):
    """One try on one channel to one address."""

    State = State

    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, db_index=False, related_name="attempts", db_constraint=False
    )
    month = models.IntegerField(
        default=0, db_default=0, editable=False, help_text="of the notice, as its number names it: 202611; 0: none"
    )
    channel = models.TextField()
    address = models.TextField()
    sender = models.TextField(blank=True, default="", db_default="", help_text="which number or account of ours")
    state = models.SmallIntegerField(choices=State.choices)
    engine = models.TextField(help_text="who holds the lease, or held it last")
    tries = models.SmallIntegerField(default=1)
    carrier_id = models.TextField(blank=True, default="", db_default="")
    reason = models.TextField(blank=True, default="", db_default="")
    detail = models.TextField(blank=True, default="", db_default="")
    billable = models.BooleanField(null=True, help_text="whether the carrier says that it charges")
    category = models.TextField(blank=True, default="", db_default="", help_text="the carrier's tariff")
    claimed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["notice", "channel", "address"], name="attempt_once_an_address"),
        )
        # No column of an index changes while receipts come in, so that they are written in place (HOT).
        indexes = (
            HashIndex(fields=["carrier_id"], condition=~Q(carrier_id=""), name="attempt_by_carrier_id"),
            BrinIndex(fields=["claimed_at"], autosummarize=True, pages_per_range=32, name="attempt_by_time"),
        )


class Brought(models.Model):
    """A try that went once more with its document uploaded by us: the carrier could not fetch it from the link."""

    #: No foreign key: tries leave with their month.
    attempt = models.BigIntegerField(primary_key=True)
    spent_id = models.TextField(help_text="the carrier's id of the message that failed; its reports count no more")
    at = models.DateTimeField()


class Part(models.Model):
    """A further part of a long SMS: each has an id and receipts of its own; the first part's are the attempt's."""

    #: No foreign key: a month of attempts leaves without a look at what pointed to it.
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="parts", db_constraint=False)
    carrier_id = models.TextField()
    state = models.SmallIntegerField(choices=Attempt.State.choices, default=Attempt.State.ACCEPTED)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attempt", "carrier_id"], name="part_once"),)
        indexes = (HashIndex(fields=["carrier_id"], name="part_by_carrier_id"),)
