"""The office behind the phones: a round with a beat of three doors, and what has come in of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.models import Device, Door, Photo, Visit
from bijlisetu.plumbing.codes import code_of
from bijlisetu.plumbing.india import INDIA
from tests import build
from tests.fieldwork.field import laid
from tests.fieldwork.field import told as told_of


class Office:
    """What it has, and what it does while a phone is away."""

    def __init__(self) -> None:
        self.field = laid(3, worker="walker")
        build.officer("walker", of=build.office(), role="lineman")
        build.officer("other walker", of=build.office(), role="lineman")
        for place, door in enumerate(self.field.doors, 1):
            Consumer.objects.filter(pk=door.consumer_id).update(
                name=f"काल्पनिक देवी {place}", address=f"मकान {place}, नमूना टोला", pole=f"P-{place}",
                latitude=24.69, longitude=83.07,
            )  # fmt: skip
            build.address(door.consumer, f"91600000004{place}")
        Door.objects.update(why="number_dead")

    @property
    def visits(self) -> list[Visit]:
        """The visits that it has taken, as they were made."""
        return list(Visit.objects.order_by("said_at"))

    @property
    def photos(self) -> list[bytes]:
        """The pictures that have come whole."""
        whole = Photo.objects.exclude(completed_at=None)
        return [b"".join(bytes(piece.content) for piece in photo.pieces.order_by("offset")) for photo in whole]

    def finds_nobody(self, place: int, *, days_ago: int) -> None:
        """Have somebody tell of a visit at eleven in the morning of that day at which nobody opened."""
        at = datetime.combine(timezone.localdate() - timedelta(days=days_ago), time(11), INDIA)
        told = told_of(self.field, place, at=at)
        actions.take(visits=[told], by="walker", at=timezone.now())

    def shut_all_phones(self) -> None:
        actions.shut(devices=list(Device.objects.values_list("pk", flat=True)), by="chief", at=timezone.now())

    def open_all_phones(self) -> None:
        actions.unshut(devices=list(Device.objects.values_list("pk", flat=True)), by="chief", at=timezone.now())

    def take_the_beat_away(self) -> None:
        actions.assign(beats=[self.field.beat], worker=None, by="chief", at=timezone.now())

    def code(self) -> str:
        """Return the code that the consumer reads out."""
        return code_of(Challenge.objects.latest("at").pk.hex, secret=settings.SECRET_KEY)


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"
