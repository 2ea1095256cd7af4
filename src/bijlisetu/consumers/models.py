"""The registry all else points at."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Reverse

from bijlisetu.consumers.needs import NEEDS
from bijlisetu.network.models import Feeder, Transformer


class Consumer(models.Model):
    """One account: a person or firm with a connection."""

    account = models.TextField(unique=True)
    name = models.TextField()
    address = models.TextField(blank=True)
    language = models.TextField(default="hi", db_default="hi")
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, db_index=False, related_name="consumers")
    transformer = models.ForeignKey(Transformer, null=True, blank=True, on_delete=models.SET_NULL)
    book = models.TextField(blank=True, help_text="the reader's book: gives the walking order")
    pole = models.TextField(blank=True)
    tariff = models.TextField(blank=True)
    supply_type = models.TextField(blank=True)
    load = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    load_unit = models.TextField(blank=True)
    meter_number = models.TextField(blank=True)
    need = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="life_support, hospital, water, police: for whom a cut is worse",
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    imported_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(need__in=["", *NEEDS]), name="consumer_need_is_listed"),)
        indexes = (
            # The desk sees them first; they are few.
            models.Index(fields=["feeder", "transformer"], condition=~Q(need=""), name="consumer_with_a_need"),
            # Lists go from feeder to feeder, and on each by account.
            models.Index(fields=["feeder", "account"], name="consumer_of_a_feeder"),
            # Found by the end of the account; and by the words of the name, as a migration has it.
            models.Index(Collate(Reverse("account"), "C"), name="consumer_by_end_of_account"),
        )


class NameWord(models.Model):
    """A word that stands in somebody's name, and how it sounds; a trigger lists it with the first such name."""

    word = models.TextField(primary_key=True, help_text="as it is written, in small letters")
    latin = models.TextField(help_text="as it sounds, in small Latin letters")
    keys = ArrayField(models.TextField(), help_text="words that share one are alike")

    class Meta:
        indexes = (
            GinIndex(fields=["keys"], name="word_by_key"),
            GinIndex(fields=["latin"], opclasses=["gin_trgm_ops"], name="word_by_part"),
        )


class FactChange(models.Model):
    """
    A fact of the registry that became another; a trigger writes it, whatever statement changed the row.

    Its first value is what stands in the first change of the fact, or in the registry to this day.
    """

    consumer = models.ForeignKey(
        Consumer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    field = models.TextField(help_text="name, address, feeder …")
    before = models.TextField()
    after = models.TextField()
    source = models.TextField(help_text="the file it came with; empty where a statement did not say")
    by = models.TextField(help_text="user name, or the database's where a statement did not say")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["consumer", "at"], name="changes_of_a_consumer"),)
