"""What meters tell of each day and month, who pays beforehand since when, and whom that made us warn."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import rupees
from bijlisetu.metering.states import HOW, STATES, Sort
from bijlisetu.plumbing.database.total_models import Total, once, to_gather


def whose() -> models.ForeignKey[Consumer, Consumer]:
    """Make the column of a table in months that says whose a row is: accounts end and are never deleted."""
    return models.ForeignKey(
        Consumer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )


class Mode(models.Model):
    """That a connection is prepaid, or postpaid, from a day on."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    begins_on = models.DateField()
    is_prepaid = models.BooleanField()
    balance_left = rupees(null=True, help_text="on the meter, as the file says")
    said_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["consumer", "begins_on"], name="mode_once_from_a_day"),)


class Day(models.Model):
    """A day of a prepaid meter: what stood on it, what was charged and recharged. In months."""

    month = models.IntegerField(help_text="202611: of the day")
    consumer = whose()
    day = models.DateField()
    units = models.DecimalField(max_digits=10, decimal_places=3)
    reading = models.DecimalField(max_digits=12, decimal_places=3, null=True, help_text="at the day's end")
    opening = rupees()
    recharge = rupees(help_text="that came in on the day")
    charge = rupees()
    closing = rupees()
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["month", "consumer", "day"], name="day_of_a_meter_once"),
            models.CheckConstraint(condition=Q(units__gte=0), name="day_of_a_meter_is_used"),
            models.CheckConstraint(condition=Q(recharge__gte=0), name="day_of_a_meter_recharged"),
        )
        indexes = (models.Index(fields=["consumer", "day"], condition=Q(recharge__gt=0), name="recharges_of_a_meter"),)


class Read(models.Model):
    """What a meter showed on a day, and who says so: somebody looked, the meter told, or it was assumed. In months."""

    month = models.IntegerField(help_text="202611: of the day")
    consumer = whose()
    day = models.DateField()
    sort = models.TextField(choices=[(one, one) for one in Sort])
    reading = models.DecimalField(max_digits=12, decimal_places=3)
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["month", "consumer", "day"], name="read_of_a_meter_once"),
            models.CheckConstraint(condition=Q(reading__gte=0), name="read_of_a_meter_shows_something"),
            models.CheckConstraint(condition=Q(sort__in=list(Sort)), name="read_sort_is_listed"),
        )


class Before(models.Model):
    """A row of this room as it was before a later file said otherwise."""

    what = models.TextField(help_text="day, read or mode")
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    was = models.JSONField(help_text="all its columns")
    replaced_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["consumer", "day"], name="figures_replaced"),
            models.Index(fields=["replaced_at"], name="figures_replaced_when"),
        )


class Meter(models.Model):
    """How a meter stands by its latest day, its latest recharge and its mode: follows from their rows."""

    consumer = models.OneToOneField(Consumer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField(null=True, help_text="the latest of which a balance is known")
    balance = rupees(null=True)
    recharged_on = models.DateField(null=True)
    recharge = rupees(null=True, help_text="the latest")
    since = models.DateField(null=True, help_text="from when its mode of today holds")
    state = models.TextField(default="unknown", db_default="unknown", choices=[(one, one) for one in STATES])

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=list(STATES)), name="meter_state_is_listed"),)
        indexes = (
            models.Index(
                fields=["state", "consumer"], condition=Q(state__in=["low", "out", "silent"]), name="meters_to_see_to"
            ),
        )


class MeterTotal(Total):
    """How many meters of a feeder stand so."""

    feeder_id = models.BigIntegerField()
    state = models.TextField()
    meters = models.IntegerField()

    class Meta:
        constraints = once("feeder_id", "state", name="meter_total_once")
        indexes = (
            models.Index(fields=["feeder_id", "state"], name="meter_total_of_a_feeder"),
            to_gather("meter_total_to_gather"),
        )


class Warned(models.Model):
    """That a balance fell to a share of its last recharge: told once, or passed over for a lower share at once."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="+")
    recharged_on = models.DateField(help_text="the recharge it is a share of; where none is known, since it is prepaid")
    share = models.SmallIntegerField(help_text="percent")
    day = models.DateField(help_text="whose balance it was")
    balance = rupees()
    is_told = models.BooleanField(help_text="else a lower share was reached at once, and told instead")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="when its ground fell away: a recharge, postpaid")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "recharged_on", "share"], name="warned_once_of_a_recharge"),
        )
        indexes = (models.Index(fields=["consumer"], condition=Q(ended_at=None), name="warned_still"),)


class Surplus(models.Model):
    """What stood on a meter when its connection became postpaid: an officer says where it went."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="+")
    changed_on = models.DateField()
    amount = rupees(help_text="below nought: the consumer owes it")
    by_file = models.BooleanField(help_text="the file of modes said it; else it is the last balance that we know")
    how = models.TextField(blank=True, default="", db_default="", choices=[(one, one) for one in HOW])
    why = models.TextField(blank=True, default="", db_default="")
    settled_by = models.TextField(blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "changed_on"], name="surplus_once_of_a_change"),
            models.CheckConstraint(condition=~Q(amount=0), name="surplus_of_something"),
            models.CheckConstraint(
                condition=Q(how="", settled_by="", settled_at=None)
                | (Q(how__in=list(HOW), settled_at__isnull=False) & ~Q(settled_by="") & ~Q(why="")),
                name="surplus_settled_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(how=""), name="surplus_open"),)
