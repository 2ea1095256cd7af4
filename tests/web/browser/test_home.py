"""A consumer at home, on a phone of 360 pixels: the page does its piece of work, and the number is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from bijlisetu.billing.models import Bill
from bijlisetu.contact.models import Address, Challenge
from bijlisetu.plumbing.codes import code_of
from tests import build
from tests.build import CYCLE, NOON
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)
FIRST_SCREEN = 100_000  #: octets before pictures, for a slow line


@pytest.fixture
def phone(browser: Browser, served: str) -> Iterator[Page]:
    context = browser.new_context(locale="hi-IN", viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    yield page
    context.close()


def test_account_bill_and_code_on_a_phone(phone: Page, served: str) -> None:
    someone = build.consumer(account="9900004321", on=build.feeder_of_a_company())
    Bill.objects.create(
        number="BL2026110001", consumer=someone, cycle=CYCLE, bill_date=CYCLE, due_date=CYCLE + timedelta(days=20),
        units=153, amount_payable=1253, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip
    phone.goto(f"{served}/")
    shot(phone, "home")
    for name, value in (("account", "9900004321"), ("bill", "bl2026110001"), ("mobile", "6000000002")):
        phone.fill(f"#{name}", value)
    with phone.expect_navigation(timeout=60_000):
        phone.click("button.deed")
    shot(phone, "home-code")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    with phone.expect_navigation():
        phone.fill("#code", code_of(Challenge.objects.get().pk.hex, secret=settings.SECRET_KEY))
        phone.keyboard.press("Enter")
    shot(phone, "home-done")

    assert Address.objects.get(consumer=someone).owner == "proved"


def test_the_first_screen_is_small(phone: Page, served: str) -> None:
    sizes: dict[str, int] = {}
    phone.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    phone.goto(f"{served}/")
    phone.wait_for_load_state("networkidle")

    text = {url: size for url, size in sizes.items() if not url.endswith((".woff2", ".svg"))}
    assert sum(text.values()) < FIRST_SCREEN
    assert len(Client().get("/").content) < FIRST_SCREEN


def test_axe_finds_nothing_at_the_front_door(phone: Page, served: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    asked = build.challenge(build.consumer(), "916000000002", entrance="home", by="home")
    for address in ("", f"number/{asked.pk}/"):
        for scheme in ("light", "dark"):
            phone.emulate_media(color_scheme=scheme)
            phone.goto(f"{served}/{address}")
            assert Axe().run(phone).response["violations"] == []
