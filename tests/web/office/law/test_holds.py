"""Evidence is held, and let go, in the browser: by officers of the office whose people it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.audit import holds
from bijlisetu.audit.models import Entry, Hold
from tests.district import District

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _logged_in(client: Client, district: District) -> None:
    client.force_login(district.officer)


def press(client: Client, district: District, **said: str) -> str:
    return client.post(f"/office/holds/{district.division.pk}/", said, follow=True).content.decode()


def a_day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_an_account_is_held_shown_and_let_go(client: Client, district: District) -> None:
    person = district.people["read"]

    shown = press(client, district, deed="hold", account=person.account, why="W.P. 17/2026", until=a_day(400))

    held = Hold.objects.get()
    assert (held.consumer, held.by, held.why) == (person.pk, "officer", "W.P. 17/2026")
    assert held.until > timezone.now() + timedelta(days=400)
    assert "W.P. 17/2026" in shown
    assert "मामला ख़त्म" in press(client, district, deed="let_go", hold="999999")
    assert "W.P. 17/2026" not in press(client, district, deed="let_go", hold=str(held.pk))
    assert Hold.objects.get().lifted_by == "officer"
    deeds = Entry.objects.filter(deed__startswith="evidence").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["evidence.held", "evidence.let_go"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"account": "0000000000"}, "इस कार्यालय के किसी उपभोक्ता का यह खाता नहीं"),
        ({"until": a_day(-1)}, "यह दिन बीत चुका है"),
        ({"why": "  "}, 'class="fault"'),
        ({"until": "someday"}, 'class="fault"'),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, district: District, said: dict[str, str], words: str
) -> None:
    right = {"account": district.people["read"].account, "why": "case", "until": a_day(9)}

    shown = press(client, district, deed="hold", **{**right, **said})

    assert words in shown
    assert not Hold.objects.exists()


def test_another_offices_people_are_neither_held_nor_let_go(client: Client, district: District) -> None:
    now = timezone.now()
    theirs = holds.hold(consumer=district.outsider.pk, why="case", by="x", at=now, until=now + timedelta(days=9))

    press(client, district, deed="hold", account=district.outsider.account, why="case", until=a_day(9))
    shown = press(client, district, deed="let_go", hold=str(theirs))

    assert Hold.objects.get().lifted_at is None
    assert district.outsider.account not in shown.partition("<form")[0]
