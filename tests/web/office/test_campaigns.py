"""An officer tells many in the browser: sees whom before, asks once, and reads who was told and who was not."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.campaigns.models import Campaign
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.reach.actions import refresh
from tests import build
from tests.campaigns.world import OTHER, PHONE, World, make, person
from tests.campaigns.world import world as made_world
from tests.district import officer_of

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')


@pytest.fixture
def world() -> World:
    made = made_world()
    person(made.here, PHONE)
    person(made.here, PHONE)
    person(made.here)
    person(made.there, OTHER)
    return made


@pytest.fixture
def officer(client: Client, world: World) -> Client:
    client.force_login(officer_of(world.company))
    client.cookies["django_language"] = "en"
    return client


def looked(browser: Client, at: Office, **asked: str) -> str:
    page = browser.get(f"/office/campaigns/{at.pk}/new/", {"kind": "fraud_warning", **asked})
    assert page.status_code == 200
    return page.content.decode()


def told(browser: Client, at: Office, page: str) -> str:
    """Press the button of the page, and return the address it leads to; the page again if it leads nowhere."""
    form = {name: unescape(value) for name, value in HIDDEN.findall(page) if name != "csrfmiddlewaretoken"}
    answer = browser.post(f"/office/campaigns/{at.pk}/new/", form)
    return answer.headers.get("Location", "") or answer.content.decode()


def test_before_it_is_told_it_says_how_many_and_why_others_are_not(officer: Client, world: World) -> None:
    page = looked(officer, world.company)

    assert "People meant: <b>4</b>" in page
    assert "<dt>WhatsApp</dt><dd>2</dd>" in page
    assert "cannot be told: no number or mailbox</dt><dd>1</dd>" in page
    assert "told on the number that another account has too</dt><dd>1</dd>" in page
    assert "1930" in page
    assert Campaign.objects.count() == 0


def test_a_place_narrows_it_and_one_that_is_not_here_is_named(officer: Client, world: World) -> None:
    assert "People meant: <b>1</b>" in looked(officer, world.company, where=world.there.code)

    asked = officer.get(f"/office/campaigns/{world.near.pk}/new/", {"kind": "fraud_warning", "where": "NOWHERE"})

    assert asked.status_code == 422
    assert "NOWHERE is no place of this office" in asked.content.decode()


def test_told_it_is_made_in_the_background_and_a_second_press_makes_no_second_one(
    officer: Client, world: World
) -> None:
    page = looked(officer, world.company)

    first, second = told(officer, world.company, page), told(officer, world.company, page)

    assert first == second
    assert "It will be made in a moment" in officer.get(first).content.decode()
    make(at=timezone.now())
    assert Notice.objects.count() == 2


def test_the_same_again_today_is_asked_once_more(officer: Client, world: World) -> None:
    told(officer, world.company, looked(officer, world.company))

    again = told(officer, world.company, looked(officer, world.company))
    assert "The same people were told the same today." in again
    assert told(officer, world.company, again).startswith("/office/campaign/")
    assert Campaign.objects.count() == 2


def test_the_ledger_says_by_office_who_was_told_and_leads_to_those_who_were_not(officer: Client, world: World) -> None:
    address = told(officer, world.company, looked(officer, world.company))
    make(at=timezone.now())
    refresh(at=timezone.now())

    page = officer.get(address).content.decode()

    assert "How far the messages got" in page
    for office in (world.near, world.far):
        assert f"?at={office.pk}" in page
    people = officer.get(f"{address}people/", {"at": world.near.pk, "why": "no_address"}).content.decode()
    assert people.count('<th scope="row">') == 1
    table = b"".join(officer.get(f"{address}people.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(table.splitlines()) == 5
    assert PHONE not in table


def test_it_is_cancelled_with_a_reason(officer: Client, world: World) -> None:
    address = told(officer, world.company, looked(officer, world.company))

    officer.post(address, {"why": ""})
    assert Campaign.objects.get().cancelled_at is None
    officer.post(address, {"why": "wrong day"})
    make(at=timezone.now())

    assert "wrong day" in officer.get(address).content.decode()
    assert "was cancelled" in officer.get(address).content.decode()
    assert not Notice.objects.exists()


def test_a_page_that_is_open_is_loaded_anew_when_the_state_is_another(officer: Client, world: World) -> None:
    address = told(officer, world.company, looked(officer, world.company))

    assert officer.get(f"{address}live/", {"state": "making"}).status_code == 200
    make(at=timezone.now())
    assert officer.get(f"{address}live/", {"state": "making"}).status_code == 205


def test_an_office_below_sees_of_a_notice_of_its_company_its_own_people_alone(client: Client, world: World) -> None:
    number = build.campaign(world.company, at=timezone.now())
    client.force_login(officer_of(world.near, "below"))

    listed = client.get(f"/office/campaigns/{world.near.pk}/").content.decode()
    assert f"/office/campaign/{number}/?at={world.near.pk}" in listed
    assert client.get(f"/office/campaign/{number}/", {"at": world.near.pk}).status_code == 200
    assert client.get(f"/office/campaign/{number}/", {"at": world.far.pk}).status_code == 404
    assert client.get(f"/office/campaign/{number}/").status_code == 404
    assert client.post(f"/office/campaign/{number}/?at={world.near.pk}", {"why": "no"}).status_code == 404


def test_at_night_it_says_from_when_it_goes(officer: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.localtime()
    hours = ((now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time())
    monkeypatch.setattr("bijlisetu.campaigns.foreseeing.quiet_hours", lambda kinds, at: {"fraud_warning": hours})

    assert "Nobody is woken: it goes out from" in looked(officer, world.company)


def test_who_may_not_tell_many_finds_no_such_page(client: Client, world: World) -> None:
    client.force_login(officer_of(world.near, "below"))

    assert client.get(f"/office/campaigns/{world.company.pk}/new/").status_code == 404
