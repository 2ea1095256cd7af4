"""What carriers and people send back: stored raw first, folded into the attempts later."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer


class Inbound(models.Model):
    """One raw record from a carrier, kept as it came."""

    source = models.TextField(help_text="whatsapp, sms, email")
    body = models.BinaryField()
    received_at = models.DateTimeField()
    speaks = models.BooleanField(default=False, db_default=False, help_text="a person's words may be in it")
    folded_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="", help_text="why it could not be read")

    class Meta:
        indexes = (
            models.Index(fields=["id"], condition=Q(folded_at=None), name="inbound_not_folded"),
            models.Index(fields=["id"], condition=Q(folded_at=None, speaks=True), name="inbound_speaking"),
        )


class EarlyReport(models.Model):
    """A report of a message we do not know yet: its answer from the carrier is still on the way to us."""

    channel = models.TextField()
    carrier_id = models.TextField()
    forms = ArrayField(models.TextField(), help_text="the id in every form in which the answer may bring it")
    state = models.TextField()
    reason = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    only_of = models.TextField(blank=True, default="", db_default="", help_text="the number of which alone it may tell")
    user_id = models.TextField(blank=True, default="", db_default="", help_text="of the person, by the carrier")
    billable = models.BooleanField(null=True, help_text="whether the carrier says that it charges")
    category = models.TextField(blank=True, default="", db_default="", help_text="the carrier's tariff")
    scope = models.TextField(default="letter", db_default="letter", help_text="what else it stops: template, pair …")
    wait = models.FloatField(default=0, db_default=0, help_text="seconds to hold back what the scope names")
    remedy = models.TextField(blank=True, default="", db_default="", help_text="what may help, if anything")
    is_exact = models.BooleanField(default=False, db_default=False, help_text="no other form of the id may be tried")
    at = models.DateTimeField()
    received_at = models.DateTimeField()


class Reply(models.Model):
    """What a person said to us, whole; it waits until the room takes it that its meaning belongs to."""

    UNCLEAR = "unclear"  #: a clerk must read it
    REACTION = "reaction"  #: an emoji below a message: nobody need read it
    TAKEN_BACK = "taken_back"  #: a clerk had laid this word to it by mistake
    BY_CLERK = "clerk"  #: the kind of a word that a clerk laid to a reply

    channel = models.TextField(help_text="whatsapp, sms, email; web: a press on our own page")
    kind = models.TextField(default="text", db_default="text", help_text="text, button, list, image, location …")
    sender = models.TextField()
    text = models.TextField(blank=True, help_text="the words, or those below a picture")
    payload = models.TextField(blank=True, help_text="of the button pressed, or a filled form as JSON")
    in_reply_to = models.TextField(
        blank=True, default="", db_default="", help_text="the carrier's id of what it quotes"
    )
    carrier_id = models.TextField(blank=True, default="", db_default="")
    user_id = models.TextField(blank=True, default="", db_default="")
    media_id = models.TextField(blank=True, default="", db_default="", help_text="fetched by it for some days")
    mime_type = models.TextField(blank=True, default="", db_default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_forwarded = models.BooleanField(default=False, db_default=False)
    is_edited = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    attempt = models.BigIntegerField(null=True, help_text="the attempt it answers, where that is known")
    attempts = ArrayField(models.BigIntegerField(), default=list, db_default=[], help_text="all that it answers")
    meaning = models.TextField(help_text="a word of the kind it answers; unclear, reaction")
    digest = models.TextField(help_text="of who said what when: carriers repeat themselves, and it counts once")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.TextField(blank=True, default="", db_default="", help_text="the room that acted on it")
    fault = models.TextField(blank=True, default="", db_default="", help_text="why the room could not")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="reply_once"),)
        indexes = (
            models.Index(fields=["attempt"], name="reply_to_an_attempt"),
            models.Index(fields=["meaning", "-at"], condition=Q(taken_at=None), name="reply_waiting"),
        )


class Forged(models.Model):
    """A message in our name that was not ours, as people tell of it; the same one told again is counted."""

    digest = models.TextField(unique=True, help_text="of its sender and words")
    sender = models.TextField(blank=True, help_text="the number, header or mailbox from which it came")
    text = models.TextField(blank=True)
    way = models.TextField(help_text="how it was told first: web, whatsapp, sms")
    times = models.PositiveIntegerField(default=1, db_default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["last_at"], name="forged_by_time"),)


class Unclear(models.Model):
    """
    A reply that means nothing for certain, for one account that it may be about: a clerk's to read.

    Nobody known has the number it came from: then it is of no account, and the highest offices' to read.
    """

    OTHER = "other"  #: it says nothing of what was asked; the clerk has dealt with it

    reply = models.BigIntegerField()
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, null=True, related_name="unclear")
    attempt = models.BigIntegerField(null=True, help_text="our message that it most likely answers")
    decision = models.TextField(blank=True, default="", db_default="", help_text="a word of that message's kind; other")
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    decisions = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="with those taken back")
    word = models.BigIntegerField(null=True, help_text="the reply, BY_CLERK, by which the room concerned acts on it")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reply", "consumer"], nulls_distinct=False, name="unclear_once_an_account"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="", decided_at=None)
                | (~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="unclear_decided_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(decided_at=None), name="unclear_waiting"),
            models.Index(fields=["-decided_at"], condition=~Q(decided_at=None), name="unclear_decided"),
        )
