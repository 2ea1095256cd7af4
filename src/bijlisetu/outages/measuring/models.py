"""Interruptions of feeders, what returns say of whole months, and how many consumers were served."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.network.models import Feeder, Office


def at_one_place(name: str) -> models.CheckConstraint:
    """Return the promise that a row is of a feeder or of an office."""
    return models.CheckConstraint(condition=Q(feeder=None) ^ Q(office=None), name=name)


def of_a_month(name: str) -> models.CheckConstraint:
    """Return the promise that a month is called by its first day."""
    return models.CheckConstraint(condition=Q(month__day=1), name=name)


class Interruption(models.Model):
    """
    Consumers of one feeder who were dark together, from one moment to another.

    A cut that comes back in steps is a row for each step. Whether it counts is said by the rules of its month.
    """

    class Source(models.TextChoices):
        OUTAGE = "outage", "our own desk"
        IMPORT = "import", "a file: of breakers, meters or SCADA"

    feeder = models.ForeignKey(Feeder, on_delete=models.CASCADE, db_index=False, related_name="+")
    outage = models.ForeignKey("outages.Outage", null=True, on_delete=models.CASCADE, related_name="interruptions")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    planned = models.BooleanField(null=True, help_text="none: a file did not say")
    events = models.SmallIntegerField(default=1, help_text="0: a later step of one that is counted")
    customers = models.IntegerField(help_text="who were dark in this time")
    interrupted = models.IntegerField(help_text="of them those whose light went off then, and not before")
    source = models.TextField(choices=Source.choices)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_at__gte=F("from_at")), name="interruption_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(customers__gte=0, interrupted__gte=0, interrupted__lte=F("customers")),
                name="interruption_interrupts_its_customers",
            ),
            models.CheckConstraint(condition=Q(source="outage") ^ Q(outage=None), name="interruption_has_its_source"),
            models.UniqueConstraint(
                fields=["feeder", "from_at"], condition=Q(source="import"), name="interruption_imported_once"
            ),
            models.UniqueConstraint(
                fields=["outage", "feeder", "from_at", "until_at"], name="interruption_booked_once"
            ),
        )
        indexes = (models.Index(fields=["from_at"], name="interruption_by_time"),)


class MonthReturn(models.Model):
    """
    What a return says of a month in sums: of a feeder, or of an office, where no single interruption is known.

    It holds in place of all that lies below it in that month.
    """

    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    sort = models.TextField(blank=True, help_text="the return's own category: urban, agricultural …; they add up")
    month = models.DateField()
    planned = models.BooleanField(null=True, help_text="none: not told apart")
    interruptions = models.IntegerField(null=True)
    customer_interruptions = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    customer_minutes = models.DecimalField(max_digits=22, decimal_places=2, null=True)
    customer_momentary = models.DecimalField(max_digits=20, decimal_places=2, null=True, help_text="none: not measured")

    class Meta:
        constraints = (
            at_one_place("month_return_of_one_place"),
            of_a_month("month_return_of_a_month"),
            models.CheckConstraint(
                condition=Q(customer_interruptions=None, customer_minutes=None, customer_momentary__isnull=False)
                | Q(customer_interruptions__isnull=False, customer_minutes__isnull=False),
                name="month_return_says_something",
            ),
            models.UniqueConstraint(
                fields=["feeder", "office", "sort", "month", "planned"],
                nulls_distinct=False,
                name="month_returned_once",
            ),
        )


class Served(models.Model):
    """How many consumers a feeder, or an office by a return, served in a month."""

    class Source(models.TextChoices):
        REGISTRY = "registry", "counted by us, on the last day of the month that we saw"
        IMPORT = "import", "a return says so"

    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    sort = models.TextField(blank=True)
    month = models.DateField()
    customers = models.IntegerField()
    source = models.TextField(choices=Source.choices)

    class Meta:
        constraints = (
            at_one_place("served_at_one_place"),
            of_a_month("served_in_a_month"),
            models.CheckConstraint(condition=Q(customers__gte=0), name="served_are_not_below_zero"),
            models.UniqueConstraint(
                fields=["feeder", "office", "sort", "month"], nulls_distinct=False, name="served_counted_once"
            ),
        )
        indexes = (models.Index(fields=["month"], name="served_by_month"),)
