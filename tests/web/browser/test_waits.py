"""A deed for lakhs of people takes a while: the page says so, and a second press asks for nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from bijlisetu.outages.models import Outage
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.outages.desk import desk, enter, person

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """An outage that nobody has heard of, before its engineer."""
    made = desk()
    person(made)
    outage = enter(made, at=timezone.now())
    engineer = Client()
    engineer.force_login(User.objects.get(username="je"))
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="hi-IN")
    context.add_cookies([{"name": "sessionid", "value": engineer.cookies["sessionid"].value, "url": served}])
    page = context.new_page()
    page.goto(f"{served}/office/outage/{outage.number}/")
    yield page
    context.close()


#: Presses, waits until the page says so, and presses once more: the driver would wait for the next page.
PRESSED_TWICE = """
async () => {
  const form = document.querySelector("form:has([value=announce])"), said = form.querySelector(".waits");
  form.requestSubmit();
  form.requestSubmit();
  while (said.hidden) await new Promise((wake) => setTimeout(wake, 20));
  form.requestSubmit();
  const seen = [...document.querySelectorAll(".waits")].filter((one) => one.getClientRects().length);
  return [seen.map((one) => one.innerText.trim()), form.querySelector("button").disabled];
}
"""


def test_a_long_deed_says_that_it_is_under_way_and_is_asked_for_once(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/office/outage/**", hold)

    said, is_shut = page.evaluate(PRESSED_TWICE)

    assert said == ["काम हो रहा है। कृपया रुकें: पन्ना अपने आप आगे बढ़ेगा।"]
    assert is_shut
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".told.success")).to_be_visible()
    assert Outage.objects.get().told_at is not None
