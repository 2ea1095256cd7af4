"""The question mark in the frame of each page leads to the help of that page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijlisetu.contact.imports.models import Import
from bijlisetu.reports.daily import latest
from bijlisetu.reports.evening.making import make as make_evening
from tests.district import District
from tests.web.help.test_texts import PAGES
from tests.web.test_after_a_press import values  # noqa: F401 - what stands in addresses
from tests.web.test_matrix import ADDRESSES

#: Reached by a key, link or post of its own, and looked at in the tests of that page.
BY_A_LINK = {
    "office:erasure", "office:erasures", "office:key", "me:data", "me:unsubscribe", "office:forgotten_code",
    "office:run_seen_bill",
}  # fmt: skip
LINK = re.compile(r'<a class="help" href="([^"]+)"')


@pytest.fixture
def world(district: District, values: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """Return what stands in addresses, with a file and an evening behind them."""
    now = timezone.now()
    Import.objects.create(
        pk=values["number"], what="consumers", mapping="uppcl", file="march.csv", size=9, received=9, by="chief",
        at=now, taken_at=now, state="done", reasons={}, rejects=b"",
        counts={"rows": 1, "imported": 1, "new": 1, "changed": 0, "unchanged": 0, "rejected": 0, "incomplete": 0},
    )  # fmt: skip
    make_evening(office=district.circle, occasion=latest(), to=[], day=now.date(), at=now)
    return {**values, "day": now.date().isoformat()}


@pytest.mark.parametrize("page", sorted(set(PAGES) - BY_A_LINK))
def test_every_page_leads_to_its_help(
    client: Client,
    admin_client: Client,
    world: dict[str, Any],
    page: str,
) -> None:
    browser = client if page == "office:login" else admin_client
    address = reverse(page, kwargs={part: world[part] for part in ADDRESSES[page]})

    answer = browser.get(address)
    shown = answer.content.decode()

    if answer.status_code == 302:  # nothing to be asked just now; it leads to a page with a help of its own
        shown = browser.get(address, follow=True).content.decode()
        assert LINK.search(shown)
        return
    face, _, name = page.partition(":")
    expected = "#help" if page == "field:app" else f"/office/help/{name}/" if face == "office" else f"/help/{name}/"
    assert LINK.findall(shown) == [expected]


@pytest.mark.parametrize(("language", "words"), [("hi", "यहाँ क्या दिखता है"), ("en", "What you see")])
@pytest.mark.parametrize("page", ["reach", "counter", "sheet", "login"])
def test_it_opens_in_both_languages(officer: Client, page: str, language: str, words: str) -> None:
    officer.cookies["django_language"] = language

    shown = officer.get(f"/office/help/{page}/").content.decode()

    assert f"<h2>{words}</h2>" in shown


def test_a_stranger_gets_the_help_at_the_door_and_no_other(client: Client) -> None:
    assert client.get("/office/help/login/").status_code == 200
    assert client.get("/office/help/reach/")["Location"].startswith("/office/login/")
    assert client.get("/office/help/")["Location"].startswith("/office/login/")


@pytest.mark.django_db
def test_consumers_and_those_who_walk_get_theirs_without_login(client: Client) -> None:
    assert "खाता संख्या" in client.get("/help/home/").content.decode()
    assert "बीट" in client.get("/help/app/").content.decode()


@pytest.mark.parametrize("name", ["nobody", "texts", "reach-hi"])
def test_a_help_that_is_not_there_is_not_here(admin_client: Client, name: str) -> None:
    assert admin_client.get(f"/office/help/{name}/").status_code == 404
    assert admin_client.get(f"/help/{name}/").status_code == 404


def test_all_help_is_listed(officer: Client, district: District) -> None:
    shown = officer.get("/office/help/").content.decode()

    assert {f"/office/help/{page[7:]}/" for page in PAGES if page.startswith("office:")} <= set(
        re.findall('href="([^"]+)"', shown)
    )
    assert 'href="/help/app/"' in shown


@pytest.mark.django_db
def test_the_page_on_the_phone_carries_its_help_along(client: Client) -> None:
    shown = client.get("/field/").content.decode()

    assert '<template id="help">' in shown
    assert "<h2>कुछ ठीक न हो तो</h2>" in shown
