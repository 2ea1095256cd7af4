"""What reports keep: what was said at 18:00, and what everybody may see."""

from __future__ import annotations

from django.db import models

from bijlisetu.network.models import Office


class Evening(models.Model):
    """
    The report of one office on one day, as it was sent; the database refuses to change or delete it.

    Its digest stands in the book of deeds and so in the chain; its own anchor says where the chain stood before it.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    figures = models.JSONField()
    seal = models.BigIntegerField(help_text="the last seal of the chain when it was made")
    hash = models.TextField(help_text="of that seal")
    pdf = models.TextField(help_text="sha256 of the file, which lies with the memos")
    csv = models.TextField(help_text="sha256 of the file")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "day"], name="evening_once_a_day"),)


class Disclosure(models.Model):
    """What everybody may see of one office's work, as it was counted last; it names nobody."""

    office = models.OneToOneField(Office, on_delete=models.CASCADE, primary_key=True, related_name="+")
    made_at = models.DateTimeField()
    figures = models.JSONField(help_text="what reports.disclosure.making writes")


class Paid(models.Model):
    """How many people of an office paid so many days after a bill of the month, or its reminder; counted each night."""

    class Group(models.TextChoices):
        REACHED = "reached", "by the bill"
        UNREACHED = "unreached"
        NEW = "new", "reached, and not by the month before"
        REMINDED = "reminded", "by the ladder"
        HELD_BACK = "held_back", "of reminders, so that their effect is known"

    occasion = models.TextField(help_text="the month of the bills: 2026-11")
    office_id = models.BigIntegerField()
    group = models.TextField(choices=Group.choices)
    days = models.SmallIntegerField(null=True, help_text="none: nothing has come")
    people = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["office_id", "occasion"], name="paid_of_a_month"),)


class Sent(models.Model):
    """How many messages with bills of the month, or reminders of them, carriers took, by office; counted each night."""

    occasion = models.TextField(help_text="the month of the bills: 2026-11")
    office_id = models.BigIntegerField()
    kind = models.TextField()
    channel = models.TextField()
    messages = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["office_id", "occasion"], name="sent_of_a_month"),)
