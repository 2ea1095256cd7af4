"""People at work and the posts they hold."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bijlisetu.network.models import Dated, Office


class Role(models.TextChoices):
    """What somebody is at an office, as far as it says what they may do; titles are the utility's own."""

    OFFICER = "officer"  #: of no particular level
    SUBDIVISIONAL = "sdo"
    EXECUTIVE = "ee"
    SUPERINTENDING = "se"
    CLERK = "clerk"
    JUNIOR_ENGINEER = "je"
    LINEMAN = "lineman"
    READER = "reader", "meter reader"
    AGENT = "agent", "of an agency"
    OPERATOR = "operator", "runs the system"


class Post(Dated):
    """A person's post at an office: what they may see and mend is that office and all below it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    role = models.TextField(choices=Role.choices)
    title_hi = models.TextField(blank=True, default="", db_default="", help_text="as the utility calls the post")
    title_en = models.TextField(blank=True, default="", db_default="")
    employer = models.TextField(blank=True, default="", db_default="", help_text="an agency's name; empty: department")

    class Meta:
        constraints = (
            # One given by mistake is ended on its first day: it was never held, and still says whose business they are.
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_ends_not_before_it_begins"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_is_listed"),
            models.CheckConstraint(condition=~Q(role="agent", employer=""), name="agent_is_of_an_agency"),
        )


class Card(models.Model):
    """What a person at work is called, and where they are reached themselves."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    name_hi = models.TextField(blank=True, default="", db_default="")
    name_en = models.TextField(blank=True, default="", db_default="")
    mobile = models.TextField(blank=True, default="", db_default="", help_text="919800000001, as values.Mobile")
    email = models.TextField(blank=True, default="", db_default="")


class Key(models.Model):
    """A link by which a person gives themselves a password, once; its text is made of this row and our secret."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keys")
    at = models.DateTimeField()
    by = models.TextField(help_text="who made it; the person's own name where they had forgotten their password")
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="when it was put out of use, before or after its time")
    tries = models.SmallIntegerField(default=0, db_default=0, help_text="codes looked at, right or wrong, by anybody")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=50), name="key_has_fifty_tries"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(used_at__lt=F("until")), name="key_used_in_time"),
            # What was ended stays ended: nobody lets it last longer.
            models.CheckConstraint(condition=Q(ended_at=None) | Q(until__lte=F("ended_at")), name="key_ended_for_good"),
        )


class Forgotten(models.Model):
    """
    That somebody said that they forgot the password of a login; the same whether anybody is called so.

    Its code is its key's; no code fits one without a key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.TextField(help_text="digest of the user name as it was typed")
    place = models.TextField(help_text="from where on the network")
    at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.SmallIntegerField(default=0, db_default=0, help_text="wrong codes said")
    looked_at = models.DateTimeField(null=True, help_text="when it was looked up who that is")
    key = models.ForeignKey(Key, null=True, on_delete=models.CASCADE, related_name="askings")
    is_sent = models.BooleanField(default=False, db_default=False, help_text="a code went out for it")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=5), name="forgotten_has_five_tries"),
            models.CheckConstraint(
                condition=Q(key=None) | Q(looked_at__isnull=False), name="forgotten_key_is_looked_up"
            ),
            models.CheckConstraint(condition=Q(is_sent=False) | Q(key__isnull=False), name="forgotten_sends_a_key"),
        )
        indexes = (
            models.Index(fields=["place", "at"], name="forgotten_of_a_place"),
            models.Index(fields=["at"], condition=Q(looked_at=None), name="forgotten_to_look_at"),
        )


class System(models.Model):
    """
    A computer system of the utility that speaks with us by the API, such as SCADA: what for, and for which office.

    It is no person: it has no login and no post, and stands in the book of deeds under SPEAKS_AS and its name.
    """

    SPEAKS_AS = "system:"  #: no login is called so: a user name has no colon

    name = models.TextField(unique=True, help_text="small letters, digits and dashes; never given to another")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", help_text="it and all below")
    purposes = ArrayField(models.TextField(), help_text="of purposes.py")
    a_minute = models.PositiveIntegerField(default=600, help_text="requests that it may make in a minute")
    at = models.DateTimeField()
    by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(name__regex=r"^[a-z][a-z0-9-]{1,39}$"), name="system_has_a_plain_name"),
            models.CheckConstraint(condition=Q(a_minute__gt=0), name="system_may_ask"),
            models.CheckConstraint(condition=Q(purposes__len__gt=0), name="system_is_for_something"),
        )

    @property
    def speaks_as(self) -> str:
        """As it stands in the book of deeds."""
        return f"{self.SPEAKS_AS}{self.name}"


class SystemKey(models.Model):
    """What a system shows to be let in. Only its digest is kept: nobody reads it out of a table or a backup."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="keys")
    mark = models.TextField(unique=True, help_text="by which it is found and told from others; no secret")
    digest = models.TextField(help_text="of the secret part")
    at = models.DateTimeField()
    by = models.TextField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="last, to the minute")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("at")), name="system_key_lasts"),)
