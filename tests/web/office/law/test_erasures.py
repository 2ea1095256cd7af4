"""A person asks on their own page, an officer sees what stands against it and decides, and the page says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.holds import hold
from bijlisetu.audit.models import Erasure
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.jobs.erasing import erase_granted
from tests import build
from tests.district import District, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client: Client, district: District) -> int:
    """The request of somebody who has proved to be the consumer."""
    answer = client.post(f"/b/{token_for(district.people['delivered'])}/data", {"deed": "erase"})
    assert answer.status_code == 302
    return Erasure.objects.get().pk


@pytest.fixture
def officer(district: District) -> Client:
    browser = Client()
    browser.force_login(district.officer)
    return browser


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def of(district: District) -> Consumer:
    return district.people["delivered"]


def test_only_who_is_proved_can_ask(client: Client, district: District) -> None:
    where = f"/b/{token_for(district.people['unproved'])}/data"

    assert "मेरी जानकारी हटाने को कहें" not in page(client, where)
    assert client.post(where, {"deed": "erase"}).status_code == 404
    assert not Erasure.objects.exists()


def test_what_is_asked_is_decided_erased_and_said_to_the_person(
    client: Client, officer: Client, district: District, asked: int
) -> None:
    own_page = f"/b/{token_for(of(district))}/data"
    assert "अधिकारी फ़ैसला करेंगे" in page(client, own_page)
    assert of(district).name in page(officer, f"/office/erasures/{district.section.pk}/")
    assert "फ़ैसला बाकी" in page(officer, f"/office/erasures/{district.section.pk}/")

    said = {"part": ["messages", "visits"], "words": "नंबर बिल तक रहेगा"}
    officer.post(f"/office/erasure/{asked}/", said)

    shown = page(client, own_page)
    assert "नंबर बिल तक रहेगा" in shown
    assert "फ़ैसला हुआ" in shown
    assert Erasure.objects.get().parts == ["messages", "visits"]
    assert {one["name"] for one in Erasure.objects.get().kept} >= {"supply"}
    erase_granted(at=timezone.now())
    assert "✓ हटाया गया" in page(officer, f"/office/erasures/{district.section.pk}/")
    assert client.get(own_page).status_code in (200, 404)


def test_what_is_held_cannot_be_chosen_and_says_until_when_and_by_whom(
    officer: Client, district: District, asked: int
) -> None:
    hold(why="मंच 12/2026", by="law.officer", at=timezone.now(), until=timezone.now() + timedelta(days=90),
         consumer=of(district).pk)  # fmt: skip

    shown = page(officer, f"/office/erasure/{asked}/")
    officer.post(f"/office/erasure/{asked}/", {"part": ["addresses", "messages", "visits", "history"]})

    assert "मंच 12/2026" in shown
    assert "law.officer" in shown
    assert 'name="part"' not in shown
    assert Erasure.objects.get().decided_at is None
    officer.post(f"/office/erasure/{asked}/", {"words": "मामला चल रहा है"})
    assert (Erasure.objects.get().parts, Erasure.objects.get().words) == ([], "मामला चल रहा है")
    assert Address.objects.filter(consumer=of(district)).exists()


def test_it_is_decided_once(officer: Client, district: District, asked: int) -> None:
    officer.post(f"/office/erasure/{asked}/", {"words": "नहीं"})
    again = officer.post(f"/office/erasure/{asked}/", {"part": "messages"}, follow=True)

    assert "फ़ैसला हो चुका है" in again.content.decode()
    assert Erasure.objects.get().parts == []


def test_it_is_nothing_to_a_clerk_or_another_office(district: District, asked: int) -> None:
    for name, office, role in (("clerk", district.section, "clerk"), ("far", build.office(name="FAR"), "officer")):
        build.officer(name, of=office, role=role)
        browser = Client()
        browser.force_login(User.objects.get(username=name))

        assert browser.get(f"/office/erasures/{district.section.pk}/").status_code == 404
        assert browser.get(f"/office/erasure/{asked}/").status_code == 404
        assert browser.post(f"/office/erasure/{asked}/", {"part": "messages"}).status_code == 404
    assert Erasure.objects.get().decided_at is None


@pytest.mark.parametrize(("receipt", "parts"), [("", ["messages"]), ("R-77, 27-11-2026", ["addresses", "messages"])])
def test_a_bill_that_is_paid_by_now_holds_nothing_where_the_receipt_was_seen(
    officer: Client, district: District, asked: int, receipt: str, parts: list[str]
) -> None:
    assert "रसीद" in page(officer, f"/office/erasure/{asked}/")

    officer.post(f"/office/erasure/{asked}/", {"part": ["addresses", "messages"], "receipt": receipt})

    decided = Erasure.objects.get()
    assert decided.parts == parts
    assert [one.get("receipt") for one in decided.kept if one["name"] == "unpaid"] == [receipt or None]
