"""The main job in a browser: unread bill, worklist, number repaired, bill on that phone."""

from __future__ import annotations

import re
import time

import psycopg
import pytest
from bench.scale import let_out
from playwright.sync_api import Page, expect

from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, Demo, log_in

NEW_NUMBER = "6012345678"  # synthetic: no account of the district has it

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(autouse=True)
def _bills_are_out(demo: Demo) -> None:
    """Let the bills out, unless the officers of another story have; wait until those without an address are known."""
    let_out(demo.database)
    with psycopg.connect(demo.database, autocommit=True) as asked:
        while not asked.execute("SELECT 1 FROM reach_standing WHERE degree = 'no_address'").fetchone():
            time.sleep(0.1)


def _to_sonbhadra(page: Page) -> None:
    for name in ("MIRZAPUR", "EDC SONBHADRA"):
        page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("EDC SONBHADRA")


def test_a_repaired_number_brings_the_missed_bill_to_that_phone(page: Page, demo: Demo) -> None:
    log_in(page, demo, demo.user)
    _to_sonbhadra(page)
    page.locator("a[href*='degree=no_address']").first.click()
    page.locator("a[href*='/office/consumer/']").first.click()
    account = re.search(r"\d{10,12}", page.locator("h1").inner_text())
    assert account

    page.fill("input[name=address]", NEW_NUMBER)
    page.check("input[name=proof][value=counter]")
    page.click("form.repair button")

    consumer = page.url
    page.goto(f"{demo.phones}{NEW_NUMBER}")
    bill = page.locator("a[href*='.pdf']").first
    expect(bill).to_be_visible(timeout=PATIENCE)
    expect(page.locator("body")).to_contain_text(f"..{account[0][-4:]}")
    opened = page.request.get(bill.get_attribute("href") or "")
    assert opened.ok
    assert opened.body().startswith(b"%PDF")
    page.goto(consumer)
    expect(page.locator("aside li.proved")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".story")).to_contain_text("पहुँच", timeout=PATIENCE)


def test_the_pages_are_hindi_first_and_english_on_request(page: Page, demo: Demo) -> None:
    log_in(page, demo, demo.user)
    expect(page.locator("html")).to_have_attribute("lang", "hi")

    page.get_by_text("English").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
