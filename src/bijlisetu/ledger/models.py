"""The books: entries and their lines, which never change, and what follows from them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.rules import Head, Sort
from bijlisetu.plumbing.database.total_models import Total, once, to_gather


def rupees(**more: Any) -> models.DecimalField[Any, Any]:
    """Return a column of rupees, exact to the paisa."""
    return models.DecimalField(max_digits=14, decimal_places=2, **more)


def listed(values: type[Head | Sort]) -> list[str]:
    """Return the words that a column may hold."""
    return [str(value) for value in values]


class Entry(models.Model):
    """
    What was written into the books at once. Triggers refuse every change, and every entry without its lines.

    A wrong one is reversed by another one, once.
    """

    reference = models.TextField(unique=True, help_text="bill:261100000001, payment:…: never used again")
    sort = models.TextField()
    day = models.DateField(help_text="in India: from which it is worth; entered later, it may be long past")
    lines = models.SmallIntegerField(help_text="so many: they come in the same statement")
    why = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversed_once"
            ),
            models.CheckConstraint(condition=Q(sort__in=listed(Sort)), name="entry_sort_is_listed"),
            models.CheckConstraint(condition=Q(lines__gte=2), name="entry_has_two_sides"),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(by=""), name="entry_of_somebody"),
            models.CheckConstraint(
                condition=~Q(sort__in=["reversal", "cancelled_bill"]) | Q(reverses__isnull=False),
                name="entry_reverses_one",
            ),
        )
        indexes = (
            models.Index(KT("evidence__bill"), condition=Q(sort__in=["bill", "opening"]), name="entry_of_a_bill"),
        )


class Line(models.Model):
    """One amount of an entry; its day is that of its entry, so that a consumer's lines are read by day."""

    pk = models.CompositePrimaryKey("entry_id", "place")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    place = models.SmallIntegerField(help_text="1 to the entry's number of lines")
    day = models.DateField()
    head = models.TextField()
    amount = rupees(help_text="a plus debits the head, a minus credits it")
    consumer = models.ForeignKey(
        Consumer, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+",
        help_text="none where it concerns nobody alone; that there is one is promised by Balance",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(head__in=listed(Head)), name="line_head_is_listed"),
            models.CheckConstraint(condition=~Q(amount=0), name="line_of_something"),
            models.CheckConstraint(condition=Q(place__gte=1), name="line_has_a_place"),
            models.CheckConstraint(
                condition=~Q(head__in=["receivable", "deposit"]) | Q(consumer__isnull=False),
                name="line_names_its_consumer",
            ),
        )
        indexes = (
            models.Index(fields=["consumer", "day"], condition=Q(consumer__isnull=False), name="lines_of_a_consumer"),
        )


class Balance(models.Model):
    """What the lines of a consumer come to; a trigger keeps it in the transaction that enters them."""

    consumer = models.OneToOneField(Consumer, primary_key=True, on_delete=models.PROTECT, related_name="+")
    receivable = rupees(help_text="what they owe; below nought they have paid in advance")
    deposit = rupees(help_text="a minus is what we hold of them")
    opened_on = models.DateField(
        null=True, help_text="the day of the first bill that stands in the books; earlier bills are in its arrears"
    )

    class Meta:
        indexes = (models.Index(fields=["consumer"], condition=Q(receivable__gt=0), name="balance_in_arrears"),)


class HeadTotal(Total):
    """What the lines of a head come to, of the consumers of a feeder."""

    feeder_id = models.BigIntegerField(help_text="0: of lines that name no consumer")
    head = models.TextField()
    amount = rupees()

    class Meta:
        constraints = once("feeder_id", "head", name="head_total_once")
        indexes = (
            models.Index(fields=["feeder_id", "head"], name="head_total_of_a_feeder"),
            to_gather("head_total_to_gather"),
        )


class Mismatch(models.Model):
    """The arrears that a bill prints are not what our books say: an officer decides, nothing is booked by itself."""

    class How(models.TextChoices):
        BOOKED = "booked", "our books took what the bill says"
        EXPLAINED = "explained", "our books are right"

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    bill = models.TextField(unique=True, help_text="its number")
    day = models.DateField(help_text="of the bill")
    printed = rupees(help_text="arrears as the bill says them; all it asks for, where it does not part them")
    ours = rupees(help_text="by our books on that day, before the bill")
    noted_at = models.DateTimeField()
    how = models.TextField(blank=True, default="", db_default="", choices=How.choices)
    why = models.TextField(blank=True, default="", db_default="")
    settled_by = models.TextField(blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(printed=F("ours")), name="mismatch_is_one"),
            models.CheckConstraint(
                condition=Q(how="", settled_by="", settled_at=None)
                | (Q(how__in=["booked", "explained"], settled_at__isnull=False) & ~Q(settled_by="") & ~Q(why="")),
                name="mismatch_settled_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["consumer"], name="mismatches_of_a_consumer"),
            models.Index(fields=["id"], condition=Q(how=""), name="mismatch_open"),
        )


class Surcharged(models.Model):
    """That the late surcharge of a period was worked out for a consumer: once, be it nothing."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    period = models.DateField(help_text="the first day of the month")
    amount = rupees()
    rule = models.TextField(help_text="uppcl/2024-10-10: by which file and from when")
    excused = models.JSONField(default=dict, help_text="bills that bear none, each with its evidence")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "period"], name="surcharged_once_for_a_period"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="surcharge_is_no_gift"),
            models.CheckConstraint(condition=Q(period__day=1), name="surcharge_of_a_month"),
        )


class Plan(models.Model):
    """Arrears that a consumer pays in instalments; whether it is kept follows from what was paid."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    scheme = models.TextField(help_text="uppcl/arrears_in_10/2026-05-01: by which file and from when")
    amount = rupees(help_text="of all instalments")
    with_bills = models.BooleanField(help_text="the bills that come meanwhile are to be paid too")
    agreed_on = models.DateField()
    by = models.TextField()
    ended_on = models.DateField(null=True, help_text="it was called off, or another took its place")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer"], condition=Q(ended_on=None), name="plan_one_at_a_time"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_of_something"),
        )
        indexes = (models.Index(fields=["consumer", "agreed_on"], name="plans_of_a_consumer"),)


class Instalment(models.Model):
    """One part of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, db_index=False, related_name="instalments")
    number = models.SmallIntegerField()
    due_on = models.DateField()
    amount = rupees()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_of_something"),
        )


class Sanction(models.Model):
    """What one officer asks to be adjusted or written off, and another decides: the database wants two of them."""

    class What(models.TextChoices):
        ADJUSTMENT = "adjustment"
        WRITE_OFF = "write_off"

    key = models.UUIDField(
        null=True, unique=True, help_text="of the form, made before it was sent: sent twice, it is one"
    )
    what = models.TextField(choices=What.choices)
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="+")
    amount = rupees(help_text="by which what they owe changes")
    day = models.DateField()
    why = models.TextField()
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(why="") & ~Q(asked_by=""), name="sanction_says_why"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="sanction_decided_by_another"),
            models.CheckConstraint(
                condition=Q(decided_by="", decided_at=None, is_granted=None)
                | (~Q(decided_by="") & Q(decided_at__isnull=False, is_granted__isnull=False)),
                name="sanction_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0) & (Q(what="adjustment") | Q(what="write_off", amount__lt=0)),
                name="sanction_of_something",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(decided_at=None), name="sanction_open"),)
