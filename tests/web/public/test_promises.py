"""Everybody sees how an office keeps its word, as far as the utility wishes; the page only reads what was counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bijlisetu.editions.actions import issue
from bijlisetu.network.models import Office
from bijlisetu.reports.disclosure.wishes import FILE, read, shipped
from bijlisetu.reports.models import Disclosure
from tests import build

pytestmark = pytest.mark.django_db
KEPT = {"name": "NEAR", "outages": 12, "promised": 20, "kept": 15, "nearly": 17, "late_minutes": 7}
ENDED = {"name": "NEAR", "received": 40, "closed": 30, "confirmed": 20, "reopened": 3, "still_open": 8}
HEADS = [
    {"role": "sdo", "office": "FAR", "looked_on": "2026-11-28", "came": 9, "answered": 8, "took": 3600.0},
    {"role": "je", "office": "NEAR", "looked_on": "", "came": None, "answered": None, "took": None},
]  # fmt: skip


@pytest.fixture
def office() -> Office:
    company = build.office("company")
    made = build.office(parent=company, name="NEAR")
    figures: dict[str, Any] = {
        "promises": KEPT, "kept": [{**KEPT, "name": "FEEDER 4"}], "complaints": ENDED, "ended": [], "heads": HEADS,
    }  # fmt: skip
    Disclosure.objects.create(office=made, made_at=timezone.now(), figures=figures)
    return made


def wish(written: str, instead: str) -> None:
    now = timezone.now()
    text = shipped().replace(written, instead)
    issue(file=FILE, text=text, why="test", holds_from=now, at=now, by="chief", check=read)


def page(client: Client, office: Office) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(f"/outages/promises/?office={office.pk}").content.decode()


def test_a_company_stands_by_its_name_and_not_by_its_code(client: Client, office: Office) -> None:
    wish("heads = false", "heads = true")
    Office.objects.filter(kind="company").update(name="POORVANCHAL", code="POORVANCHAL")
    figures = {"promises": {**KEPT, "name": "POORVANCHAL"}, "heads": [{**HEADS[0], "office": "POORVANCHAL"}]}
    company = Office.objects.get(kind="company")
    Disclosure.objects.create(office=company, made_at=timezone.now(), figures=figures)

    shown = [page(client, one) for one in (company, office)]

    assert [each.count("Purvanchal Vidyut Vitran Nigam") > 1 for each in shown] == [True, True]
    assert "POORVANCHAL" not in "".join(shown)


def test_promises_and_confirmed_complaints_are_shown_and_officers_are_not(client: Client, office: Office) -> None:
    shown = page(client, office)

    assert "15 of 20 (outages: 12)" in " ".join(shown.split())
    assert "FEEDER 4" in shown
    assert "7 minutes later than told" in shown
    words = " ".join(re.sub(r"<.*?>", " ", shown).split())
    assert "66.7 % of the complaints that the office closed (30)" in words
    assert "Received: 40, open still: 8." in " ".join(shown.split())
    assert "Do the officers answer?" not in shown


def test_what_is_open_still_is_not_held_against_the_office(client: Client, office: Office) -> None:
    kept = Disclosure.objects.get(office=office)
    kept.figures["complaints"] |= {"closed": 0, "confirmed": 0, "still_open": 40}
    kept.save()

    shown = page(client, office)

    assert "None is closed yet." in shown
    assert "0%" not in shown


def test_officers_are_shown_by_their_posts_where_the_utility_wishes(client: Client, office: Office) -> None:
    wish("heads = false", "heads = true")

    shown = " ".join(page(client, office).split())

    assert "Assistant Engineer, FAR" in shown
    assert "Came: 9. Answered: 8." in shown
    assert "Has not looked yet." in shown


def test_what_is_no_longer_wished_is_gone_at_once(client: Client, office: Office) -> None:
    text = shipped().replace("promises = true", "promises = false").replace("complaints = true", "complaints = false")
    now = timezone.now()
    issue(file=FILE, text=text, why="test", holds_from=now, at=now, by="chief", check=read)

    assert client.get(f"/outages/promises/?office={office.pk}").status_code == 404
    assert "/outages/promises/" not in client.get("/outages/").content.decode()


def test_it_leads_from_the_page_of_outages_and_down_the_offices(client: Client, office: Office) -> None:
    assert "/outages/promises/" in client.get("/outages/").content.decode()
    top = client.get("/outages/promises/").content.decode()
    assert f"?office={office.pk}" in top
    assert client.get("/outages/promises/?office=999999").status_code == 404


def test_the_page_asks_little_however_much_was_counted(
    client: Client, office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, office)

    with django_assert_max_num_queries(8):
        page(client, office)
