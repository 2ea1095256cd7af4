"""Whoever cannot see, or not well, or uses no mouse, finds every page fit: axe-core finds nothing on any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.kyc.actions import refresh as refresh_kyc
from bijlisetu.outbox.models import Incident, Notice, Stop
from bijlisetu.reports.daily import latest
from bijlisetu.reports.evening.making import make as make_evening
from bijlisetu.runs import actions as runs
from bijlisetu.simulator.people.behaviour import Deed
from bijlisetu.simulator.phone import page as phones
from bijlisetu.simulator.phone.bubbles import Bubble
from bijlisetu.staff import actions as staff
from tests import build
from tests.district import District, district_with_people, token_for
from tests.drives.shown import drive_over
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.outages.desk import with_outage
from tests.web.browser.pages import LANGUAGES, SCHEMES, WIDTHS, addresses

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)

HEIGHT = 768  #: height of a window


@pytest.fixture
def district(served: str) -> District:
    return district_with_people()


@pytest.fixture
def pages(district: District) -> dict[str, str]:
    """Return every page, with something in each part of it."""
    people, now = district.people, timezone.now()
    run = build.run(people["read"], people["failed"], by="maker", at=now)
    runs.close(run=run, at=now, by="maker")
    Incident.objects.create(kind="quality", subject="one", at=now, last_at=now)
    Stop.objects.create(scope="channel:sms", at=now, by="chief", why="जाँच")
    build.visit(people["failed"], "locked", at=now - timedelta(days=1), by="chief")
    build.change(people["failed"], "916000000001", "916000000002", at=now)
    drive_over(district)
    Import.objects.create(
        pk=run, what="consumers", mapping="uppcl", file="march.csv", size=9, received=9, by="chief",
        at=timezone.now(), taken_at=timezone.now(), state="done", reasons={"name missing": 1}, rejects=b"NAME",
        counts={"rows": 3, "imported": 2, "new": 1, "changed": 1, "unchanged": 0, "rejected": 1, "incomplete": 0},
    )  # fmt: skip
    inspect(rules=rules.read(rules.shipped()), at=now, by="clock")
    while refresh_kyc():
        pass
    # What was mended before the report is on its list.
    evening = (now + timedelta(days=1)).replace(hour=13)
    make_evening(office=district.circle, occasion=latest(), to=[], day=evening.date(), at=evening)
    found = addresses(
        {
            "complaint": build.complaint(people["failed"], at=now).number,
            "office": district.circle.pk, "consumer": people["failed"].pk, "feeder": district.feeder.pk, "number": run,
            "outage": with_outage(district.feeder, by="chief", of=district.circle).number,
            "page": "reach", "subject": "home", "file": "hygiene-rules",
            "system": build.system(district.circle).name,
            "notice": Notice.objects.filter(run=run)[0].pk, "telling": build.telling(district.circle).pk,
            "campaign": build.campaign(district.circle, at=timezone.now()),
            "token": token_for(people["unproved"]), "person": district.officer.pk,
            "challenge": build.challenge(people["failed"], "916000000001", at=now).pk,
            "day": evening.date().isoformat(), "serial": build.sheet(district.section, people["failed"]),
        }
    )  # fmt: skip
    section = district.section.pk
    return {
        **found,
        "a list without anybody": f"/office/people/{section}/?degree=waiting&on=bills:2026-11",
        "no drive": f"/office/drive/{district.elsewhere.pk}/beats/?drive=",
        "people who lack something": f"/office/kyc/{district.circle.pk}/?missing=email",
        "people with a doubtful number": f"/office/hygiene/{district.circle.pk}/?rule=crowd",
        "offices below": f"/office/reach/{district.division.pk}/",
        "several found": "/office/counter/?asked",
        "several found by search": "/office/search?asked",
        "nothing asked for": "/office/search",
        "not here": "/office/run/999999/",
        "a link that does not open": "/b/abc",
        "a key": _key(district),
        "struck out": f"/b/{token_for(people['not_owner'])}",
    }


def _key(district: District) -> str:
    user, now = district.officer.get_username(), timezone.now()
    key = staff.give_key(user=user, lasts=timedelta(days=1), at=now, by="chief")
    return f"/office/key/{staff.token_of(key, secret=settings.SECRET_KEY)}/"


@pytest.fixture
def window(browser: Browser, served: str, district: District) -> Iterator[BrowserContext]:
    chief = Client()
    chief.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    build.second_factor(chief)
    for box in ("counter/", "search"):
        chief.post(f"/office/{box}", {"q": "परीक्षण"})
    context = browser.new_context(locale="hi-IN", reduced_motion="reduce")
    session = chief.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    yield context
    context.close()


def faults(page: Page, *schemes: str) -> Iterator[str]:
    """Yield what axe finds on the open page, by light and in the dark, small and large."""
    for scheme in schemes or SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found = Axe().run(page).response
            for one in (*found["violations"], *_hidden(found["incomplete"])):
                where = "; ".join(node["html"][:120] for node in one["nodes"][:3])
                yield f"{one['id']} ({scheme}, {width}): {where}"


def _hidden(unsure: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the words that have the colour of their ground: axe is not sure whether they are meant to be seen."""
    for one in unsure:
        nodes = [node for node in one["nodes"] if any(_same_colour(check) for check in node["any"])]
        if nodes:
            yield {"id": "invisible words", "nodes": nodes}


