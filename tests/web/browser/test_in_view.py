"""What a press asks back stands before the eyes of whoever pressed, on a phone held in one hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import build
from tests.district import NUMBER, District, district_with_people
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.web.browser.pages import WIDTHS

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)

PHONE = {"width": WIDTHS[0], "height": 640}
DENIED = {"owner": "not_owner", "owner_at": build.NOON}


@pytest.fixture
def district(served: str) -> District:
    return district_with_people()


@pytest.fixture
def phone(browser: Browser, served: str, district: District) -> Iterator[Page]:
    engineer = Client()
    engineer.force_login(User.objects.get(username=build.officer("engineer", of=district.section, role="je")))
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": engineer.cookies["sessionid"].value, "url": served}])
    yield context.new_page()
    context.close()


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + min(box["height"], PHONE["height"] / 2) <= PHONE["height"]


@pytest.mark.parametrize(
    "place", ["field/door/", "worklist/{section}/", "worklist/{section}/#open", "consumer/{failed}/"]
)
@pytest.mark.parametrize("denied", [False, True])
def test_the_question_about_a_doubtful_number_is_in_view(
    phone: Page, served: str, district: District, place: str, denied: bool
) -> None:
    value = "919811199900"
    holders = district.people.values() if denied else [build.consumer(on=district.feeder)]
    for holder in holders:
        build.address(holder, value, **(DENIED if denied else {}))
    named = {"section": district.section.pk, "failed": district.people["failed"].pk}
    phone.goto(f"{served}/{'' if place == 'field/door/' else 'office/'}{place.format(**named)}")
    phone.fill("form.repair input[name=address]", value[-10:])
    phone.check("form.repair input[name=proof][value=visit]")

    phone.click("form.repair button.deed")

    assert phone.locator(".doubt").count() == 1
    assert in_view(phone, ".doubt")


@pytest.mark.parametrize("wrong", ["", "12345", NUMBER[-10:]])
def test_what_is_missing_in_the_form_is_in_view(phone: Page, served: str, district: District, wrong: str) -> None:
    phone.goto(f"{served}/office/worklist/{district.section.pk}/#open")
    phone.fill("form.repair input[name=address]", wrong)

    phone.click("form.repair button.deed")

    assert in_view(phone, "form.repair .fault >> nth=0")
