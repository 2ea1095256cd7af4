"""Offices and lines: who answers for which wire, and since when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


def one_open(name: str, *fields: str) -> models.UniqueConstraint:
    """Return the promise that of several dated rows only one is still open."""
    return models.UniqueConstraint(fields=fields, condition=Q(valid_to=None), name=name)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the promise that a half-open period is not empty or backwards."""
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name=name)


class Dated(models.Model):
    """Something true from a day on, until (not including) another."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Office(Dated):
    """A place of work: from the company down to the section of a junior engineer at one substation."""

    class Kind(models.TextChoices):
        COMPANY = "company"
        ZONE = "zone"
        CIRCLE = "circle"
        DIVISION = "division"
        SUBDIVISION = "subdivision"
        SECTION = "section"

    code = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "code"], name="office_named_once"),
            ends_after_it_begins("office_ends_after_it_begins"),
        )


class OfficePlace(Dated):
    """Which office another one answers to; offices are moved, so the edge is dated, not the office."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="places")
    parent = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="children")

    class Meta:
        constraints = (
            one_open("office_in_one_place", "office"),
            ends_after_it_begins("office_place_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(office=F("parent")), name="office_not_its_own_parent"),
        )


class OfficeTree(models.Model):
    """Every office above every other, and above itself, as they stand now; a trigger keeps it."""

    pk = models.CompositePrimaryKey("ancestor_id", "descendant_id")
    ancestor = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    descendant = models.ForeignKey(Office, on_delete=models.DO_NOTHING, related_name="+")
    depth = models.SmallIntegerField()

    class Meta:
        db_table = "network_office_tree"


class Feeder(Dated):
    """An 11 kV line leaving a substation."""

    code = models.TextField(unique=True)
    name = models.TextField()
    category = models.TextField(blank=True)
    supply = models.TextField(blank=True, help_text="urban, rural, tehsil …: decides the supply schedule")
    voltage_kv = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = (ends_after_it_begins("feeder_ends_after_it_begins"),)
        indexes = (models.Index(fields=["name", "id"], name="feeder_by_name"),)


class FeederPlace(Dated):
    """Which section looks after a feeder; feeders are moved between substations."""

    feeder = models.ForeignKey(Feeder, on_delete=models.CASCADE, related_name="places")
    section = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="feeder_places")

    class Meta:
        constraints = (
            one_open("feeder_in_one_place", "feeder"),
            ends_after_it_begins("feeder_place_ends_after_it_begins"),
        )


class Transformer(Dated):
    """A distribution transformer under a feeder."""

    feeder = models.ForeignKey(Feeder, on_delete=models.CASCADE, related_name="transformers")
    name = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["feeder", "name"], name="transformer_named_once_on_its_feeder"),
            ends_after_it_begins("transformer_ends_after_it_begins"),
        )


def one_at_a_time(element: str) -> ExclusionConstraint:
    """Return the promise that an element hangs on one line at a time: its switchings do not overlap."""
    during = Func(F("from_at"), F("until_at"), function="tstzrange", output_field=DateTimeRangeField())
    return ExclusionConstraint(
        name=f"{element}_switched_to_one_line",
        expressions=[(element, RangeOperators.EQUAL), (during, RangeOperators.OVERLAPS)],
        condition=Q(**{f"{element}__isnull": False}),
    )


class Switching(models.Model):
    """
    A feeder, or one transformer, that hangs for a while on another line than its own: transferred, or fed back.

    What is below which line at an instant is said by the function network_below alone.
    """

    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.CASCADE, db_index=False, related_name="switchings")
    transformer = models.ForeignKey(
        Transformer, null=True, on_delete=models.CASCADE, db_index=False, related_name="switchings"
    )
    fed_by = models.ForeignKey(Feeder, on_delete=models.CASCADE, related_name="feeds")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="none: still")
    why = models.TextField(blank=True)
    by = models.TextField()
    at = models.DateTimeField(help_text="when we heard of it, or of its end")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(feeder__isnull=True) ^ Q(transformer__isnull=True), name="switching_of_one_element"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="switching_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(feeder=F("fed_by")), name="feeder_not_fed_by_itself"),
            one_at_a_time("feeder"),
            one_at_a_time("transformer"),
        )