def _same_colour(check: dict[str, Any]) -> bool:
    return isinstance(check["data"], dict) and check["data"].get("messageKey") == "equalRatio"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(
    window: BrowserContext, served: str, pages: dict[str, str], language: str, scheme: str
) -> None:
    window.add_cookies([{"name": "django_language", "value": language, "url": served}])
    page = window.new_page()
    found: dict[str, list[str]] = {}

    for name, address in pages.items():
        page.goto(f"{served}{address}")
        found[name] = list(faults(page, scheme))

    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_at_the_door(browser: Browser, served: str, language: str) -> None:
    context = browser.new_context(locale="hi-IN")
    context.add_cookies([{"name": "django_language", "value": language, "url": served}])
    page = context.new_page()

    page.goto(f"{served}/office/login/")

    assert list(faults(page)) == []
    context.close()


def test_axe_finds_nothing_on_a_simulated_phone(browser: Browser) -> None:
    bubbles = [
        Bubble(at=1_790_000_000 + place, channel=channel, text="आपका बिल बन गया है।", state=state, sender="UPPCLT")
        for place, (channel, state) in enumerate((channel, state) for channel in ("sms", "whatsapp") for state in Deed)
        if state in phones.TICKS
    ]
    page = browser.new_page()
    sheet = (phones.files("bijlisetu.simulator.phone") / "page.css").read_text()

    for html in (phones.phone("6000000001", bubbles), phones.index(numbers=["6000000001"], mailboxes=["a@example.in"])):
        page.set_content(html)
        page.add_style_tag(content=sheet)
        assert list(faults(page)) == []
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_word_has_the_colour_of_the_bar_it_stands_on(
    window: BrowserContext, served: str, pages: dict[str, str], scheme: str
) -> None:
    # axe takes words of the very colour of their ground for hidden on purpose, and says nothing.
    page = window.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{served}{pages['office:delivery']}")

    ground, *colours = page.evaluate(
        """() => [getComputedStyle(document.querySelector('.top')).backgroundColor,
            ...Array.from(document.querySelectorAll('.top > .who a, .top > .who button, .top > .tabs a'),
                each => getComputedStyle(each).color)]"""
    )

    assert len(set(colours)) == 1
    assert ground not in colours


def test_a_choice_in_a_list_is_not_sent_by_an_arrow_key(
    window: BrowserContext, served: str, pages: dict[str, str]
) -> None:
    page = window.new_page()
    page.goto(f"{served}{pages['office:worklist']}")

    page.focus("#reason")
    page.keyboard.press("ArrowDown")
    chosen = page.input_value("#reason")
    page.wait_for_load_state("networkidle")
    stayed = page.url
    page.locator("form.filter button").click()
    page.wait_for_url(f"**reason={chosen}*")

    assert chosen
    assert "reason=" not in stayed
