"""What was found at doors, the telephones that tell of it, and the pictures that follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.models.beats import Beat, Round
from bijlisetu.fieldwork.models.sheets import Sheet


class Device(models.Model):
    """A telephone on which a person works; it made its own identity. Once shut, it is told nothing more."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    name = models.TextField(blank=True)
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    app = models.TextField(blank=True, help_text="the version of the page on it")
    shut_at = models.DateTimeField(null=True)
    shut_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(shut_at=None, shut_by="") | Q(shut_at__isnull=False) & ~Q(shut_by=""),
                name="device_shut_by_somebody",
            ),
        )


class Visit(models.Model):
    """What was found at a consumer's door. It is kept as it was told: the database refuses every change but erasure."""

    class Entrance(models.TextChoices):
        APP = "app"
        PAPER = "paper"
        DESK = "desk"
        CALL = "call"

    id = models.UUIDField(primary_key=True, help_text="made on the telephone, so that it is taken once")
    form = models.TextField(help_text="what was asked: the name of a form's file")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, db_index=False, related_name="visits")
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="visits")
    beat = models.ForeignKey(
        Beat,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="visits",
        help_text="as the phone knew it",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="visits",
        help_text="who walked; null only where an old record names nobody who has a login",
    )  # fmt: skip
    by = models.TextField(help_text="the user name of whoever told us: who walked, or who keyed it in")
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="visits")
    entrance = models.TextField(choices=Entrance.choices)
    outcome = models.TextField(help_text="one of the form's")
    answers = models.JSONField(default=dict, help_text="what the form asked")
    said_at = models.DateTimeField(help_text="by the phone's clock")
    at = models.DateTimeField(help_text="the same, by ours")
    received_at = models.DateTimeField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    is_late = models.BooleanField(default=False, db_default=False, help_text="the beat was somebody else's by then")
    sheet = models.ForeignKey(Sheet, null=True, on_delete=models.PROTECT, db_index=False, related_name="visits")
    line = models.IntegerField(null=True, help_text="of the sheet")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(outcome=""), name="visit_found_something"),
            models.CheckConstraint(
                condition=Q(entrance__in=["app", "paper", "desk", "call"]), name="visit_entrance_is_listed"
            ),
            models.CheckConstraint(condition=Q(at__lte=F("received_at")), name="visit_before_it_was_told"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                    latitude__isnull=False,
                    longitude__isnull=False,
                ),
                name="visit_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(entrance="paper", sheet__isnull=False, line__isnull=False)
                | ~Q(entrance="paper") & Q(sheet=None, line=None),
                name="visit_on_paper_has_its_line",
            ),
            models.UniqueConstraint(fields=["sheet", "line"], name="visit_once_a_line"),
        )
        indexes = (
            models.Index(fields=["consumer", "-at"], name="visit_to_a_consumer"),
            models.Index(fields=["round", "person", "at"], name="visit_of_a_worker"),
            models.Index(fields=["beat", "at"], name="visit_of_a_beat"),
            models.Index(fields=["at"], name="visit_by_day"),
        )


class Photo(models.Model):
    """A picture that belongs to a visit; it comes in pieces, and is whole when its hash fits."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, db_index=False, related_name="photos")
    name = models.TextField(help_text="the field of the form")
    size = models.IntegerField()
    sha256 = models.TextField()
    received = models.IntegerField(default=0, db_default=0, help_text="bytes so far")
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "name"], name="photo_once_a_field"),
            models.CheckConstraint(
                condition=Q(received__gte=0, received__lte=F("size")), name="photo_no_larger_than_said"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(received=F("size")), name="photo_whole_when_completed"
            ),
        )


class PhotoPiece(models.Model):
    """Some bytes of a picture."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, db_index=False, related_name="pieces")
    offset = models.IntegerField(help_text="of its first byte")
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["photo", "offset"], name="piece_once"),)
