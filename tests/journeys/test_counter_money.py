"""
A consumer pays at the counter, and hears of it on their phone before they have left.

A clerk opens a till, finds the consumer and takes cash. The phone shows amount, number and what is left; the code on
the receipt leads to a page that calls it genuine. In the evening ten rupees are missing, which the clerk explains.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.journeys.light.people import Officer, Telephone, neighbours, seat
from tests.pictures import shot
from tests.slips import codes

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
RECEIPT = "SELECT id, payment_id AS payment, balance FROM tills_receipt WHERE consumer_id = %s"
TILL = "SELECT counted - expected AS difference, why FROM tills_till WHERE clerk = %s"
CLERK = "clerk-of-the-counter"


def test_cash_at_the_counter_is_told_on_the_phone_and_counted_in_the_evening(light_town: Town, window: Window) -> None:
    town, person = light_town, neighbours(light_town)[0][0]
    seat(town, person.section, user=CLERK, role="clerk")
    clerk = Officer(window(), town, CLERK)
    clerk.logs_in()

    clerk.page.goto(f"{_origin(town)}/office/till/")
    _enters(clerk, "100")
    _enters(clerk, person.account)
    _enters(clerk, "1")
    if clerk.page.locator("input[name=asked]").count():  # they owe less than that: it is an advance
        _enters(clerk, "")
    expect(clerk.page.locator("h1")).to_contain_text(re.compile(r"C\d{6}-0001"))
    shot(clerk.page, "counter-receipt")

    telephone = Telephone(window(), town, person)
    telephone.look()
    (receipt,) = town.rows(RECEIPT, person.id)
    telephone.shows("₹ 1.00", f"P{receipt['payment']:09d}")
    shot(telephone.page, "counter-phone")

    dots = clerk.page.request.get(f"{_origin(town)}/office/receipt/{receipt['id']}/receipt.bin").body()
    (link,) = codes(dots)
    anybody = window()
    anybody.goto(f"{_origin(town)}/receipt/{link.rpartition('/')[2]}")
    expect(anybody.locator(".told.success")).to_contain_text("हाँ, यह रसीद हमारी है")

    clerk.page.goto(f"{_origin(town)}/office/till/")
    clerk.page.locator("#amount").fill("91")
    clerk.page.locator("#why").fill("दस रुपये कम")
    clerk.page.locator("#why").press("Enter")
    expect(clerk.page.locator(".told.warning")).to_contain_text("दस रुपये कम")
    (till,) = town.rows(TILL, CLERK)
    assert (str(till["difference"]), till["why"]) == ("-10.00", "दस रुपये कम")


def _origin(town: Town) -> str:
    return town.demo.office.partition("/office")[0]


def _enters(clerk: Officer, words: str) -> None:
    """Type where the cursor stands, and press Enter."""
    clerk.page.wait_for_function("document.activeElement.matches('input')")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.type(words)
        clerk.page.keyboard.press("Enter")
