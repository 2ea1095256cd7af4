"""A clerk takes money, from the opening of the till to its closing, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bijlisetu.ledger.deposits import held_now
from bijlisetu.tills.models import Receipt, Till
from tests import build
from tests.district import District, district_with_people, token_for
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot
from tests.tills.conftest import owes
from tests.web.browser.keyboard import clerk_at, in_the_field, press_what_is_offered

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def district(served: str) -> District:
    return district_with_people()


@pytest.fixture
def desk(browser: Browser, served: str, district: District) -> Iterator[Page]:
    with clerk_at("/office/till/", browser, served=served, district=district) as page:
        yield page


def enter(desk: Page, *typed: str) -> None:
    """Type into the field where the cursor stands, and press Enter."""
    in_the_field(desk)
    with desk.expect_navigation():
        for words in typed:
            desk.keyboard.type(words)
        desk.keyboard.press("Enter")


def test_opened_found_taken_next_by_the_keyboard_alone(desk: Page, served: str, district: District) -> None:
    someone = district.people["failed"]
    owes(someone, "500.00")
    enter(desk, "100")
    enter(desk, someone.account)
    shot(desk, "till-pay")
    enter(desk, "700")
    shot(desk, "till-asked")
    enter(desk)
    shot(desk, "till-receipt")
    assert Receipt.objects.get().amount == 700

    press_what_is_offered(desk)
    desk.wait_for_function("document.activeElement.id === 'seek'")
    desk.goto(f"{served}/office/till/")
    shot(desk, "till-own")
    desk.locator("#amount").focus()
    enter(desk, "790")
    enter(desk, "एक नोट फटा था")
    shot(desk, "till-closed")
    assert Till.objects.get().counted == 790


def test_a_deposit_is_taken_by_the_keyboard_alone(desk: Page, district: District) -> None:
    someone = district.people["failed"]
    enter(desk, "100")
    enter(desk, someone.account)
    in_the_field(desk)
    desk.keyboard.type("800")
    desk.keyboard.press("Tab")
    desk.keyboard.press("ArrowDown")
    shot(desk, "till-deposit")
    press_what_is_offered(desk)
    shot(desk, "till-deposit-receipt")

    assert held_now(someone.pk) == 800


def test_it_fits_a_telephone(desk: Page, served: str, district: District) -> None:
    someone = district.people["failed"]
    owes(someone, "500.00")
    receipt = build.receipt(someone, at=district.section)
    token = token_for(someone)
    desk.set_viewport_size({"width": 360, "height": 740})
    pages = {
        "pay": f"office/counter/{someone.pk}/pay/", "receipt": f"office/receipt/{receipt.pk}/",
        "books": f"office/consumer/{someone.pk}/books/", "account": f"b/{token}/account",
    }  # fmt: skip
    for name, address in pages.items():
        desk.goto(f"{served}/{address}")
        shot(desk, f"phone-{name}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360
