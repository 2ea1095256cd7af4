"""What rules have found, which numbers are suspect by the word of an officer, and what others say of numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office


class Inspection(models.Model):
    """One look of all rules at all numbers. It changes nothing; its findings stay until the next."""

    at = models.DateTimeField()
    by = models.TextField()
    rules = models.TextField(help_text="the version of the rules it went by")
    numbers = models.IntegerField(help_text="that it looked at")


class Finding(models.Model):
    """A number that a rule doubts, by the latest inspection."""

    pk = models.CompositePrimaryKey("rule", "value")
    rule = models.TextField()
    value = models.TextField(help_text="91 and ten digits")
    proved_since = models.DateTimeField(null=True, help_text="proof from before then counts no more; none: any counts")


class Found(models.Model):
    """How much one rule found among the people of one section: numbers are shared, so that people are counted."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, db_index=False, related_name="found")
    rule = models.TextField()
    section = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, db_index=False, related_name="+")
    people = models.IntegerField(help_text="with such a number that is not proved to be theirs")
    alone = models.IntegerField(help_text="of them, who have no other address that may be used")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["inspection", "rule", "section"], nulls_distinct=False, name="found_once_a_section"
            ),
        )


class Suspect(models.Model):
    """
    A number that an officer let a rule act on: nothing that names an account goes there until it is proved.

    It is never deleted from anybody's record: a proof on the phone itself makes it good for that account.
    """

    pk = models.CompositePrimaryKey("value", "rule")
    value = models.TextField(help_text="91 and ten digits")
    rule = models.TextField()
    proved_since = models.DateTimeField(null=True, help_text="proof from before then counts no more; none: any counts")
    since = models.DateTimeField()
    by = models.TextField()


class Trusted(models.Model):
    """A number that a rule is not to doubt: somebody of the office knows better, and says why."""

    pk = models.CompositePrimaryKey("value", "rule")
    value = models.TextField()
    rule = models.TextField()
    why = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="trusted_for_a_reason"),)


class Revoked(models.Model):
    """A number that an operator disconnected, as a monthly file says (the Mobile Number Revocation List)."""

    value = models.TextField(primary_key=True, help_text="91 and ten digits")
    on = models.DateField(help_text="when it was disconnected; else the first of the file's month")
    told_at = models.DateTimeField()


class Validated(models.Model):
    """What the number validation service answered of a number: evidence, not a verdict."""

    value = models.TextField(primary_key=True)
    says = models.TextField(help_text="matches, differs, unknown")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(says__in=["matches", "differs", "unknown"]), name="validated_says"),
        )


class Asking(models.Model):
    """A doubted number that was itself asked whether it is the consumer's, and what came of it."""

    class Said(models.TextChoices):
        NOTHING = ""
        MINE = "mine"  # it proves no account; the person was led to the proof
        NOT_MINE = "not_mine"

    value = models.TextField(help_text="91 and ten digits")
    rule = models.TextField(help_text="by which it was doubted")
    consumer = models.ForeignKey(
        Consumer,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="one of those it stands for; the question bears it",
    )
    by = models.TextField()
    at = models.DateTimeField()
    said = models.TextField(choices=Said.choices, blank=True, default="", db_default="")
    said_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="it said no, or its time was over")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["value"], condition=Q(closed_at__isnull=True), name="number_asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(said__in=["", "mine", "not_mine"]), name="asked_number_said"),
            models.CheckConstraint(
                condition=Q(said="", said_at__isnull=True) | (~Q(said="") & Q(said_at__isnull=False)),
                name="asked_number_said_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["value", "at"], name="asking_of_a_number"),
            models.Index(fields=["at"], name="asking_at"),
        )
