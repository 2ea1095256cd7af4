"""Who did what to which record: written once, never changed, and sealed in one chain."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Entry(models.Model):
    """One deed; the database refuses to change or delete it, but for months that leave."""

    at = models.DateTimeField()
    by = models.TextField(help_text="user name, or the program")
    deed = models.TextField(help_text="contact.repaired, contact.disowned …")
    record = models.TextField(help_text="consumer:12345")
    detail = models.JSONField(default=dict, help_text="masked: no number or name in clear")

    class Meta:
        indexes = (models.Index(fields=["record", "at"], name="audit_of_a_record"),)
        verbose_name_plural = "entries"


class Hold(models.Model):
    """Evidence that must not leave with its month: all of a consumer, or one notice. Kept for ever itself."""

    consumer = models.BigIntegerField(null=True)
    notice = models.BigIntegerField(null=True)
    why = models.TextField(help_text="the case, and who asked for it")
    by = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(consumer__isnull=True, notice__isnull=False)
                | Q(consumer__isnull=False, notice__isnull=True),
                name="hold_on_one_thing",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="hold_ends_later"),
            models.CheckConstraint(condition=~Q(why=""), name="hold_has_a_reason"),
        )


class Seal(models.Model):
    """
    A link of the chain: some entries of one day, closed together, and bound to all that were sealed before.

    A changed byte of an entry no longer gives `content`; a changed byte of the seal itself no longer gives `hash`; a
    seal made anew no longer gives the `before` of the next.
    """

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 …: none is left out")
    day = models.DateField(help_text="of the entries, in India")
    at = models.DateTimeField(help_text="when it was made")
    entries = ArrayField(models.BigIntegerField(), help_text="their numbers, in the order in which they are sealed")
    content = models.TextField(help_text="hash of the entries")
    before = models.TextField(help_text="hash of the seal before it")
    hash = models.TextField(help_text="of all of this")


class Waiting(models.Model):
    """
    An entry that no seal holds yet; the database puts it here as it is written.

    Only ever added to and taken from, never updated, so that whoever writes an entry waits for nobody.
    """

    entry = models.BigIntegerField()


class Breach(models.Model):
    """A breach of personal data: what happened, and who was told when. The database lets no step change."""

    what = models.TextField(help_text="in plain words, without a name or number of anybody")
    which_data = models.TextField(help_text="which data: numbers, addresses, bills …")
    people = models.IntegerField(null=True, help_text="how many it concerns; none while that is not known")
    found_at = models.DateTimeField(help_text="when we came to know; the 72 hours begin here")
    by = models.TextField(help_text="who wrote it down")
    at = models.DateTimeField()
    told_board_at = models.DateTimeField(null=True)
    told_board_by = models.TextField(blank=True, default="", db_default="")
    told_board_words = models.TextField(blank=True, default="", db_default="", help_text="how, and under which number")
    told_people_at = models.DateTimeField(null=True)
    told_people_by = models.TextField(blank=True, default="", db_default="")
    told_people_words = models.TextField(blank=True, default="", db_default="")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.TextField(blank=True, default="", db_default="")
    reported_words = models.TextField(blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True, default="", db_default="")
    closed_words = models.TextField(blank=True, default="", db_default="", help_text="what was mended")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(found_at__lte=F("at")), name="breach_found_before_it_is_written"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(which_data=""), name="breach_is_told"),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(told_board_at__isnull=False, told_people_at__isnull=False, reported_at__isnull=False),
                name="breach_closed_when_all_are_told",
            ),
            models.CheckConstraint(condition=Q(people=None) | Q(people__gte=0), name="breach_of_some_people"),
        )
        verbose_name_plural = "breaches"


class Erasure(models.Model):
    """
    That a person wants what is held of them erased: asked, decided by a named officer, done by the clock.

    The database lets no step change. While one is carried out it is the only way through the tables that keep all.
    """

    consumer = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField(help_text="link where the person asked on their own page, or a user name")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True, default="", db_default="")
    parts = ArrayField(models.TextField(), default=list, db_default=[], help_text="what goes; none where it is refused")
    kept = models.JSONField(default=list, db_default=[], help_text="what stays: part, why, until when, by whom")
    words = models.TextField(blank=True, default="", db_default="", help_text="the officer's, for the person to read")
    erased_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(null=True, help_text="how many rows were touched")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer"], condition=Q(decided_at=None), name="erasure_asked_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", parts=[]) | Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="erasure_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(decided_at__isnull=False) & ~Q(parts=[]),
                name="erasure_done_as_decided",
            ),
        )
        indexes = (models.Index(fields=["consumer", "asked_at"], name="erasure_of_a_consumer"),)
