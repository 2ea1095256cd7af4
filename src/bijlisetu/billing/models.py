"""Bills as the billing system issued them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer


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
