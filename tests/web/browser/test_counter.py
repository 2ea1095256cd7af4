"""A clerk serves a person without taking their hands from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from bijlisetu.contact.models import Address, Challenge
from bijlisetu.plumbing.codes import code_of
from tests.district import District, district_with_people
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot
from tests.web.browser.keyboard import clerk_at, in_the_field

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def district(served: str) -> District:
    return district_with_people()


@pytest.fixture
def desk(browser: Browser, served: str, district: District) -> Iterator[Page]:
    with clerk_at("/office/counter/", browser, served=served, district=district) as page:
        yield page


def test_found_updated_proved_next_by_the_keyboard_alone(desk: Page, district: District) -> None:
    someone, keys = district.people["failed"], desk.keyboard
    shot(desk, "counter")
    keys.type("परीक्षण")
    with desk.expect_navigation():
        keys.press("Enter")
    shot(desk, "several")
    place = desk.locator(".fits li").evaluate_all(
        "(lines, account) => lines.findIndex((line) => line.textContent.includes(account)) + 1", someone.account
    )
    # Two keystrokes: the number and Enter.
    with desk.expect_navigation():
        in_the_field(desk)
        keys.type(str(place))
        keys.press("Enter")
    shot(desk, "card")
    with desk.expect_navigation():
        in_the_field(desk)
        keys.type("6000000009")
        keys.press("Enter")
    shot(desk, "code")
    with desk.expect_navigation():
        in_the_field(desk)
        keys.type(code_of(Challenge.objects.get().pk.hex, secret=settings.SECRET_KEY))
        keys.press("Enter")
    shot(desk, "next")

    in_the_field(desk)
    assert desk.evaluate("document.activeElement.id") == "seek"
    assert Address.objects.get(consumer=someone, value="916000000009").owner == "proved"
