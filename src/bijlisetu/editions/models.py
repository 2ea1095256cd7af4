"""Editions of files: written once, holding from a moment on, taken back at most once; and what waits for a second."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
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
    seconded_by = models.TextField(
        blank=True, default="", db_default="", help_text="who let it hold, where two officers are asked"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(holds_from__gte=F("at")), name="edition_changes_no_past"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(why="") & ~Q(by=""), name="edition_is_told"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_by=""),
                name="edition_taken_back_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(seconded_by=F("by")), name="edition_seconded_by_another"),
        )
        indexes = (models.Index(fields=["file", "-holds_from", "-id"], name="edition_of_a_file"),)


class Proposal(models.Model):
    """What one officer asks for and another lets hold: a text of a file, or that an edition of it holds no more."""

    class State(models.TextChoices):
        OPEN = "open"
        HELD = "held", "another officer let it hold"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn", "by whoever asked"

    file = models.TextField()
    text = models.TextField(blank=True, help_text="the whole file; empty where an edition is to be taken back")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    touches = ArrayField(models.TextField(), help_text="the names for whose sake two officers are asked")
    why = models.TextField(blank=True)
    holds_from = models.DateTimeField(null=True, help_text="none: as soon as it is let hold")
    newest = models.BigIntegerField(help_text="the newest edition of the file when it was asked for; 0: none")
    by = models.TextField()
    at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["file"], condition=Q(state="open"), name="proposal_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(text="", edition__isnull=False) | ~Q(text="") & ~Q(why="") & Q(edition=None),
                name="proposal_of_a_text_or_an_end",
            ),
            models.CheckConstraint(condition=~Q(by=""), name="proposal_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by="")
                | Q(state__in=["held", "declined", "withdrawn"], settled_at__isnull=False) & ~Q(settled_by=""),
                name="proposal_settled_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="held", settled_by=F("by")), name="proposal_held_by_another"),
        )
