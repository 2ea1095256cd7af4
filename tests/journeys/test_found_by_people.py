"""
A breakdown found from chats before anybody entered it.

Three neighbours write that the light is off, each in words of their own. The desk sees it, enters it in one press and
tells the others; whoever writes next is answered at once. The desk says that it is back; three say that it is not, and
the desk sees that too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.complaints.darkness import hearing
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.outages.models import NoLight, Outage, Suspicion
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.tracking.replies.taking import Word
from tests import build
from tests.carried import fold, say, send_all
from tests.outages.desk import Desk, desk

pytestmark = pytest.mark.django_db
WORDS = ("light nahi hai", "बिजली गुल है", "no power since ten minutes")
NEIGHBOURS = 30


def writes(number: int, text: str, *, at: datetime) -> None:
    """Have the phone of that number write to the department, now."""
    fold(messages=[{**say(text, sender=phone(number), at=at), "id": f"in.{number}.{text}"}], at=at)


def phone(number: int) -> str:
    return f"9160000000{number:02}"


@pytest.fixture
def at_desk() -> Desk:
    made = desk()
    for number in range(NEIGHBOURS):
        # Where hospitals are, a cut is told at night too.
        build.consumer(on=made.feeders[0], transformer=made.transformer, mobile=phone(number), need="hospital")
    return made


def test_a_breakdown_is_found_from_chats_told_and_a_false_return_is_seen(client: Client, at_desk: Desk) -> None:
    client.force_login(User.objects.get(username="je"))
    desk_page = f"/office/outages/{at_desk.section.pk}/"
    people = list(Consumer.objects.order_by("id"))
    now = timezone.now()

    for number, text in enumerate(WORDS):
        writes(number, text, at=now)
    suspicion = Suspicion.objects.get(state="open")
    assert "बताने वाले लोग: 3" in client.get(desk_page).content.decode()
    assert Complaint.objects.count() == len(WORDS)  # nothing was known yet: each has a number and a clock

    client.post(desk_page, {"deed": "confirm", "suspicion": suspicion.pk})
    outage = Outage.objects.get()
    page = f"/office/outage/{outage.number}/"
    client.post(page, {"deed": "announce"})
    client.post(page, {"deed": "promise", "hours": "2"})
    assert NoLight.objects.filter(outage=outage).count() == len(WORDS)
    assert Notice.objects.filter(kind="outage_unknown", consumer=people[20]).exists()

    writes(9, "light kab aayegi", at=timezone.now())
    known = Notice.objects.get(kind="answer", consumer=people[9])
    assert "We know of it" in known.facts["words_en"]
    assert "expected back by" in known.facts["words_en"]
    assert not Complaint.objects.filter(consumer=people[9]).exists()

    send_all(timezone.now())
    client.post(page, {"deed": "back", "sure": "yes"})
    later = timezone.now() + timedelta(minutes=5)
    send_all(later)
    told = Attempt.objects.filter(notice__kind="outage_back", notice__consumer__in=people[10:14]).order_by("id")
    pressed = [Word(90 + n, "still_dark", (one.pk,), "whatsapp", "", later) for n, one in enumerate(told)]
    hearing.take(pressed, later)

    assert len(pressed) >= len(WORDS)
    assert set(Complaint.objects.filter(consumer__in=people[10:14]).values_list("outage", flat=True)) == {outage.number}
    assert f"कटौती {outage.number} के बारे में कहा गया था" in client.get(desk_page).content.decode()
