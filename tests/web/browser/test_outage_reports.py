"""The pages of outages' figures on an old screen and on a telephone: nothing sticks out, and each says what it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from bijlisetu.outages import actions
from bijlisetu.outages.ledgers.keeping import keep
from bijlisetu.outages.measuring.actions import count_served
from bijlisetu.outages.measuring.booking import book_over
from bijlisetu.outages.models import Outage
from bijlisetu.tracking.genuine.forged import note
from tests import build
from tests.carried import send_all
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.outages.desk import HOUR, Desk, desk, enter
from tests.web.browser.pages import WIDTHS
from tests.web.browser.test_axe import faults
from tests.web.browser.test_small_screens import overflow

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def at_desk(served: str) -> Desk:
    """A month of ten breakdowns whose times were promised well and badly, and one that lasts."""
    made, now = desk(), timezone.now()
    for number in range(1, 6):
        build.consumer(on=made.feeders[0], mobile=f"91600000000{number}", name="Asha Namuna")
        build.consumer(on=made.feeders[1], name="परीक्षण उपभोक्ता")
    count_served(at=now)
    for hours in range(1, 11):
        began = now - timedelta(days=1)
        past = enter(made, at=began, reason="line_fault")
        if hours == 10:
            actions.announce(outage=past.pk, at=began, by="je")
            send_all(began)
        actions.back(outage=past.pk, at=began + hours * HOUR, by="je")
    # Some paste words without a blank, and a forged message is mostly a link.
    long = {"words": "W" * 36, "crew": "क" * 100}
    lasting = enter(made, at=now, until_at=None, reason="line_fault", **long)
    note(sender="W" * 40, text="https://forged.example.in/" + "w" * 200, way="web", at=now)
    actions.announce(outage=lasting.pk, at=now, by="je")
    book_over(at=now)
    keep(at=now)
    return made


@pytest.fixture
def window(browser: Browser, served: str, at_desk: Desk) -> Iterator[BrowserContext]:
    chief = Client()
    chief.force_login(User.objects.get(username="chief"))
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": chief.cookies["sessionid"].value, "url": served}])
    yield context
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(window: BrowserContext, served: str, at_desk: Desk, width: int) -> None:
    company = at_desk.section.places.get().parent_id
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 768})
    lasting = Outage.objects.latest("id").number
    addresses = {
        "list": f"/office/outages/{company}/", "forged": f"/office/forged/{company}/",
        "indices": f"/office/outages/{company}/indices/", "feeders": f"/office/outages/{company}/indices/?by=feeder",
        "told": f"/office/outages/{company}/report/", "suggested": f"/office/outage/{lasting}/",
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(f"{served}{address}")
        if kept := os.environ.get("SHOTS"):  # to look at what was measured
            page.screenshot(path=Path(kept) / f"{name}-{width}.png", full_page=True)
        assert overflow(page) == 0, name
        assert list(faults(page, "light")) == [], name
