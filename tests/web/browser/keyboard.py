"""A clerk at the desk, whose hands stay on the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import build
from tests.district import District


@contextmanager
def clerk_at(page: str, browser: Browser, *, served: str, district: District) -> Iterator[Page]:
    """Open a page of the office in the browser of a clerk of the circle."""
    clerk = Client()
    clerk.force_login(User.objects.get(username=build.officer("clerk", of=district.circle, role="clerk")))
    context = browser.new_context(locale="hi-IN", viewport={"width": 1366, "height": 768})
    context.add_cookies([{"name": "sessionid", "value": clerk.cookies["sessionid"].value, "url": served}])
    desk = context.new_page()
    desk.goto(f"{served}{page}")
    yield desk
    context.close()


def in_the_field(desk: Page) -> None:
    """Wait, as whoever looks at the page would, until the cursor stands in a field."""
    desk.wait_for_function("document.activeElement.matches('input, textarea, select')")


def press_what_is_offered(desk: Page) -> None:
    """Press Enter once the page has put the cursor on what comes next, and wait for the page after it."""
    desk.wait_for_function("document.activeElement !== document.body")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
