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
