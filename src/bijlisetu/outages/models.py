"""What the desk enters of a cut, the parts of the network it is at, and all that happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office, Transformer
from bijlisetu.outages import rules
from bijlisetu.outages.learning.models import NoLight, Press, Rehanging, Suspicion
from bijlisetu.outages.ledgers.models import LedgerLine, NewsTotal
from bijlisetu.outages.measuring.models import Interruption, MonthReturn, Served
from bijlisetu.staff.levels import Level

__all__ = [
    "Interruption",
    "LedgerLine",
    "MonthReturn",
    "NewsTotal",
    "NoLight",
    "Outage",
    "OutageEvent",
    "OutagePart",
    "Press",
    "Rehanging",
    "Served",
    "Suspicion",
    "Told",
]


class Outage(models.Model):
    """One cut: planned work, or a breakdown. Its state is what its events add up to."""

    class Kind(models.TextChoices):
        PLANNED = rules.Kind.PLANNED
        BREAKDOWN = rules.Kind.BREAKDOWN

    class State(models.TextChoices):
        ENTERED = rules.State.ENTERED, "nobody has been told"
        ARRANGED = rules.State.ARRANGED, "will be told some days ahead"
        ANNOUNCED = rules.State.ANNOUNCED
        ON = rules.State.ON
        UNKNOWN = rules.State.UNKNOWN, "the promised time has passed"
        PARTLY = rules.State.PARTLY, "some are back"
        BACK = rules.State.BACK
        CANCELLED = rules.State.CANCELLED

    number = models.TextField(unique=True, help_text="as people say it; its last digit shows a mistake")
    kind = models.TextField(choices=Kind.choices)
    state = models.TextField(choices=State.choices)
    reason = models.TextField(help_text="of reasons.toml")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="as promised last; none: not known")
    back_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when its people were told; none: nobody was")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", help_text="the section that answers")
    crew = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="", help_text="where, in words, beside the names of its parts")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="outage_returns_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("from_at")), name="outage_back_after_it_began"
            ),
            models.CheckConstraint(condition=Q(state="back") ^ Q(back_at=None), name="outage_back_has_its_time"),
            models.CheckConstraint(
                condition=Q(kind="breakdown") | Q(until_at__isnull=False), name="planned_outage_has_an_end"
            ),
        )
        indexes = (
            models.Index(fields=["until_at"], condition=~Q(state__in=["back", "cancelled"]), name="outage_open"),
            models.Index(fields=["-from_at", "-id"], name="outage_by_time"),
            models.Index(fields=["back_at"], condition=Q(state="back"), name="outage_over"),
        )


class OutagePart(models.Model):
    """A part of the network that the outage is at: a substation, a feeder or a transformer."""

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="parts")
    substation = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.PROTECT, related_name="+")
    transformer = models.ForeignKey(Transformer, null=True, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(substation__isnull=False, feeder=None, transformer=None)
                | Q(substation=None, feeder__isnull=False, transformer=None)
                | Q(substation=None, feeder=None, transformer__isnull=False),
                name="outage_part_is_one_element",
            ),
            models.UniqueConstraint(
                fields=["outage", "substation", "feeder", "transformer"], nulls_distinct=False, name="outage_part_once"
            ),
        )


class OutageEvent(models.Model):
    """One thing that happened to an outage; the database refuses to change or delete it."""

    class What(models.TextChoices):
        ENTERED = rules.What.ENTERED
        ARRANGED = rules.What.ARRANGED
        ANNOUNCED = rules.What.ANNOUNCED
        REMINDED = rules.What.REMINDED
        ALSO = rules.What.ALSO
        MOVED = rules.What.MOVED
        BEGAN = rules.What.BEGAN
        PROMISED = rules.What.PROMISED
        PASSED = rules.What.PASSED
        PARTLY = rules.What.PARTLY
        BACK = rules.What.BACK
        CANCELLED = rules.What.CANCELLED

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="events")
    what = models.TextField(choices=What.choices)
    from_at = models.DateTimeField(null=True, help_text="of the outage, where this tells it")
    until_at = models.DateTimeField(null=True, help_text="of its return: promised, or as it came")
    detail = models.JSONField(default=dict, help_text="which parts, how many were told, why")
    said_at = models.DateTimeField(help_text="when it happened")
    at = models.DateTimeField(help_text="when we heard of it")
    by = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["-at", "-id"], name="outage_event_by_time"),
            models.Index(
                fields=["said_at"], condition=Q(what__in=["back", "partly", "moved"]), name="outage_light_by_time"
            ),
        )


class Bulletin(models.Model):
    """
    One word of an outage as other systems read it (CAP 1.2), as it was first read: it never changes from then on.

    Offices and feeders may be called otherwise later; what was issued stays.
    """

    event = models.OneToOneField(OutageEvent, on_delete=models.PROTECT, primary_key=True, related_name="+")
    text = models.TextField(help_text="the XML")


class Asked(models.Model):
    """That an officer was asked of an outage, or of one suspected: when they first looked, and when somebody did so."""

    class Why(models.TextChoices):
        PASSED = "passed", "the promised time passed without news"
        SUSPECTED = "suspected", "so people say who are dark"

    about = models.TextField(help_text="outage:<number> or suspicion:<number>")
    turn = models.TextField(help_text="of the same matter: the event, or the first asking")
    why = models.TextField(choices=Why.choices)
    level = models.SmallIntegerField(help_text="0 JE … 5 MD; who entered the outage is asked with the JE")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["about", "turn", "person"], name="officer_asked_once_a_turn"),
            models.CheckConstraint(condition=Q(level__in=[int(one) for one in Level]), name="officer_asked_at_a_level"),
        )
        indexes = (
            models.Index(fields=["about"], condition=Q(answered_at=None), name="officer_has_not_answered"),
            models.Index(fields=["person", "-at"], name="officer_was_asked"),
        )


class Told(models.Model):
    """
    That a consumer was to be told something of an outage: by which notice, or why by none.

    Whether it arrived is said by the notice's own tries.
    """

    class Stage(models.TextChoices):
        CUT = "cut", "that it is dark, or will be"
        SOON = "soon", "that the planned hour comes"
        TIME = "time", "another end, or that none is known"
        BACK = "back"
        CANCELLED = "cancelled"
        DIGEST = "digest", "how many short cuts there were, once they are over"

    class Why(models.TextChoices):
        NEVER_TOLD = "never_told", "no message of the cut left us: both are withdrawn"
        DARK_BY_ANOTHER = "dark_by_another", "another outage holds them"
        DEAD_BAND = "dead_band", "it came soon after the light: short ones are told together"
        NIGHT = "night", "nobody is woken: who is dark in the morning is told then"

    #: No foreign keys: the statements that write it have read the rows, and lakhs are written at once.
    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    event = models.ForeignKey(
        OutageEvent, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    consumer = models.ForeignKey(
        Consumer, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    stage = models.TextField(choices=Stage.choices)
    notice = models.BigIntegerField(null=True)
    why = models.TextField(choices=Why.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["outage", "consumer", "stage", "event"], name="told_once_an_event"),
            models.CheckConstraint(condition=Q(notice=None) ^ Q(why=""), name="told_or_why_not"),
        )
        indexes = (
            models.Index(fields=["consumer", "outage"], name="told_to_a_consumer"),
            models.Index(fields=["outage", "stage"], condition=Q(why__in=["dead_band", "night"]), name="told_spared"),
            models.Index(fields=["consumer"], condition=Q(why="dark_by_another"), name="told_dark_by_another"),
        )
