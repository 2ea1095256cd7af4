"""Editions of files: written once, holding from a moment on, taken back at most once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """One text of a file, in place of the one that came with us; the database lets nothing of it change but its end."""

    file = models.TextField(help_text="vocabulary-uppcl, hygiene-rules …")
    text = models.TextField(help_text="the whole file")
    why = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    holds_from = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(holds_from__gte=F("at")), name="edition_changes_no_past"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(why="") & ~Q(by=""), name="edition_is_told"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_by=""),
                name="edition_taken_back_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["file", "-holds_from", "-id"], name="edition_of_a_file"),)
