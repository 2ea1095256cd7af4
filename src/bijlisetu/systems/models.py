"""What systems asked and were answered, and how often each asked in the minute."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bijlisetu.complaints.models import Complaint
from bijlisetu.staff.models import System


class Pace(models.Model):
    """How many requests of a system have come in the minute."""

    system = models.OneToOneField(System, primary_key=True, on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField(help_text="of the minute")
    requests = models.PositiveIntegerField()


class Answered(models.Model):
    """
    What a system was answered to a deed that it asked for under a key of its own choice.

    Who asks again under the key gets this answer, and nothing is done twice. Of what was asked only a digest is kept.
    """

    system = models.ForeignKey(System, on_delete=models.CASCADE, db_index=False, related_name="+")
    key = models.TextField(help_text="Idempotency-Key, as the system made it")
    asked = models.TextField(help_text="digest of what was asked")
    status = models.SmallIntegerField(null=True)
    body = models.TextField(default="", db_default="", help_text="JSON, as it was sent")
    location = models.TextField(default="", db_default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "key"], name="answered_once_a_key"),)


class Reference(models.Model):
    """Under which reference of its own a system knows a complaint: brought again, it is the same complaint."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, db_index=False, related_name="+")
    reference = models.TextField()
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "reference"], name="reference_of_one_complaint"),)


class Subject(models.TextChoices):
    """What changes are of."""

    OUTAGE = "outage"
    COMPLAINT = "complaint"


class Feed(models.Model):
    """From which event on the rooms' own books are read for changes; what lies before was read, or is nobody's."""

    subject = models.TextField(primary_key=True, choices=Subject.choices)
    from_event = models.BigIntegerField(default=0)


class Change(models.Model):
    """
    One thing that happened to an outage or a complaint, for systems that follow.

    Events of the rooms are committed in another order than they are numbered. These are numbered by one hand at a time,
    as they are found: whoever asks for those after the last one they had misses none.
    """

    subject = models.TextField(choices=Subject.choices)
    event = models.BigIntegerField(help_text="id in the room's own book")
    record = models.TextField(help_text="number of the outage or complaint")
    what = models.TextField()
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    gathered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "event"], name="change_gathered_once"),)


class Subscription(models.Model):
    """To which address of a system changes are told. What signs them is made of this row and our secret."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="subscriptions")
    address = models.TextField()
    subjects = ArrayField(models.TextField(choices=Subject.choices))
    generation = models.PositiveIntegerField(default=1, help_text="of the secret")
    before_until = models.DateTimeField(null=True, help_text="until then the secret before signs too")
    up_to = models.BigIntegerField(help_text="the last change that was looked at for it")
    at = models.DateTimeField()
    by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(subjects__len__gt=0), name="subscription_is_to_something"),
        )


class Dispatch(models.Model):
    """One change on its way to one address: waiting for its turn, taken, or given up for an officer to look at."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        GIVEN_UP = "given_up"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, db_index=False, related_name="dispatches")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    record = models.TextField(help_text="of one outage or complaint the news go in their order")
    state = models.TextField(choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    why = models.TextField(default="", db_default="", help_text="it was not taken, the last time")
    since = models.DateTimeField(help_text="it is tried")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subscription", "change"], name="dispatched_once"),)
        indexes = (
            models.Index(
                fields=["subscription", "record", "change"],
                condition=models.Q(state="waiting"),
                name="dispatch_waiting",
            ),
            models.Index(
                fields=["subscription", "-id"], condition=models.Q(state="given_up"), name="dispatch_given_up"
            ),
        )
