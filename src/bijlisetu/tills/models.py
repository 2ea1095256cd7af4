"""Tills and their receipts. Triggers number the receipts, and refuse every change but a reversal and the closing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import rupees
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import Mode

#: How one pays at a counter.
MODES = (Mode.CASH, Mode.CHEQUE, Mode.CARD, Mode.UPI)


class Till(models.Model):
    """What one clerk takes at one office on one day."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    clerk = models.TextField()
    day = models.DateField(help_text="in India")
    opening = rupees(help_text="cash in the drawer when it was opened")
    opened_at = models.DateTimeField()
    last = models.IntegerField(default=0, db_default=0, help_text="number of the latest receipt: the database counts")
    closed_at = models.DateTimeField(null=True)
    expected = rupees(null=True)
    counted = rupees(null=True)
    why = models.TextField(blank=True, default="", db_default="", help_text="why they differ")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clerk", "day"], name="till_of_a_clerk_and_day"),
            models.UniqueConstraint(fields=["clerk"], condition=Q(closed_at=None), name="till_open_once"),
            models.CheckConstraint(condition=Q(opening__gte=0) & ~Q(clerk=""), name="till_of_somebody"),
            models.CheckConstraint(
                condition=Q(closed_at=None, expected=None, counted=None, why="")
                | Q(closed_at__isnull=False, expected__isnull=False, counted__gte=0),
                name="till_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted=F("expected")) | ~Q(why=""), name="till_difference_says_why"
            ),
        )
        indexes = (models.Index(fields=["office", "day"], name="tills_of_an_office"),)


class Receipt(models.Model):
    """One payment taken at a till, by the identity that its form bore before it was sent."""

    key = models.UUIDField(unique=True, help_text="made with the form: the same form gives the same receipt")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, db_index=False, related_name="receipts")
    number = models.IntegerField(default=0, help_text="in its till from one on, without a gap: a trigger gives it")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="+")
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="+")
    amount = rupees()
    mode = models.TextField()
    instrument = models.TextField(blank=True, default="", help_text="number of the cheque, or reference of card or UPI")
    bank = models.TextField(blank=True, default="", help_text="of the cheque")
    dated = models.DateField(null=True, help_text="the cheque")
    balance = rupees(help_text="owed after it")
    at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.TextField(blank=True, default="", db_default="")
    reversed_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["till", "number"], name="receipt_numbered_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_of_something"),
            models.CheckConstraint(condition=Q(mode__in=[str(mode) for mode in MODES]), name="receipt_mode_is_listed"),
            models.CheckConstraint(
                condition=Q(mode="cheque", dated__isnull=False) & ~Q(instrument="") & ~Q(bank="")
                | ~Q(mode="cheque") & Q(dated=None, bank=""),
                name="receipt_of_a_whole_cheque",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversed_by="", reversed_why="")
                | Q(reversed_at__isnull=False) & ~Q(reversed_by="") & ~Q(reversed_why=""),
                name="receipt_reversed_by_somebody",
            ),
        )
