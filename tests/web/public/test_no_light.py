"""Who is dark says so with an account number and a press; nobody learns which accounts there are."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bijlisetu.outages import actions
from bijlisetu.outages.learning import pressing
from bijlisetu.outages.models import NoLight, Press
from tests import build
from tests.outages.desk import Desk, desk, enter

pytestmark = pytest.mark.django_db
PAGE = "/outages/no-light/"


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def pressed(client: Client, account: str) -> str:
    answer = client.post(PAGE, {"account": account})
    assert answer.status_code == 200
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def test_a_press_is_evidence_of_the_account_and_no_complaint(client: Client, at_desk: Desk) -> None:
    who = build.consumer(on=at_desk.feeders[0])

    assert "आपकी बात मिल गई" in pressed(client, who.account)
    assert not NoLight.objects.exists()
    assert pressing.hear(at=timezone.now()) == 1

    told = NoLight.objects.get()
    assert (told.consumer, told.way, told.is_dark) == (who, "web", True)
    assert not Press.objects.exists()


@pytest.mark.parametrize("written", ["2101-TN00000007", "2101 tn00000007", "२१०१ - TN0000 0007"])
def test_an_account_of_letters_and_parts_is_heard_too(client: Client, at_desk: Desk, written: str) -> None:
    who = build.consumer(on=at_desk.feeders[0], account="2101-TN00000007")

    pressed(client, written)
    pressing.hear(at=timezone.now())

    assert NoLight.objects.get().consumer == who


def test_an_account_that_there_is_not_is_answered_alike_and_leaves_nothing(client: Client, at_desk: Desk) -> None:
    who = build.consumer(on=at_desk.feeders[0])

    assert pressed(client, who.account) == pressed(client, "999999999999")
    assert pressing.hear(at=timezone.now()) == 2

    assert NoLight.objects.get().consumer == who
    assert not Press.objects.exists()


def test_pressed_twice_at_once_it_is_heard_once(client: Client, at_desk: Desk) -> None:
    who = build.consumer(on=at_desk.feeders[0])

    pressed(client, who.account)
    pressed(client, f"{who.account[:4]} {who.account[4:]}")

    assert pressing.hear(at=timezone.now()) == 1


def test_a_known_outage_is_told_as_everybody_may_know_it(client: Client, at_desk: Desk) -> None:
    who = build.consumer(on=at_desk.feeders[0], name="Asha Namuna")
    outage = enter(at_desk, at=timezone.now())
    before = pressed(client, who.account)
    actions.announce(outage=outage.pk, at=timezone.now(), by=at_desk.engineer)
    cache.clear()
    after = pressed(client, who.account)

    assert outage.number not in before  # nobody has been told yet
    assert f"/outages/{outage.number}/" in after
    assert "Asha" not in after


@pytest.mark.parametrize("account", ["", "12", "बिजली", "x" * 60])
def test_what_can_be_no_account_is_said_so(client: Client, account: str) -> None:
    answer = client.post(PAGE, {"account": account})

    assert answer.status_code == 422
    assert not Press.objects.exists()


def test_who_presses_for_many_waits(client: Client) -> None:
    seen = [client.post(PAGE, {"account": f"99000000{number:02}"}).status_code for number in range(8)]

    assert seen == [200] * 6 + [429] * 2
    assert Press.objects.count() == 6


def test_the_page_is_found_from_the_outages_and_every_page_of_the_consumer(client: Client) -> None:
    for address in ("/outages/", "/verify/", "/complaint/"):
        assert f'href="{PAGE}"' in client.get(address, follow=True).content.decode()
