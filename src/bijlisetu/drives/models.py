"""What a drive is for, by when, and what is asked of those who hold it up."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.models import Round, Visit
from bijlisetu.network.models import Office


class Drive(models.Model):
    """A population whose doors are to be visited by a day; its round holds the doors."""

    class Population(models.TextChoices):
        NOT_REACHED = "not_reached", "everybody whom the occasion did not reach"
        NO_NUMBER = "no_number", "everybody without a mobile number that may be used"
        OWING = "owing", "everybody whom somebody is to see for arrears"

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.PROTECT, related_name="drive")
    offices = models.ManyToManyField(Office, related_name="drives")
    population = models.TextField(choices=Population.choices)
    ledger = models.TextField(blank=True)
    occasion = models.TextField(blank=True, help_text="which did not reach them: 2026-03")
    weekdays = ArrayField(models.SmallIntegerField(), help_text="worked: 0 is Monday")
    days_off = ArrayField(models.DateField(), default=list)
    from_hour = models.SmallIntegerField(help_text="of the working day, in India")
    until_hour = models.SmallIntegerField()
    target_percent = models.SmallIntegerField(default=100, help_text="of the doors, to be closed by the deadline")
    most_visits = models.SmallIntegerField(default=5, help_text="to one door; then the office sees to it")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(population="not_reached") & ~Q(ledger="") & ~Q(occasion="")
                | Q(population__in=["no_number", "owing"], ledger="", occasion=""),
                name="drive_names_whom_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(from_hour__gte=0, until_hour__lte=24, from_hour__lt=F("until_hour")),
                name="drive_day_has_hours",
            ),
            models.CheckConstraint(condition=Q(target_percent__range=(1, 100)), name="drive_target_is_a_share"),
            models.CheckConstraint(condition=Q(most_visits__range=(1, 20)), name="drive_visits_end"),
            models.CheckConstraint(condition=Q(weekdays__len__gte=1), name="drive_is_worked_on_some_day"),
        )


class Matter(models.Model):
    """A line of the action register: somebody seems to hold up a drive, is asked, answers, and an officer decides."""

    class Why(models.TextChoices):
        NO_WORK = "no_work", "no visit for days, though doors are open"
        SIGNALS = "signals", "visits look as if they had not happened"

    class Level(models.IntegerChoices):
        """Who is to see to it now; it rises while nothing changes."""

        SUBDIVISIONAL = 1
        EXECUTIVE = 2
        SUPERINTENDING = 3

    class Decision(models.TextChoices):
        NOT_AT_FAULT = "not_at_fault"
        EXPLAINED = "explained", "the answer is accepted"
        HANDED_OVER = "handed_over", "others walk the beat"
        WALKED_AGAIN = "walked_again", "others walk the beat, and its doors once more"
        ADMONISHED = "admonished"

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, db_index=False, related_name="register")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", help_text="the section")
    why = models.TextField(choices=Why.choices)
    level = models.SmallIntegerField(choices=Level.choices)
    raised_at = models.DateTimeField()
    risen_at = models.DateTimeField(help_text="when it came to this level")
    answer = models.TextField(blank=True, default="", db_default="", help_text="the explanation, in their own words")
    answered_at = models.DateTimeField(null=True)
    decision = models.TextField(choices=Decision.choices, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="", help_text="why it was decided so")
    decided_by = models.TextField(blank=True, default="", db_default="", help_text="the officer's user name")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["drive", "person", "why"], condition=Q(decided_at=None), name="matter_open_once"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="matter_is_some_officer_s"),
            models.CheckConstraint(condition=Q(why__in=["no_work", "signals"]), name="matter_says_why"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="matter_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by="")
                | ~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
                name="matter_decided_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["drive", "decided_at"], name="matter_open_of_a_drive"),)


class CallBack(models.Model):
    """A visit that chance drew: somebody of the office calls the number and asks whether it was so."""

    class Said(models.TextChoices):
        SAME = "same", "they tell it as the worker did"
        OTHERWISE = "otherwise"
        NOBODY = "nobody", "nobody picked up"

    visit = models.OneToOneField(Visit, primary_key=True, on_delete=models.CASCADE, related_name="call_back")
    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, db_index=False, related_name="call_backs")
    drawn_at = models.DateTimeField()
    said = models.TextField(choices=Said.choices, blank=True, default="", db_default="")
    called_by = models.TextField(blank=True, default="", db_default="")
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(said="", called_by="", called_at=None)
                | ~Q(said="") & ~Q(called_by="") & Q(called_at__isnull=False),
                name="call_back_made_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["drive", "called_at"], name="call_back_of_a_drive"),)


class Look(models.Model):
    """The last look at a drive's visits: what it saw stands in signals until the next."""

    drive = models.OneToOneField(Drive, primary_key=True, on_delete=models.CASCADE, related_name="look")
    at = models.DateTimeField()
    visits = models.IntegerField(help_text="there were")


class KeptSignal(models.Model):
    """A sign that some of a worker's visits may not have happened as reported, as the last look raised it."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, db_index=False, related_name="signals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signal = models.TextField()
    times = models.IntegerField(help_text="it was seen")
    of = models.IntegerField(help_text="visits where it could be seen")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["drive", "person", "signal"], name="signal_kept_once"),
            models.CheckConstraint(condition=Q(times__gte=1, of__gte=F("times")), name="signal_is_a_share"),
        )


class Conflict(models.Model):
    """A door for which visits of one drive brought different numbers."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, db_index=False, related_name="conflicts")
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["drive", "consumer"], name="conflict_noted_once"),)


class ToProve(models.Model):
    """A number that was told and not proved: it is asked, then called, and stands here until we know whose it is."""

    class Said(models.TextChoices):
        OWN = "own", "the person at it says so"
        WRONG = "wrong", "somebody else is there"
        NOBODY = "nobody", "nobody picked up"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="to_prove")
    value = models.TextField(help_text="91 and ten digits")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="to_prove", help_text="that brought it")
    since = models.DateTimeField(help_text="when it came to us")
    asked_at = models.DateTimeField(null=True, help_text="by a message")
    call_from = models.DateTimeField(help_text="when the office is to call, or to call again")
    calls = models.SmallIntegerField(default=0)
    said = models.TextField(choices=Said.choices, blank=True, default="", help_text="what the last call brought")
    called_at = models.DateTimeField(null=True)
    called_by = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, help_text="when it was known whose it is")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["consumer", "value"], condition=Q(settled_at=None), name="to_prove_once_a_number"
            ),
            models.CheckConstraint(
                condition=Q(calls=0, said="", called_by="", called_at=None)
                | Q(calls__gt=0, called_at__isnull=False) & ~Q(said="") & ~Q(called_by=""),
                name="to_prove_called_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["call_from"], condition=Q(settled_at=None), name="to_prove_when_called"),
            models.Index(fields=["since"], condition=Q(settled_at=None, asked_at=None), name="to_prove_not_asked"),
        )
