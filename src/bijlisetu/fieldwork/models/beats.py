"""Who is to go to which doors, in which order, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office


class Round(models.Model):
    """All doors that are to be visited for one purpose, with one form."""

    form = models.TextField(help_text="the name of a form's file")
    title = models.TextField()
    begins_on = models.DateField()
    ends_on = models.DateField(help_text="exclusive")
    made_by = models.TextField()
    at = models.DateTimeField(help_text="when it was opened")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="round_ends_after_it_begins"),
        )


class Beat(models.Model):
    """The doors of a round that one worker goes to, in walking order."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_index=False, related_name="beats")
    number = models.IntegerField()
    name = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="beats", help_text="the section")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="beats", help_text="null: nobody"
    )
    assigned_at = models.DateTimeField(null=True)
    #: Counts each change of its doors; a telephone asks what came after the one it knows.
    version = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="beat_numbered_once"),
            models.UniqueConstraint(fields=["id", "round"], name="beat_of_its_round"),
            models.CheckConstraint(
                condition=Q(worker=None, assigned_at=None) | Q(worker__isnull=False, assigned_at__isnull=False),
                name="beat_assigned_at_a_time",
            ),
        )


class Holding(models.Model):
    """Who held a beat from when until when: what was done late counts for whoever walked."""

    beat = models.ForeignKey(Beat, on_delete=models.CASCADE, db_index=False, related_name="holdings")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="exclusive; null: still")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["beat"], condition=Q(until_at=None), name="holding_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="holding_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=["beat", "from_at"], name="holding_of_a_beat"),)


class Door(models.Model):
    """A consumer to be visited once in a round; what visits find there decides its state, in any order."""

    class State(models.TextChoices):
        OPEN = "open"
        BLOCKED = "blocked", "another visit helps nobody"
        DONE = "done"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_index=False, related_name="doors")
    beat = models.ForeignKey(
        Beat,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        # `door_beat_of_its_round` looks at beat and round together; a second look costs a tenth of laying a round.
        db_constraint=False,
        related_name="doors",
        help_text="null: nobody's yet",
    )
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="doors")
    asked = models.TextField(
        blank=True, default="", db_default="", help_text="there: the round's form; empty once the round has ended"
    )
    order = models.IntegerField(help_text="of walking, in its beat")
    state = models.TextField(choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    why = models.TextField(blank=True, default="", db_default="", help_text="why on the list; once blocked, why that")
    listed = models.TextField(blank=True, default="", db_default="", help_text="why on the list, for good")
    visited_at = models.DateTimeField(null=True, help_text="the last visit; null: nobody went yet")
    visits = models.IntegerField(default=0, db_default=0, help_text="made here; since it was opened again, if it was")
    closed_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True, help_text="an officer had it opened again: visits before count no more")
    version = models.BigIntegerField(default=0, db_default=0, help_text="the beat's, when this door last changed")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "consumer"], name="door_once_a_round"),
            # Two offices, or an agency and a section, plan rounds of their own: nobody is visited by both.
            models.UniqueConstraint(
                fields=["consumer", "asked"], condition=Q(state="open") & ~Q(asked=""), name="door_open_in_one_round"
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "blocked", "done"]), name="door_state_is_listed"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="door_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(visits=0, visited_at=None) | Q(visits__gte=1, visited_at__isnull=False),
                name="door_visited_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["beat", "order", "id"], name="door_in_walking_order"),
            models.Index(fields=["beat", "version"], name="door_by_change"),
        )


class Gone(models.Model):
    """A door that left a beat: telephones that hold the beat forget it."""

    beat = models.ForeignKey(Beat, on_delete=models.CASCADE, db_index=False, related_name="gone")
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="left")
    version = models.BigIntegerField(help_text="the beat's, when it left")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["beat", "door"], name="gone_once_from_a_beat"),)
        indexes = (models.Index(fields=["beat", "version"], name="gone_by_change"),)
