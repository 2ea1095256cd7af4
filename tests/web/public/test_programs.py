"""The same outages for other programs: JSON, Atom, CAP messages, and a page in another's frame."""

from __future__ import annotations

import feedparser
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from tests import build
from tests.outages.desk import HOUR, Desk, desk, enter
from tests.outages.public.test_cap import of, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture
def outage(at_desk: Desk) -> Outage:
    at = timezone.now() - HOUR
    outage = enter(at_desk, at=at)
    actions.announce(outage=outage.pk, at=at, by="je")
    return outage


def test_json_has_states_times_and_places_for_whoever_asks(client: Client, at_desk: Desk, outage: Outage) -> None:
    answer = client.get("/outages.json")

    (one,) = answer.json()["outages"]
    assert (one["number"], one["state"], one["reason_en"]) == (outage.number, "on", "safety of people")
    assert one["until"].endswith("+05:30")
    assert one["places"] == [{"sort": "feeder", "name": at_desk.feeders[0].name, "feeder": "", "back": None}]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "")
    assert client.get("/outages.json?office=999999").json()["outages"] == []


def test_json_promises_no_time_that_has_passed(client: Client, outage: Outage) -> None:
    actions.pass_time(at=timezone.now() + 2 * HOUR)

    (one,) = client.get("/outages.json").json()["outages"]

    assert (one["state"], one["until"]) == ("unknown", None)


def test_other_pages_may_show_the_small_one_and_no_other(client: Client, outage: Outage) -> None:
    answer = client.get("/outages/embed/")

    assert outage.number in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    for address in ("/outages/", f"/outages/{outage.number}/"):
        assert client.get(address)["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/outages/feed.atom", "/outages/cap.atom"])
def test_atom_is_whole_for_another_reader(client: Client, outage: Outage, address: str) -> None:
    actions.promise(outage=outage.pk, until_at=timezone.now() + 3 * HOUR, at=timezone.now(), by="je")

    found = feedparser.parse(client.get(address).content)

    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert found.feed.id.startswith("tag:127.0.0.1,2026:")
    assert len({one.id for one in found.entries}) == len(found.entries)
    for one in found.entries:
        assert one.id.startswith("tag:")
        assert one.updated_parsed
        assert one.title
        assert one.link.startswith("http")


def test_an_outage_stays_one_entry_that_each_word_renews(client: Client, at_desk: Desk, outage: Outage) -> None:
    before = feedparser.parse(client.get(f"/outages/feed.atom?office={at_desk.section.pk}").content)
    actions.promise(outage=outage.pk, until_at=timezone.now() + 3 * HOUR, at=timezone.now(), by="je")
    cache.clear()  # the file is made anew after some seconds
    after = feedparser.parse(client.get(f"/outages/feed.atom?office={at_desk.section.pk}").content)

    assert [one.id for one in before.entries] == [one.id for one in after.entries]
    assert before.entries[0].updated_parsed < after.entries[0].updated_parsed
    elsewhere = build.office().pk
    assert feedparser.parse(client.get(f"/outages/feed.atom?office={elsewhere}").content).entries == []


def test_it_speaks_the_language_that_is_asked_for(client: Client, outage: Outage) -> None:
    assert "बिजली बंद है" in client.get("/outages/feed.atom").content.decode()
    english = client.get("/outages/feed.atom?language=en").content.decode()
    assert "no electricity" in english
    assert "बिजली" not in english


def test_each_entry_leads_to_its_cap_message_which_is_kept_for_ever(client: Client, outage: Outage) -> None:
    (entry,) = feedparser.parse(client.get("/outages/cap.atom").content).entries

    answer = client.get("/" + entry.link.split("/", 3)[3])

    assert answer["Content-Type"].startswith("application/cap+xml")
    assert "immutable" in answer["Cache-Control"]
    assert of(tree(answer.content.decode()), "incidents") == outage.number
    assert client.get("/outages/cap/00000-1.xml").status_code == 404


def test_no_program_hears_of_anybody(client: Client, at_desk: Desk, outage: Outage) -> None:
    person = build.consumer(on=at_desk.feeders[0])

    for address in ("/outages.json", "/outages/embed/", "/outages/feed.atom", "/outages/cap.atom"):
        said = client.get(address).content.decode()
        assert person.account not in said
        assert person.name not in said
