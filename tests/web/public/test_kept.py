"""Pages for everybody are made once for many readers, and hold nothing of any of them."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bijlisetu.outages import actions
from tests.outages.desk import HOUR, desk, enter

pytestmark = pytest.mark.django_db
FILES = ("/outages.json", "/outages/feed.atom", "/outages/cap.atom")


@pytest.fixture
def outage() -> str:
    at = timezone.now() - HOUR
    entered = enter(desk(), at=at)
    actions.announce(outage=entered.pk, at=at, by="je")
    return entered.number


def tokens(page: bytes) -> set[str]:
    return set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode()))


def test_the_second_reader_costs_no_question_and_has_a_token_of_their_own(client: Client, outage: str) -> None:
    first = client.get("/outages/").content
    with CaptureQueriesContext(connection) as asked:
        second = Client().get("/outages/").content

    assert outage in second.decode()
    assert not asked.captured_queries
    assert tokens(first)
    assert tokens(first).isdisjoint(tokens(second))


def test_the_search_works_with_the_token_of_a_page_that_was_kept(outage: str) -> None:
    Client().get("/outages/")
    reader = Client(enforce_csrf_checks=True)
    (token,) = tokens(reader.get("/outages/").content)

    answer = reader.post("/outages/", {"q": "NEAR", "csrfmiddlewaretoken": token})

    assert answer.status_code == 200


def test_each_has_the_page_in_their_language(client: Client, outage: str) -> None:
    client.get("/outages/")
    client.cookies["django_language"] = "en"

    assert "Where is the light off?" in client.get("/outages/").content.decode()


def test_what_a_reader_puts_into_the_address_is_shown_to_nobody_else(client: Client, outage: str) -> None:
    client.get("/outages/?office=&q=3800360461")

    assert "3800360461" not in Client().get("/outages/").content.decode()


@pytest.mark.parametrize("address", FILES)
def test_who_has_the_file_already_is_told_that_it_is_the_same(client: Client, outage: str, address: str) -> None:
    first = client.get(address)
    cache.clear()

    by_tag = client.get(address, headers={"If-None-Match": first["ETag"]})
    by_time = client.get(address, headers={"If-Modified-Since": client.get(address)["Last-Modified"]})

    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_time.status_code == 304
    assert "max-age" in by_tag["Cache-Control"]


def test_a_changed_file_has_another_tag(client: Client, outage: str) -> None:
    first = client.get("/outages.json")
    actions.pass_time(at=timezone.now() + 2 * HOUR)
    cache.clear()

    again = client.get("/outages.json", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
