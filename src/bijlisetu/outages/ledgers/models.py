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
