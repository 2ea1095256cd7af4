"""Who was told what we do with their data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimSource


class Informed(models.Model):
    """That the notice was told with an address, in which version and language; the database lets it not be changed."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="+")
    value = models.TextField(help_text="91 and ten digits, or a mailbox")
    notice = models.TextField(help_text="the version told")
    language = models.TextField()
    source = models.TextField(choices=ClaimSource.choices, help_text="by which way")
    by = models.TextField(help_text="who told it: a user name, or link where the person read it")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["consumer", "value", "notice", "language", "source", "by", "at"], name="informed_once"
            ),
            models.CheckConstraint(condition=~Q(notice="") & ~Q(language=""), name="informed_by_some_words"),
            models.CheckConstraint(condition=Q(source__in=ClaimSource.values), name="informed_source_is_listed"),
        )


class Correction(models.Model):
    """That a person says what is wrong of what we hold: the section's work, until somebody answers."""

    class What(models.TextChoices):
        NAME = "name"
        ADDRESS = "address"
        NUMBER = "number"
        METER = "meter"
        OTHER = "other"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="corrections")
    what = models.TextField(choices=What.choices)
    words = models.TextField(help_text="the person's own: what is right")
    by = models.TextField(help_text="link where the person asked on their own page, or a user name")
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="", db_default="", help_text="the office's, for the person to read")
    answered_by = models.TextField(blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["consumer", "what"], condition=Q(answered_at=None), name="correction_open_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="correction_says_something"),
            models.CheckConstraint(
                condition=Q(what__in=["name", "address", "number", "meter", "other"]), name="correction_of_something"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="", answer="")
                | Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answer=""),
                name="correction_answered_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["consumer", "at"], name="correction_of_a_consumer"),
            models.Index(fields=["at"], condition=Q(answered_at=None), name="correction_open"),
        )  # fmt: skip
