"""Messages to people at work, with the files that go with them; and answers to numbers on no account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bijlisetu.plumbing.database.months import A_MONTH, FIRST

#: A memo's number in the code by which its receiver asks whether it is ours: no try at a notice is of that month.
CODED_FROM = FIRST * A_MONTH


class Enclosure(models.Model):
    """A file as it goes with a mail: kept once, however many people get it."""

    sha256 = models.TextField(primary_key=True)
    content = models.BinaryField()
    at = models.DateTimeField()


class Memo(models.Model):
    """What one person at work, or a number that wrote to us, is told on one channel about one subject, once."""

    class State(models.TextChoices):
        QUEUED = "queued", "waits to go"
        CLAIMED = "claimed", "an engine has it"
        ACCEPTED = "accepted", "a carrier took it"
        UNSURE = "unsure", "it may have left, so it does not go again"
        FAILED = "failed", "no carrier takes it"
        EXPIRED = "expired", "its time ran out"
        WITHDRAWN = "withdrawn", "its reason ended before it left"

    kind = models.TextField(help_text="to people at work: of the purpose staff")
    key = models.TextField(help_text="of its subject, like evening:2026-11-28:17")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memos", null=True)
    to = models.TextField(blank=True, default="", db_default="", help_text="a number on no account that wrote to us")
    channel = models.TextField(help_text="of the kind's ladder: each of them is used, none stands in for another")
    language = models.TextField(default="hi", db_default="hi")
    facts = models.JSONField()
    enclosed = models.JSONField(default=list, help_text="files of an e-mail: name, type, sha256")
    state = models.TextField(choices=State.choices, default=State.QUEUED, db_default=State.QUEUED)
    reason = models.TextField(blank=True, default="", db_default="", help_text="why it failed")
    tries = models.SmallIntegerField(default=0, db_default=0)
    carrier_id = models.TextField(blank=True, default="", db_default="")
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "person", "to", "channel"], name="memo_posted_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, to="") | Q(person=None) & ~Q(to=""), name="memo_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_until__isnull=False), name="memo_claim_has_an_end"
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "claimed"]), name="memo_due"),
            models.Index(fields=["to", "-posted_at"], condition=~Q(to=""), name="memo_to_a_number"),
        )
