"""The ledger of people reached, and the work of reaching the rest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office
from bijlisetu.plumbing.database.total_models import Total, once, to_gather


class Standing(models.Model):
    """How far something got with one consumer on one occasion (a month's bill, an outage), and what proves it."""

    class Degree(models.TextChoices):
        READ = "read"
        DELIVERED = "delivered"
        WAITING = "waiting", "on its way, tries are left"
        ACCEPTED = "accepted", "a carrier took it and then said nothing"
        FAILED = "failed"
        NOT_OWNER = "not_owner"
        NO_ADDRESS = "no_address"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="standings")
    ledger = models.TextField(help_text="bills, outages …: as the kinds name it")
    occasion = models.TextField(help_text="which of them: 2026-11")
    notice = models.BigIntegerField()
    degree = models.TextField(choices=Degree.choices)
    reached = models.BooleanField(help_text="read or delivered, to one who did not say it is not theirs")
    proved = models.BooleanField(help_text="the address reached is proved to be the consumer's")
    reason = models.TextField(blank=True, help_text="of failure")
    channel = models.TextField(blank=True, help_text="of the evidence")
    attempt = models.BigIntegerField(null=True, help_text="the evidence")
    at = models.DateTimeField(help_text="when the evidence arose")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "ledger", "occasion"], name="standing_once_an_occasion"),
            models.CheckConstraint(
                condition=Q(reached=False) | Q(attempt__isnull=False), name="standing_reached_has_evidence"
            ),
        )
        indexes = (models.Index(fields=["ledger", "occasion", "degree"], name="standing_of_an_occasion"),)


class Task(models.Model):
    """One consumer whom a person's work must see to; it closes by evidence, never by a click."""

    class Evidence(models.TextChoices):
        """What can close a task; its subject says which sorts it accepts."""

        RECEIPT = "receipt", "an attempt that reached the consumer"
        VISIT = "visit"
        PAYMENT = "payment"
        ANSWER = "answer", "the consumer's own word"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="tasks")
    subject = models.TextField(help_text="what it is about: reach …")
    ledger = models.TextField(blank=True, help_text="of what did not arrive, where it is about that")
    occasion = models.TextField(blank=True)
    notice = models.BigIntegerField(null=True, help_text="what did not arrive")
    reason = models.TextField(help_text="a degree, or the reason of failure")
    #: Empty: the section that looks after the consumer's feeder.
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="tasks")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True, default="", db_default="", choices=Evidence.choices)
    evidence = models.BigIntegerField(null=True, help_text="the record of that sort: an attempt, a visit, a payment")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "subject"], condition=Q(closed_at=None), name="task_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(evidence__isnull=False) & ~Q(closed_by=""),
                name="task_closed_by_evidence",
            ),
        )
        indexes = (models.Index(fields=["closed_at"], name="task_by_close"),)


class Deadline(models.Model):
    """The day by which an office, and all below it without a day of their own, is to reach everybody on an occasion."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, db_index=False, related_name="deadlines")
    ledger = models.TextField()
    occasion = models.TextField()
    on = models.DateField()
    at = models.DateTimeField(help_text="when it was set")
    by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "ledger", "occasion"], name="deadline_once_an_occasion"),
        )


class OfFeeder(Total):
    """A total of a feeder. No foreign key: feeders are never deleted, and a move must cost no more than its own row."""

    feeder = models.ForeignKey(Feeder, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False)

    class Meta:
        abstract = True


def of_office() -> models.ForeignKey[Office, Office]:
    """Return the first key of sums. No foreign key in the database: they are counted anew when offices go."""
    return models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")


class PeopleTotal(OfFeeder):
    """How many people of a feeder stand alike on an occasion."""

    ledger = models.TextField()
    occasion = models.TextField()
    degree = models.TextField(choices=Standing.Degree.choices)
    proved = models.BooleanField()
    reason = models.TextField(blank=True)
    people = models.IntegerField()

    class Meta:
        constraints = once("ledger", "occasion", "feeder", "degree", "proved", "reason", name="people_total_once")
        indexes = (
            models.Index(fields=["ledger", "occasion", "feeder"], name="people_total_of_an_occasion"),
            to_gather("people_total_to_gather"),
        )


class GrowthTotal(OfFeeder):
    """How many people of a feeder were reached in an hour; once it is long past, in a day, by its first hour."""

    ledger = models.TextField()
    occasion = models.TextField()
    hour = models.DateTimeField()
    people = models.IntegerField()

    class Meta:
        constraints = once("ledger", "occasion", "feeder", "hour", name="growth_total_once")
        indexes = (
            models.Index(fields=["ledger", "occasion", "feeder"], name="growth_total_of_an_occasion"),
            to_gather("growth_total_to_gather"),
        )


class TaskTotal(OfFeeder):
    """How many open tasks of a subject a feeder has for a reason."""

    subject = models.TextField()
    reason = models.TextField()
    tasks = models.IntegerField()

    class Meta:
        constraints = once("subject", "feeder", "reason", name="task_total_once")
        indexes = (
            models.Index(fields=["subject", "feeder"], name="task_total_of_a_feeder"),
            to_gather("task_total_to_gather"),
        )


class PeopleSum(models.Model):
    """The gathered PeopleTotals of all feeders under an office."""

    pk = models.CompositePrimaryKey("office_id", "ledger", "occasion", "degree", "proved", "reason")
    office = of_office()
    ledger = models.TextField()
    occasion = models.TextField()
    degree = models.TextField(choices=Standing.Degree.choices)
    proved = models.BooleanField()
    reason = models.TextField(blank=True)
    people = models.IntegerField()


class GrowthSum(models.Model):
    """The gathered GrowthTotals of all feeders under an office."""

    pk = models.CompositePrimaryKey("office_id", "ledger", "occasion", "hour")
    office = of_office()
    ledger = models.TextField()
    occasion = models.TextField()
    hour = models.DateTimeField()
    people = models.IntegerField()


class TaskSum(models.Model):
    """The gathered TaskTotals of all feeders under an office."""

    pk = models.CompositePrimaryKey("office_id", "subject", "reason")
    office = of_office()
    subject = models.TextField()
    reason = models.TextField()
    tasks = models.IntegerField()


class RunLine(models.Model):
    """
    What became of a notice of a run that waits for nothing more: its line of the certificate, as the ledger knows it.

    No foreign keys: the one statement that writes it has read the notice.
    """

    notice = models.BigIntegerField(primary_key=True)
    run = models.BigIntegerField()
    became = models.TextField(help_text="outcome/reason, as the certificate says it")
    part = models.TextField(help_text="of the reach bar")


class RunTotal(Total):
    """How many notices of a run have come to the same."""

    run = models.BigIntegerField()
    became = models.TextField()
    part = models.TextField()
    notices = models.IntegerField()

    class Meta:
        constraints = once("run", "became", "part", name="run_total_once")
        indexes = (models.Index(fields=["run"], name="run_total_of_a_run"), to_gather("run_total_to_gather"))
