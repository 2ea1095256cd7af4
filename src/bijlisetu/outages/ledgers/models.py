"""The ledger of an outage in numbers: of each section, how many people met which fate."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.network.models import Office


class LedgerLine(models.Model):
    """So many people of a section were told of an outage before, late or not at all, and why."""

    outage = models.ForeignKey("outages.Outage", on_delete=models.CASCADE, db_index=False, related_name="ledger_lines")
    section = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    fate = models.TextField(help_text="told_before, told_late, no_receipt, waiting; or why not: no_address, failed …")
    people = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["outage", "section", "fate"], name="ledger_line_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="ledger_line_counts_somebody"),
        )


class NewsTotal(models.Model):
    """
    So many people of a section met a fate with the outages that began in a month.

    Triggers write a move beside the totals whenever a ledger is counted; what is not gathered yet is added by readers.
    """

    is_gathered = models.BooleanField(default=False, db_default=False)
    section = models.BigIntegerField()
    month = models.DateField()
    fate = models.TextField()
    people = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["section", "month", "fate"], condition=Q(is_gathered=True), name="news_total_once"
            ),
        )
        indexes = (
            models.Index(fields=["section", "month"], name="news_total_of_a_section"),
            models.Index(fields=["id"], condition=Q(is_gathered=False), name="news_total_to_gather"),
        )
