"""Bills as the billing system issued them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office


class Bill(models.Model):
    """One bill of one consumer for one cycle."""

    number = models.TextField(unique=True)
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="bills")
    cycle = models.DateField(help_text="the first day of the month it was issued in")
    bill_date = models.DateField()
    due_date = models.DateField()
    units = models.DecimalField(max_digits=14, decimal_places=2)
    amount_payable = models.DecimalField(max_digits=14, decimal_places=2)
    is_revised = models.BooleanField(default=False, db_default=False, help_text="it puts an earlier one right")
    counts_from = models.DateField(
        null=True, help_text="where it puts right a bill that is dated later than itself: that bill's day"
    )
    is_cancelled = models.BooleanField(default=False, db_default=False, help_text="nothing is owed on it any more")
    lines = models.JSONField(default=dict, help_text="what else the export says, under our names, for the page")
    mapping = models.TextField(help_text="the mapping it was read by, which has the words for its lines")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(due_date__gte=F("bill_date")), name="bill_due_after_its_date"),
        )
        indexes = (
            models.Index(fields=["consumer", "cycle"], name="bill_of_a_cycle"),
            models.Index(fields=["cycle"], condition=Q(is_cancelled=True), name="bill_cancelled_of_a_cycle"),
        )


class Telling(models.Model):
    """An officer's word that an office's people are to be told of their bills of a month: runs are made of it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    cycle = models.DateField(help_text="the first day of the month")
    by = models.TextField()
    asked_at = models.DateTimeField()
    done = models.IntegerField(default=0, db_default=0, help_text="of the bills that are looked at, so far")
    total = models.IntegerField(default=0, db_default=0)
    ended_at = models.DateTimeField(null=True)
    posted = models.IntegerField(default=0, db_default=0, help_text="messages made")
    corrected = models.IntegerField(default=0, db_default=0, help_text="corrections made of what was told otherwise")
    runs = ArrayField(models.BigIntegerField(), default=list, help_text="in which they wait, or with which they left")
    fault = models.TextField(blank=True, default="", db_default="", help_text="why nothing was made, by its name")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "cycle"], condition=Q(ended_at=None), name="telling_asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(by=""), name="telling_asked_by_somebody"),
        )
