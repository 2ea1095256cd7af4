"""The key ? opens the help of the page beside it, and what was typed stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.web.browser.test_axe import faults
from tests.web.browser.test_counter import desk, district, in_the_field, shot  # noqa: F401 - a clerk at the counter

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


def test_the_key_opens_the_help_of_the_counter_from_its_empty_field(desk: Page) -> None:  # noqa: F811
    in_the_field(desk)

    with desk.context.expect_page() as opened:
        desk.keyboard.press("?")

    help_page = opened.value
    expect(help_page.locator("h1")).to_contain_text("काउंटर")
    assert help_page.url.endswith("/office/help/counter/")
    assert desk.url.endswith("/office/counter/")
    assert desk.locator("#seek").input_value() == ""
    for width in (1366, 360):
        help_page.set_viewport_size({"width": width, "height": 768})
        shot(help_page, f"help-{width}")
    assert list(faults(help_page)) == []


def test_within_what_is_typed_it_is_a_letter(desk: Page) -> None:  # noqa: F811
    in_the_field(desk)

    desk.keyboard.type("ab?")

    assert desk.locator("#seek").input_value() == "ab?"
    assert len(desk.context.pages) == 1


def test_the_key_can_be_switched_off(desk: Page, served: str) -> None:  # noqa: F811
    with desk.context.expect_page() as opened:
        desk.locator("a.help").click()
    opened.value.get_by_label("कीबोर्ड का ?").uncheck()

    desk.locator("#seek").focus()
    desk.keyboard.press("?")

    assert desk.locator("#seek").input_value() == "?"
    opened.value.get_by_label("कीबोर्ड का ?").check()
    opened.value.close()
    desk.locator("#seek").fill("")
    with desk.context.expect_page():
        desk.keyboard.press("?")
