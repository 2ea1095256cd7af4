"""What officers tell to many, whom they meant, and for each of these whether a message was made, or why not."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office


def numbers_of(what: str) -> ArrayField[list[int], list[int]]:
    """Return the field of the parts of one sort that are meant."""
    return ArrayField(models.BigIntegerField(), default=list, help_text=f"{what}, if any are named")


class Campaign(models.Model):
    """An officer's word that a kind of notice is to be told to the people of an office, or to a part of them."""

    token = models.UUIDField(unique=True, help_text="made by the page: what is posted twice is asked once")
    kind = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    substations = numbers_of("sections of the office")
    feeders = numbers_of("feeders of the office")
    transformers = numbers_of("transformers of the office")
    category = models.TextField(blank=True, help_text="the tariff of the people meant; empty: any")
    chosen = models.JSONField(default=dict, help_text="by the fact's name, what the officer chose of the kind's lists")
    by = models.TextField()
    asked_at = models.DateTimeField()
    day = models.DateField(help_text="of asking, in India")
    turn = models.SmallIntegerField(help_text="the how manieth of its kind to these people that day")
    planned_at = models.DateTimeField(null=True, help_text="when it was settled who is told and who is not")
    people = models.IntegerField(default=0, db_default=0, help_text="all who are meant")
    messages = models.IntegerField(default=0, db_default=0, help_text="to be made: one for each number or mailbox")
    done = models.IntegerField(default=0, db_default=0, help_text="of these, made")
    last = models.BigIntegerField(default=0, db_default=0, help_text="the consumer up to whom they are made")
    run = models.BigIntegerField(null=True, help_text="in which they wait, or with which they left")
    ended_at = models.DateTimeField(null=True, help_text="when its messages were made, or taken back")
    fault = models.TextField(blank=True, default="", db_default="", help_text="why none were made, by its name")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(blank=True, default="", db_default="")
    cancelled_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "office", "substations", "feeders", "transformers", "category", "day", "turn"],
                name="campaign_once_a_turn",
            ),
            models.CheckConstraint(condition=~Q(by=""), name="campaign_asked_by_somebody"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancelled_by="") & ~Q(cancelled_why=""),
                name="campaign_cancelled_with_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=["office", "-id"], name="campaign_of_an_office"),
            models.Index(fields=["id"], condition=Q(ended_at=None), name="campaign_to_be_made"),
        )

    @property
    def number(self) -> str:
        """As people say it, and as its ledger names the occasion: 2026-11-29-7."""
        return f"{self.day.isoformat()}-{self.pk}"

    @property
    def key(self) -> str:
        """How the keys of all its messages begin: with the month in which it was asked for."""
        return f"campaign:{self.day:%Y-%m}:{self.pk}:"


class Meant(models.Model):
    """One of the people a campaign is meant for: told by a message, by one to the same number, or not told, and why."""

    class Why(models.TextChoices):
        MESSAGE = "", "a message was made"
        SHARED = "shared", "another account has the same number, and is told there"
        NO_ADDRESS = "no_address", "no number or mailbox"
        SHUT = "shut", "no address that works"
        STRANGER = "not_owner", "somebody at the number said that it is not theirs"
        REFUSED = "refused", "they want none of this purpose"

    pk = models.CompositePrimaryKey("campaign_id", "consumer_id")
    #: No foreign keys in the database: the statement that writes them has read the rows, and lakhs are written at once.
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    consumer = models.ForeignKey(
        Consumer, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    why = models.TextField(choices=Why.choices, blank=True)
    address = models.BigIntegerField(
        null=True, help_text="the one of the consumer's that others have too; none: the best at the moment of sending"
    )

    class Meta:
        indexes = (models.Index(fields=["campaign", "why"], condition=~Q(why=""), name="meant_without_a_message"),)


class SectionCount(models.Model):
    """How many people of a section a message was made for, or was not, and why: kept when it was settled."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, db_index=False, related_name="counts")
    section = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    why = models.TextField(choices=Meant.Why.choices, blank=True)
    people = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["campaign", "section", "why"], name="campaign_count_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="campaign_count_counts_somebody"),
        )
