"""Payments, by which names they are known, and who told of them when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import rupees
from bijlisetu.payments.states import Mode, State, Status, Why


def _choices(words: type[State | Status | Why | Mode]) -> list[str]:
    return [word.value for word in words]


class Payment(models.Model):
    """
    One payment of one payer, in the books once.

    Who told first of money that came, told its amount and day. What others tell otherwise stays with their reports.
    """

    state = models.TextField(default=State.AWAITED)
    amount = rupees()
    paid_on = models.DateField(help_text="its day in India, as the bank has it, whenever we heard of it")
    mode = models.TextField()
    source = models.TextField(help_text="who told first that it was paid: a mapping's name, or desk")
    reference = models.TextField(blank=True, default="", db_default="", help_text="of a bill, as it came with it")
    account = models.TextField(blank=True, default="", db_default="", help_text="as it came with it")
    bill_number = models.TextField(blank=True, default="", db_default="", help_text="as it came with it")
    consumer = models.ForeignKey(Consumer, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    bill_id = models.BigIntegerField(null=True, help_text="the bill that it names")
    is_deposit = models.BooleanField(
        default=False, db_default=False, help_text="security: it is held for the consumer, and pays no bill"
    )
    why = models.TextField(blank=True, default="", db_default="", help_text="it lies in suspense")
    entered_at = models.DateTimeField(help_text="first heard of")
    credited_at = models.DateTimeField(null=True)
    moves = models.SmallIntegerField(default=0, db_default=0, help_text="how often an officer put it elsewhere")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="", db_default="", help_text="the word for it: reversed, bounced")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_of_something"),
            models.CheckConstraint(condition=Q(state__in=_choices(State)), name="payment_state_is_listed"),
            models.CheckConstraint(condition=Q(mode__in=_choices(Mode)), name="payment_mode_is_listed"),
            models.CheckConstraint(
                condition=~Q(state=State.CREDITED) | Q(consumer__isnull=False, credited_at__isnull=False),
                name="payment_credited_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SUSPENSE, consumer=None, why__in=_choices(Why)) | ~Q(state=State.SUSPENSE),
                name="payment_in_suspense_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=State.UNDONE, undone_at__isnull=False) | ~Q(state=State.UNDONE) & Q(undone_at=None),
                name="payment_undone_at_a_moment",
            ),
        )
        indexes = (
            models.Index(fields=["consumer", "paid_on"], name="payments_of_a_consumer"),
            models.Index(fields=["paid_on", "source"], name="payments_of_a_day"),
            models.Index(fields=["id"], condition=Q(state=State.SUSPENSE), name="payments_in_suspense"),
        )


class Name(models.Model):
    """
    A name by which others know a payment: the bank's reference, an aggregator's number, a receipt.

    Two who tell of one payment share one, and the database lets no two payments have it.
    """

    value = models.TextField(unique=True, help_text="the kind, whose it is, and the number: rrn::412345678901")
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="names")


class Report(models.Model):
    """What one callback, one row of a file or one clerk said of a payment; each is taken once."""

    key = models.TextField(unique=True, help_text="the source, the row's own identity and the status it told")
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="reports")
    source = models.TextField()
    status = models.TextField()
    amount = rupees()
    paid_on = models.DateField()
    said = models.TextField(blank=True, default="", db_default="", help_text="the bank's words beside it")
    file = models.TextField(blank=True, default="", db_default="", help_text="the file's name")
    line = models.IntegerField(null=True)
    heard_at = models.DateTimeField()
    disagrees = models.BooleanField(
        default=False, db_default=False, help_text="another amount, or a cheque that came back and is none of ours"
    )
    looked_at = models.DateTimeField(null=True, help_text="when an officer dealt with the disagreement")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=_choices(Status)), name="payment_report_status_is_listed"),
            models.CheckConstraint(
                condition=Q(disagrees=True) | Q(looked_at=None), name="payment_report_looked_at_for_a_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["id"], condition=Q(disagrees=True, looked_at=None), name="payment_reports_that_disagree"
            ),
        )


class Callback(models.Model):
    """The body of an aggregator's call, kept before it is answered and read a moment later."""

    source = models.TextField(help_text="the mapping it is read by")
    body = models.BinaryField()
    digest = models.BinaryField(unique=True, help_text="of source and body: a call that comes again is one")
    received_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="", help_text="why it was not taken")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(folded_at=None, fault="") | Q(folded_at__gte=F("received_at")),
                name="payment_callback_folded_after_it_came",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(folded_at=None), name="payment_callbacks_unread"),)


class Exchange(models.Model):
    """What BBPS asked or told under a reference, and our word, which stays for a payment; no person stands in it."""

    biller = models.TextField(help_text="whose references these are: the namesake in its file")
    deed = models.TextField(help_text="fetch, validate, pay or reverse")
    reference = models.TextField(help_text="of the question, or of the payment")
    whose = models.BinaryField(help_text="a digest of the account")
    amount = rupees(null=True, help_text="that was answered, or told")
    word = models.TextField()
    follows = models.TextField(blank=True, default="", db_default="", help_text="of a payment, the question before it")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["biller", "deed", "reference"], name="exchange_once"),
            models.CheckConstraint(
                condition=~Q(word__in=("taken", "returned")) | Q(payment__isnull=False), name="exchange_of_a_payment"
            ),
        )
        indexes = (
            models.Index(fields=["at"], name="exchanges_by_time"),
            models.Index(fields=["follows"], condition=~Q(follows=""), name="exchanges_that_follow"),
        )
