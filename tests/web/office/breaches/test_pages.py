"""The register of breaches in the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit import breaches
from bijlisetu.audit.models import Breach
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
DUE = "बोर्ड को पूरी जानकारी"


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    return client


def shown(client: Client, address: str = "/office/breaches/") -> str:
    return " ".join(client.get(address).content.decode().split())


def told(**more: str) -> dict[str, str]:
    found = timezone.localtime() - timedelta(hours=2)
    return {"found_at": f"{found:%Y-%m-%dT%H:%M}", "what": "सूची खुली रह गई", "which_data": "नंबर", "people": "", **more}


def test_a_breach_is_written_down_and_stands_on_every_page_until_the_account_is_given(chief: Client) -> None:
    assert chief.post("/office/breaches/", told()).status_code == 302

    breach = Breach.objects.get()
    page = shown(chief)
    assert breach.by == "chief"
    assert "सूची खुली रह गई" in page
    assert "जानकारी देने में बाकी समय: 69" in page
    assert DUE in shown(chief, "/office/search?q=x")
    chief.post(f"/office/breaches/{breach.pk}/step/", {"step": "reported", "words": "पत्र 17"})
    assert "पत्र 17" in shown(chief)
    assert DUE not in shown(chief, "/office/search?q=x")


@pytest.mark.parametrize(
    "wrong",
    [{"found_at": ""}, {"found_at": "2199-01-01T10:00"}, {"what": ""}, {"which_data": " "}, {"people": "-1"},
     {"people": "9" * 30}, {"what": "अ" * 5000}],
)  # fmt: skip
def test_what_cannot_be_is_not_written_down(chief: Client, wrong: dict[str, str]) -> None:
    assert chief.post("/office/breaches/", told(**wrong)).status_code == 422
    assert not Breach.objects.exists()


def test_nobody_closes_it_before_all_are_told(chief: Client) -> None:
    now = timezone.now()
    breach = breaches.enter(what="x", which_data="y", people=3, found_at=now, by="chief", at=now)

    said = chief.post(
        f"/office/breaches/{breach}/step/", {"step": "closed", "words": "सर्वर"}, follow=True
    ).content.decode()

    assert "अभी बंद नहीं हो सकता" in said
    assert Breach.objects.get().closed_at is None


@pytest.mark.parametrize("words", ["", "   "])
def test_a_step_says_how_and_under_which_number(chief: Client, words: str) -> None:
    now = timezone.now()
    breach = breaches.enter(what="x", which_data="y", people=3, found_at=now, by="chief", at=now)

    said = chief.post(f"/office/breaches/{breach}/step/", {"step": "told_board", "words": words}, follow=True)

    assert "किस नंबर से" in said.content.decode()
    assert Breach.objects.get().told_board_at is None


@pytest.mark.parametrize(("address", "step"), [("999999", "reported"), ("{0}", "at"), ("{0}", "")])
def test_steps_that_there_are_not_are_not_found(chief: Client, address: str, step: str) -> None:
    now = timezone.now()
    breach = breaches.enter(what="x", which_data="y", people=3, found_at=now, by="chief", at=now)

    assert chief.post(f"/office/breaches/{address.format(breach)}/step/", {"step": step}).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "je", "lineman"])
def test_others_do_not_see_the_register(client: Client, district: District, role: str) -> None:
    client.force_login(User.objects.get(username=build.officer("other", of=district.circle, role=role)))

    assert client.get("/office/breaches/").status_code == 404
    assert client.post("/office/breaches/1/step/", {"step": "closed"}).status_code == 404


def test_markup_in_what_happened_is_words(chief: Client) -> None:
    chief.post("/office/breaches/", told(what="<script>alert(1)</script>"))

    assert "<script>alert(1)" not in shown(chief)
