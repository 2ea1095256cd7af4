"""A consumer's own complaints on a small phone: everything is in view, and a thumb finds each button."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests import build
from tests.district import district_with_people, token_for
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.web.browser.test_small_screens import overflow

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


def test_it_fits_and_its_fields_are_as_high_as_a_thumb(browser: Browser, served: str) -> None:
    person = district_with_people().people["read"]
    build.complaint(person, at=timezone.now())
    page = browser.new_page(viewport={"width": 360, "height": 640})

    page.goto(f"{served}/b/{token_for(person)}/complaints")
    if kept := os.environ.get("SHOTS"):  # to look at what was measured
        page.screenshot(path=Path(kept) / "mine-360.png", full_page=True)

    assert overflow(page) == 0
    for field in page.locator("main select, main button, main textarea").all():
        box = field.bounding_box()
        assert box
        assert box["height"] >= 44
    page.close()
