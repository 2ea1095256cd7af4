"""What people say of the light, and which part of the network seems to be dark by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office, Transformer


class NoLight(models.Model):
    """
    That a person said the light is off, or that it is on.

    Their words stay with the message that brought them. Where they hang is written down as it was switched then.
    """

    class Way(models.TextChoices):
        CHAT = "chat"
        SMS = "sms"
        WEB = "web"
        DESK = "desk"
        MISSED_CALL = "missed_call"
        API = "api"

    #: No foreign keys: the statement that writes it has read the rows, and fifty thousand come in ten minutes.
    consumer = models.ForeignKey(
        Consumer, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    section = models.ForeignKey(
        Office, null=True, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    feeder = models.ForeignKey(Feeder, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    transformer = models.ForeignKey(
        Transformer, null=True, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    is_dark = models.BooleanField(help_text="or the light is on")
    way = models.TextField(choices=Way.choices)
    said_at = models.DateTimeField(help_text="when the person spoke")
    received_at = models.DateTimeField(help_text="when it came to us")
    reply = models.BigIntegerField(null=True, unique=True, help_text="the message that brought it")
    outage = models.ForeignKey(
        "outages.Outage", null=True, on_delete=models.SET_NULL, related_name="+", help_text="that holds them"
    )
    suspicion = models.ForeignKey(
        "outages.Suspicion", null=True, on_delete=models.SET_NULL, related_name="told", help_text="that it is part of"
    )

    class Meta:
        indexes = (
            models.Index(fields=["said_at"], name="no_light_by_time"),
            models.Index(fields=["consumer", "-said_at"], name="no_light_of_a_consumer"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(said_at__lte=models.F("received_at")), name="no_light_said_before"),
        )


class Suspicion(models.Model):
    """A part of the network that seems to be dark: until the desk confirms or refuses it, or nobody speaks of it."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed", "an outage was entered"
        REFUSED = "refused", "the desk says that it is none"
        REPLACED = "replaced", "another part, larger or smaller, stands for it"
        LAPSED = "lapsed", "nobody spoke of it any more"

    substation = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.CASCADE, related_name="+")
    transformer = models.ForeignKey(Transformer, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.TextField(choices=State.choices, default=State.OPEN)
    since = models.DateTimeField(help_text="when the first of its people spoke")
    opened_at = models.DateTimeField()
    probability = models.FloatField()
    reports = models.PositiveIntegerField(help_text="people who say so")
    heard_at = models.DateTimeField(help_text="when one was last heard")
    outage = models.ForeignKey("outages.Outage", null=True, on_delete=models.SET_NULL, related_name="suspicions")
    ended_at = models.DateTimeField(null=True)
    by = models.TextField(blank=True, default="", help_text="who confirmed or refused it")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(substation__isnull=False, feeder=None, transformer=None)
                | Q(substation=None, feeder__isnull=False, transformer=None)
                | Q(substation=None, feeder=None, transformer__isnull=False),
                name="suspicion_of_one_element",
            ),
            models.UniqueConstraint(
                fields=["substation", "feeder", "transformer"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="suspicion_open_once",
            ),
            models.CheckConstraint(condition=Q(state="open") ^ Q(ended_at__isnull=False), name="suspicion_ends_once"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(outage__isnull=False), name="suspicion_confirmed_by_an_outage"
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0) & Q(probability__lte=1), name="suspicion_has_a_probability"
            ),
        )


class Rehanging(models.Model):
    """
    That somebody seems to hang on another transformer than the registry says: they were dark whenever that one was.

    An officer takes it over into the registry, or refuses it; what was refused is not proposed again.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted", "the registry says so now"
        REFUSED = "refused", "the registry is right"
        LAPSED = "lapsed", "what was said since speaks against it"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="+")
    transformer = models.ForeignKey(Transformer, on_delete=models.CASCADE, related_name="+")
    outages = models.PositiveIntegerField(help_text="of that transformer, in which they said that it was dark")
    days = models.PositiveIntegerField(help_text="on which these were")
    state = models.TextField(choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(help_text="when it was first proposed")
    ended_at = models.DateTimeField(null=True)
    by = models.TextField(blank=True, default="", help_text="who took it over or refused it")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "transformer"], name="rehanging_proposed_once"),
            models.CheckConstraint(condition=Q(state="open") ^ Q(ended_at__isnull=False), name="rehanging_ends_once"),
        )
        indexes = (models.Index(fields=["transformer"], condition=Q(state="open"), name="rehanging_open"),)


class Press(models.Model):
    """That somebody pressed "no light" on the open web, for an account that there may not be; gone within a minute."""

    account = models.TextField(unique=True)
    at = models.DateTimeField()
