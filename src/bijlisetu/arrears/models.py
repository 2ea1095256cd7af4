"""Steps of the ladder, and what pauses them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Plan, rupees
from bijlisetu.network.models import Feeder, Office


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
    least = rupees(help_text="once less is owed, it is paid")
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


class Recovery(models.Model):
    """That an officer is to see somebody who owes and whom no message was proved to reach, or who broke a plan."""

    class Outcome(models.TextChoices):
        PAID = "paid", "they say that it is paid: the books have the last word"
        PROMISE = "promise", "they will pay by a day"
        DISPUTE = "dispute", "they dispute the bill"
        NOT_FOUND = "not_found", "nobody was found"
        CUT = "cut", "a notice of disconnection is proposed"

    class Ended(models.TextChoices):
        SETTLED = "settled", "it is paid"
        DISPUTE = "dispute"
        NOT_FOUND = "not_found"
        CUT = "cut"

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+", help_text="that went unheard")
    plan = models.ForeignKey(
        Plan, null=True, on_delete=models.PROTECT, db_index=False, related_name="+", help_text="that was broken"
    )
    amount = rupees(help_text="owed when it was opened")
    level = models.SmallIntegerField(help_text="whose work it is by its amount: staff.levels.Level")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    bill_date = models.DateField(help_text="bills after it are no part of it")
    least = rupees(help_text="once less is owed, it is paid")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.TextField(blank=True, default="", db_default="", choices=Outcome.choices, help_text="the last one")
    promised_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended = models.TextField(blank=True, default="", db_default="", choices=Ended.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer"], condition=Q(ended_at=None), name="recovery_open_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(plan__isnull=False), name="recovery_once_a_plan"),
            models.UniqueConstraint(fields=["step"], condition=Q(step__isnull=False), name="recovery_once_a_step"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False) & ~Q(ended=""),
                name="recovery_ended_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="promise") | Q(promised_on__isnull=False), name="recovery_promise_has_a_day"
            ),
        )
        indexes = (
            models.Index(fields=["office", "due_on"], condition=Q(ended_at=None), name="recoveries_of_an_office"),
        )


class Result(models.Model):
    """What an officer found and heard about a recovery; each stays."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="results")
    outcome = models.TextField(choices=Recovery.Outcome.choices)
    said = models.TextField(blank=True, default="", db_default="")
    promised_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.TextField()


class Demand(models.Model):
    """A notice of disconnection: what is to be paid before the supply may be cut (section 56)."""

    class How(models.TextChoices):
        MESSAGE = "message", "a message was proved to arrive"
        HAND = "hand", "delivered by hand"

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    amount = rupees()
    barred = rupees(help_text="owed besides, older than two years")
    leaves = rupees(help_text="owed besides in all, not due yet or barred: it may stay unpaid")
    protest = rupees(help_text="to be deposited under protest")
    asked_on = models.DateField(help_text="in India; what is owed for after it is no part of it")
    policy = models.TextField(help_text="common/2020-01-01: by which file and from when")
    clear_days = models.SmallIntegerField()
    notice = models.TextField(unique=True, help_text="the notice's key")
    issued_at = models.DateTimeField()
    issued_by = models.TextField()
    served_on = models.DateField(null=True, help_text="in India")
    served_how = models.TextField(blank=True, default="", db_default="", choices=How.choices)
    attempt = models.BigIntegerField(null=True, help_text="the try that is proved to have arrived")
    served_to = models.TextField(blank=True, default="", db_default="", help_text="who took it by hand, in words")
    served_by = models.TextField(blank=True, default="", db_default="")
    served_at = models.DateTimeField(null=True, help_text="when we knew")
    ended_at = models.DateTimeField(null=True)
    ended = models.TextField(blank=True, default="", db_default="", help_text="settled, withdrawn")
    ended_said = models.TextField(
        blank=True, default="", db_default="", help_text="by the officer who withdrew it, in words"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer"], condition=Q(ended_at=None), name="demand_open_once"),
            models.CheckConstraint(condition=Q(amount__gt=0, clear_days__gte=15), name="demand_by_the_law"),
            models.CheckConstraint(
                condition=Q(served_on=None, served_how="")
                | Q(served_how="message", attempt__isnull=False, served_on__isnull=False)
                | Q(served_how="hand", served_on__isnull=False) & ~Q(served_to="") & ~Q(served_by=""),
                name="demand_served_is_proved",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False, ended__in=["settled", "withdrawn"]),
                name="demand_ended_somehow",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(ended_at=None, served_on=None), name="demand_to_serve"),)


class Order(models.Model):
    """That the supply is to be cut: by one officer within their power, by two above the policy's amount."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="orders")
    needs_second = models.BooleanField()
    from_on = models.DateField(help_text="in India: not before")
    ordered_at = models.DateTimeField()
    ordered_by = models.TextField()
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.TextField(blank=True, default="", db_default="")
    cut_at = models.DateTimeField(null=True)
    cut_by = models.TextField(blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(null=True, help_text="at the moment of payment; a trigger writes it")
    withdrawn_why = models.TextField(blank=True, default="", db_default="", help_text="settled, officer")
    withdrawn_said = models.TextField(
        blank=True, default="", db_default="", help_text="by the officer who withdrew it, in words"
    )
    told_at = models.DateTimeField(null=True, help_text="when consumer and officers were told of the withdrawal")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["demand"], condition=Q(withdrawn_at=None), name="order_one_of_a_demand"),
            models.CheckConstraint(
                condition=Q(seconded_by="", seconded_at=None)
                | Q(seconded_at__isnull=False) & ~Q(seconded_by="") & ~Q(seconded_by=F("ordered_by")),
                name="order_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(cut_at=None, cut_by="")
                | Q(cut_at__isnull=False, withdrawn_at=None)
                & ~Q(cut_by="")
                & (Q(needs_second=False) | Q(seconded_at__isnull=False)),
                name="order_cut_only_while_it_stands",
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(withdrawn_at__isnull=False, told_at=None), name="order_to_be_told"),
        )


class Owing(models.Model):
    """What people of a feeder owed on a night, by the age of what is owed: kept, so that pages do not count."""

    on = models.DateField()
    feeder = models.ForeignKey(Feeder, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False)
    age = models.TextField(help_text="not_due, to_30, to_90, to_180, to_365, older")
    people = models.IntegerField(help_text="who owe something of this age")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    made_at = models.DateTimeField(help_text="entries of later are not in it")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["on", "feeder", "age"], name="owing_once_a_day"),)


class Night(models.Model):
    """
    Which entries the last count by age saw, in one row: older nights are not held against a recount.

    An entry bears the moment of its deed, and may be committed only after the count.
    """

    on = models.DateField(primary_key=True)
    made_at = models.DateTimeField()
    seen = models.TextField(help_text="numbers of the entries of its last day, as an int8multirange; all before are")
