"""Photos, voice notes and places come with a complaint, before it or after it, and what reached us late says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.complaints.lists import What
from bijlisetu.complaints.models import Awaited, Complaint, Enclosed, Enclosure
from bijlisetu.complaints.taking import fetching
from bijlisetu.outbox.models import Notice
from bijlisetu.tracking.models import Unclear
from tests import build
from tests.complaints import made
from tests.complaints.made import Place
from tests.tracking.test_clerks import fold, say

pytestmark = pytest.mark.django_db
PHONE, NOON, MINUTE = "916000000001", build.NOON, timedelta(minutes=1)
LATER = NOON + timedelta(hours=2)
JPEG = b"\xff\xd8\xffsynthetic"


@pytest.fixture
def place() -> Place:
    return made.place()


def sends(kind: str, *, number: str, after: timedelta = timedelta(0), **more: Any) -> None:
    """Send a message of a kind, so long after noon."""
    when = str(int((NOON + after).timestamp()))
    part = more.pop(kind, {"id": f"media-{number}".replace("-", ""), "mime_type": "image/jpeg"})
    fold(messages=[{**say(""), "id": number, "type": kind, kind: part, "timestamp": when, **more}])


def writes(text: str, *, number: str = "in.1", after: timedelta = timedelta(0)) -> None:
    when = str(int((NOON + after).timestamp()))
    fold(messages=[{**say(text), "id": number, "timestamp": when}])


def awaited() -> list[str]:
    return list(Awaited.objects.order_by("media_id").values_list("media_id", flat=True))


def test_a_picture_with_words_is_a_complaint_and_is_fetched(place: Place) -> None:
    made.consumer(place, mobile=PHONE)

    sends("image", number="in.1", image={"id": "77", "mime_type": "image/jpeg", "caption": "तार टूटकर गिरा है"})

    assert Complaint.objects.get().category == "SAFETY"
    assert awaited() == ["77"]


@pytest.mark.parametrize("kind", ["image", "audio"])
def test_what_follows_a_complaint_without_a_word_belongs_to_it(place: Place, kind: str) -> None:
    made.consumer(place, mobile=PHONE)
    writes("light nahi hai")

    sends(kind, number="in.2", after=MINUTE, **{kind: {"id": "78", "mime_type": "audio/ogg"}})

    one = Complaint.objects.get()
    assert one.events.filter(what=What.NOTED).count() == 1
    assert awaited() == ["78"]
    assert not Unclear.objects.exists()
    assert Notice.objects.count() == 1  # the number alone: nobody is told that we did not understand a photo


def test_what_comes_a_little_before_the_words_belongs_to_them(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    sends("image", number="in.0", after=-40 * MINUTE, image={"id": "70", "mime_type": "image/jpeg"})
    sends("image", number="in.1", after=-5 * MINUTE, image={"id": "71", "mime_type": "image/jpeg"})
    assert not Complaint.objects.exists()

    writes("meter jal gaya hai", number="in.2")

    assert awaited() == ["71"]


def test_a_voice_note_alone_is_a_complaint_that_an_officer_hears(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)

    sends("audio", number="in.1", audio={"id": "79", "mime_type": "audio/ogg; codecs=opus", "voice": True})

    one = Complaint.objects.get()
    assert (one.consumer, one.category, awaited()) == (of, "OTHER", ["79"])
    assert Notice.objects.filter(kind="complaint_registered").count() == 1


@pytest.mark.parametrize("kind", ["image", "video", "sticker", "document", "location"])
def test_what_says_nothing_and_follows_nothing_is_a_clerks(place: Place, kind: str) -> None:
    made.consumer(place, mobile=PHONE)

    part = {"latitude": 28.6, "longitude": 77.2} if kind == "location" else {"id": "80", "mime_type": "x/y"}
    sends(kind, number="in.1", **{kind: part})

    assert not Complaint.objects.exists()
    assert Unclear.objects.count() == 1


def test_a_forwarded_voice_note_is_a_clerks(place: Place) -> None:
    made.consumer(place, mobile=PHONE)

    sends("audio", number="in.1", audio={"id": "81", "mime_type": "audio/ogg"}, context={"forwarded": True})

    assert not Complaint.objects.exists()


def test_a_place_that_follows_stands_with_the_complaint(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    writes("तार टूटकर गिरा है")

    sends("location", number="in.2", after=MINUTE, location={"latitude": 28.5355, "longitude": 77.391, "name": "पार्क"})

    assert Complaint.objects.get().events.get(what=What.NOTED).words == "पार्क · 28.53550, 77.39100"


def test_a_stranger_sends_photos_too(place: Place) -> None:
    writes("light nahi hai, sector 12")
    sends("image", number="in.2", after=MINUTE, image={"id": "82", "mime_type": "image/jpeg"})

    assert Complaint.objects.get().consumer is None
    assert awaited() == ["82"]


def test_the_same_photo_twice_is_one_file(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    writes("light nahi hai")
    for number in ("in.2", "in.3"):
        sends("image", number=number, after=MINUTE, image={"id": number[-1], "mime_type": "image/jpeg"})
    for one in fetching.claim(limit=9, at=LATER):
        assert fetching.keep(reply=one.reply, content=JPEG, at=LATER)

    assert (Enclosure.objects.count(), Enclosed.objects.count(), Awaited.objects.count()) == (1, 1, 2)
    assert fetching.claim(limit=9, at=LATER + timedelta(days=1)) == []


def test_a_file_is_one_engines_for_a_while_and_is_tried_again_for_days(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    sends("audio", number="in.1")
    at = LATER
    [one] = fetching.claim(limit=9, at=at)
    assert fetching.claim(limit=9, at=at + MINUTE) == []

    fetching.put_off(reply=one.reply, why="carrier down", for_good=False, at=at)
    assert len(fetching.claim(limit=9, at=at + MINUTE)) == 1
    fetching.put_off(reply=one.reply, why="no such file, or no longer", for_good=True, at=at + MINUTE)

    kept = Awaited.objects.get()
    assert (kept.fault, kept.ended_at) == ("no such file, or no longer", at + MINUTE)
    assert fetching.claim(limit=9, at=at + timedelta(days=2)) == []


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90", b""])
def test_what_is_no_photo_is_not_kept_and_says_why(place: Place, content: bytes) -> None:
    made.consumer(place, mobile=PHONE)
    sends("audio", number="in.1")
    [one] = fetching.claim(limit=9, at=LATER)

    assert not fetching.keep(reply=one.reply, content=content, at=NOON)
    assert Awaited.objects.get().fault == "a photo or a voice note is wanted"


@pytest.mark.parametrize(
    ("late", "kind"),
    [(timedelta(minutes=2), "complaint_registered"), (timedelta(hours=2), "complaint_registered"),
     (timedelta(days=3), "complaint_late")],
)  # fmt: skip
def test_words_that_came_late_are_answered_without_a_time_that_has_passed(
    place: Place, late: timedelta, kind: str
) -> None:
    of = made.consumer(place, mobile=PHONE)

    writes("light nahi hai", after=-late)

    assert [one.kind for one in Notice.objects.filter(consumer=of)] == [kind]
    assert Complaint.objects.get().said_at == NOON - late
