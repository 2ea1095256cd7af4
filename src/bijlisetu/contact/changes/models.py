"""One number in place of another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimRole, ClaimSource


class Change(models.Model):
    """
    That a consumer uses one number in place of another; its claims bear its moment, so that they can be taken back.

    One asked for on the open web waits for a day where an old number can still speak against it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        MADE = "made"
        UNDONE = "undone"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="changes")
    old = models.TextField(blank=True, default="", help_text="91 and ten digits, or a mailbox; empty: none before")
    new = models.TextField()
    role = models.TextField(choices=ClaimRole.choices, default=ClaimRole.UNKNOWN)
    source = models.TextField(choices=ClaimSource.choices)
    proof = models.TextField(choices=ClaimProof.choices, blank=True, default="")
    state = models.TextField(choices=State.choices)
    by = models.TextField()
    at = models.DateTimeField(help_text="when it was asked for")
    holds_from = models.DateTimeField(help_text="of one that waits, when it is made unless somebody undoes it")
    made_at = models.DateTimeField(null=True, help_text="the moment of its claims")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(old=F("new")), name="change_changes"),
            models.CheckConstraint(
                condition=Q(state="waiting", made_at__isnull=True, undone_at__isnull=True)
                | Q(state="made", made_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", undone_at__isnull=False),
                name="change_is_what_its_times_say",
            ),
            models.UniqueConstraint(
                fields=["consumer", "new"], condition=Q(state="waiting"), name="change_waits_once"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["consumer", "at"], name="change_of_a_consumer"),
            models.Index(fields=["holds_from"], condition=Q(state="waiting"), name="change_that_waits"),
        )
