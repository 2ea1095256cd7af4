"""Complaints, what happened to each, whom they rose to, and what is owed for a limit that was missed."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bijlisetu.complaints.lists import (
    OPEN,
    OWN_WORDS,
    UNSETTLED,
    WORKED,
    WRONG_BILL,
    Area,
    Evidence,
    Rejection,
    State,
    Wait,
    Way,
    What,
)
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.staff.levels import Level


def _plain(listed: Iterable[str]) -> list[str]:
    """Return the words themselves: migrations outlive the enumerations that these are of."""
    return sorted(str(one) for one in listed)


class Series(models.Model):
    """How many complaints a year has so far: their numbers leave none out."""

    year = models.SmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Complaint(models.Model):
    """
    One thing that somebody complains of.

    All but who, where and what is what its events add up to. The database lets it be confirmed by its consumer's word
    alone, and closed without one by named evidence alone: a trigger asks its events.
    """

    number = models.TextField(help_text="year, place in the year, check digit")
    consumer = models.ForeignKey(
        Consumer, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints", db_index=False
    )
    category = models.TextField(help_text="a code of categories.toml")
    place = models.TextField(blank=True, default="", db_default="", help_text="where, if it is of no account")
    area = models.TextField()
    words = models.TextField(blank=True, default="", db_default="", help_text="the person's own")
    language = models.TextField(default="hi", db_default="hi")
    way = models.TextField()
    link = models.TextField(blank=True, default="", db_default="", help_text="of a post on X, Facebook, the portal")
    reply = models.BigIntegerField(null=True, help_text="the message by which it came")
    state = models.TextField(default=State.REGISTERED.value, db_default=State.REGISTERED.value)
    primary = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    outage = models.TextField(blank=True, default="", db_default="", help_text="number of the outage that it is of")
    level = models.SmallIntegerField(default=0, db_default=0, help_text="0 JE … 5 MD")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    utility = models.TextField(help_text="whose standards and calendar hold")
    crew = models.TextField(blank=True, default="", db_default="")
    standard = models.TextField(help_text="the row that holds")
    due_at = models.DateTimeField(null=True, help_text="none while the clock stands")
    rises_at = models.DateTimeField(null=True, help_text="when the next higher officer has it")
    answered_at = models.DateTimeField(null=True, help_text="when somebody at work first did something")
    reopened = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="how often its consumer said no")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.TextField(blank=True, default="", db_default="")
    took = models.FloatField(null=True, help_text="how much of the limit had run when it was resolved; 1.0 is all")
    said_at = models.DateTimeField(help_text="when the person spoke: the clock begins")
    at = models.DateTimeField(help_text="when it came to us")
    by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number"], name="complaint_numbered_once"),
            models.UniqueConstraint(fields=["reply"], name="complaint_once_a_message"),
            models.CheckConstraint(condition=Q(state__in=_plain(State)), name="complaint_state_is_listed"),
            models.CheckConstraint(condition=Q(area__in=_plain(Area)), name="complaint_area_is_listed"),
            models.CheckConstraint(condition=Q(way__in=_plain(Way)), name="complaint_way_is_listed"),
            models.CheckConstraint(
                condition=Q(level__in=[int(one) for one in Level]), name="complaint_level_is_listed"
            ),
            models.CheckConstraint(condition=Q(said_at__lte=F("at")), name="complaint_said_before_it_came"),
            models.CheckConstraint(
                condition=~Q(state=State.JOINED.value) | Q(primary__isnull=False) | ~Q(outage=""),
                name="complaint_joined_to_another",
            ),
            models.CheckConstraint(condition=~Q(primary=F("id")), name="complaint_not_its_own_primary"),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED.value) | Q(consumer=None), name="complaint_of_a_consumer_not_rejected"
            ),
            models.CheckConstraint(
                condition=Q(state=State.AWAITING_CONSUMER.value)
                | Q(due_at__isnull=False)
                | ~Q(state__in=_plain(WORKED)),
                name="complaint_worked_on_has_an_end",
            ),
        )
        indexes = (
            models.Index(fields=["office", "due_at"], condition=Q(state__in=_plain(OPEN)), name="complaint_open"),
            models.Index(
                fields=["office", "resolved_at"],
                condition=Q(state=State.RESOLVED.value),
                name="complaint_to_be_confirmed",
            ),
            models.Index(fields=["rises_at"], condition=Q(state__in=_plain(WORKED)), name="complaint_rises"),
            models.Index(fields=["consumer", "-id"], name="complaint_of_a_consumer"),
            models.Index(fields=["office", "-at"], name="complaint_of_an_office"),
            models.Index(fields=["outage"], condition=~Q(outage=""), name="complaint_of_an_outage"),
            models.Index(fields=["at"], condition=Q(way=Way.WEB.value), name="complaint_of_the_web"),
            models.Index(
                fields=["outage", "id"],
                condition=Q(state=State.JOINED.value) & ~Q(outage=""),
                name="complaint_with_one",
            ),
            models.Index(
                fields=["consumer"],
                condition=Q(category=WRONG_BILL, state__in=_plain(UNSETTLED)),
                name="complaint_of_a_bill",
            ),
        )


class ComplaintEvent(models.Model):
    """One thing that happened to a complaint; it stays as it was written."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="events", db_index=False)
    what = models.TextField()
    at = models.DateTimeField(help_text="when it happened")
    kept_at = models.DateTimeField(help_text="when we learnt of it")
    by = models.TextField()
    level = models.SmallIntegerField(null=True, help_text="of the officers who have it from then on")
    why = models.TextField(
        blank=True, default="", db_default="", help_text="what is waited for; why it is no complaint"
    )
    evidence = models.TextField(blank=True, default="", db_default="", help_text="what speaks where nobody answers")
    way = models.TextField(blank=True, default="", db_default="", help_text="by which the consumer's word came")
    reply = models.BigIntegerField(null=True, help_text="the message with the consumer's word")
    words = models.TextField(blank=True, default="", db_default="")
    facts = models.JSONField(default=dict, db_default={}, help_text="category, area, crew, primary … as they became")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(what__in=_plain(What)), name="complaint_event_is_listed"),
            models.CheckConstraint(
                # What somebody at work says that the consumer said is no word of the consumer's.
                # A no may be told to a clerk: it is in the consumer's favour.
                condition=~Q(what=What.SAID_YES.value)
                | Q(way=Way.WEB.value)
                | Q(way__in=_plain(OWN_WORDS), reply__isnull=False),
                name="complaint_yes_is_the_consumers_own",
            ),
            models.CheckConstraint(
                condition=(~Q(what=What.SETTLED.value) & Q(evidence=""))
                | (Q(what=What.SETTLED.value, evidence__in=_plain(Evidence)) & ~Q(words="")),
                name="complaint_settled_by_named_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(what=What.WAITS.value) | Q(why__in=_plain(Wait)), name="complaint_waits_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(what=What.REJECTED.value) | Q(why__in=_plain(Rejection)),
                name="complaint_rejected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(what=What.ROSE.value) | Q(level__isnull=False), name="complaint_rose_to_a_level"
            ),
            models.UniqueConstraint(
                fields=["reply"],
                condition=Q(what__in=_plain([What.SAID_YES, What.SAID_NO])),
                name="complaint_word_heard_once",
            ),
        )
        indexes = (
            models.Index(fields=["complaint", "id"], name="complaint_events"),
            models.Index(fields=["reply"], condition=Q(reply__isnull=False), name="complaint_event_of_a_message"),
        )


