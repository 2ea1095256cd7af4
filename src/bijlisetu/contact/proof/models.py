"""What was asked of a number, and how much asking is allowed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimRole, ClaimSource


class Challenge(models.Model):
    """
    A number asked to prove itself for a consumer. Its code stands in no table: it is made from the id and our secret.

    One without a consumer was asked from the open web for an account that is not as it was said: no code goes out and
    none fits, and whoever asked sees no difference.
    """

    class State(models.TextChoices):
        OPEN = "open"
        PROVED = "proved"
        OVER = "over", "too many tries, or its time is over"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consumer = models.ForeignKey(
        Consumer, null=True, on_delete=models.CASCADE, db_index=False, related_name="challenges"
    )
    value = models.TextField(help_text="91 and ten digits, or a mailbox")
    role = models.TextField(choices=ClaimRole.choices, default=ClaimRole.UNKNOWN)
    entrance = models.TextField(choices=ClaimSource.choices, help_text="by which way it was asked")
    by = models.TextField(help_text="who asked: a user name, or home for the open web")
    device = models.TextField(blank=True, default="")
    place = models.TextField(blank=True, default="", help_text="from where on the network, if that matters")
    state = models.TextField(choices=State.choices, default=State.OPEN)
    at = models.DateTimeField()
    until = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="when the code went out last")
    sendings = models.SmallIntegerField(default=1, help_text="0: asked on the open web, and to go out behind the page")
    tries = models.SmallIntegerField(default=0, help_text="wrong codes said")
    answered_at = models.DateTimeField(null=True, help_text="when it was proved")
    proof = models.TextField(blank=True, default="", help_text="what proved it: otp, missed_call")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=5), name="challenge_has_five_tries"),
            models.CheckConstraint(
                condition=Q(state="proved", answered_at__isnull=False, consumer__isnull=False)
                | Q(state__in=["open", "over"], answered_at__isnull=True),
                name="challenge_proved_at_a_time",
            ),
            # Asked again by the same hand, it goes on and its tries go on too: asking buys nobody more guesses.
            models.UniqueConstraint(
                fields=["consumer", "value", "entrance", "by"],
                condition=Q(state="open", consumer__isnull=False) & ~Q(entrance="home"),
                name="challenge_open_once",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["value", "at"], name="challenge_of_a_value"),
            models.Index(fields=["consumer", "at"], name="challenge_of_a_consumer"),
            models.Index(fields=["at"], condition=Q(sendings=0), name="challenge_to_send"),
        )


class Allowance(models.Model):
    """How much of what a number, a consumer, a person or a place may ask in a window of time is used up."""

    subject = models.TextField(help_text="number:…, consumer:…, by:…, place:…, paise")
    since = models.DateTimeField(help_text="when the window began")
    used = models.IntegerField()
    most = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "since"], name="allowance_once_a_window"),
            models.CheckConstraint(condition=Q(used__lte=models.F("most")), name="allowance_is_kept"),
        )