class FromField(models.Model):
    """That a complaint was told by a telephone in the field: which named it, so that it is taken once."""

    id = models.UUIDField(primary_key=True)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="from_field")
    at = models.DateTimeField()


class Enclosure(models.Model):
    """A photo or voice note: kept once, however often it is sent."""

    sha256 = models.TextField(primary_key=True)
    mime_type = models.TextField()
    content = models.BinaryField()
    at = models.DateTimeField()


class Awaited(models.Model):
    """A photo or voice note that its carrier holds for some days, until we have it."""

    reply = models.BigIntegerField(primary_key=True, help_text="the message that it came with")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="awaited")
    media_id = models.TextField()
    due_at = models.DateTimeField(help_text="when it is fetched, or fetched again")
    tries = models.SmallIntegerField(default=0, db_default=0)
    ended_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="", help_text="why it was not kept")

    class Meta:
        indexes = (models.Index(fields=["due_at"], condition=Q(ended_at=None), name="awaited_due"),)


class Enclosed(models.Model):
    """That a photo or voice note came with a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="enclosed")
    enclosure = models.ForeignKey(Enclosure, on_delete=models.PROTECT, related_name="mentions")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["complaint", "enclosure"], name="enclosed_once_in_a_complaint"),)


class Escalation(models.Model):
    """That an officer has a complaint: since when, why, when they first looked at it and when they did something."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="escalations")
    level = models.SmallIntegerField()
    why = models.TextField(help_text="time, reopened, emergency, asked for")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="none where nobody holds the post",
    )  # fmt: skip
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="what can wait is told in the morning")
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["complaint", "level", "person"], nulls_distinct=False, name="escalation_once_a_level"
            ),
            models.CheckConstraint(
                condition=Q(level__in=[int(one) for one in Level]), name="escalation_level_is_listed"
            ),
        )
        indexes = (
            models.Index(
                fields=["person"], condition=Q(told_at=None, person__isnull=False), name="escalation_of_the_night"
            ),
            models.Index(fields=["person", "-at"], name="escalation_of_an_officer"),
        )


class Look(models.Model):
    """When an officer looked at complaints last."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()


class Compensation(models.Model):
    """What is owed for a limit that was missed, by the standard's row; computed, never typed."""

    complaint = models.OneToOneField(Complaint, primary_key=True, on_delete=models.CASCADE, related_name="compensation")
    standard = models.TextField()
    due_at = models.DateTimeField()
    #: while it is open, when it was looked at last
    until = models.DateTimeField(help_text="when the complaint was resolved")
    days = models.PositiveIntegerField(help_text="begun after the limit")
    rupees = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(days__gt=0, rupees__gt=0), name="compensation_is_something"),)
