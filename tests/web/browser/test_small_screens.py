"""Whatever people write, and however large the letters: the page is as wide as the screen, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from bijlisetu.outbox.models import Run
from bijlisetu.runs.findings import Finding
from tests import build
from tests.district import District, district_with_people, token_for
from tests.drives.shown import drive_over
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.web.browser.pages import WIDTHS

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def district(served: str) -> District:
    return district_with_people()


@pytest.fixture
def window(browser: Browser, served: str, district: District) -> Iterator[BrowserContext]:
    chief = Client()
    chief.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 640}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": chief.cookies["sessionid"].value, "url": served}])
    yield context
    context.close()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_words_without_a_break_do_not_stretch_a_run(
    window: BrowserContext, served: str, district: District, width: int
) -> None:
    run = build.run(district.people["read"], by="maker", at=datetime.now(UTC))
    long = "अ" * 500
    Run.objects.filter(pk=run).update(
        state="stopped", stopped_at=build.NOON, stopped_by="chief", stopped_why=long,
        findings=[
            Finding(
                gate="total", passed=False, title_hi="कुल", title_en="total", hi=long, en=long,
                waived_by="chief", waived_words=long,
            ).kept()
        ],
    )  # fmt: skip
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 768})

    page.goto(f"{served}/office/run/{run}/")

    assert page.get_by_text(long).count()
    assert overflow(page) <= 0


@pytest.mark.parametrize("address", ["/b/{token}", "/b/{token}/data"])
def test_what_follows_a_wide_button_does_not_stick_to_it(
    browser: Browser, served: str, district: District, address: str
) -> None:
    """A line under a button, and a form under another, are about something else than the button."""
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 640})
    page.goto(served + address.format(token=token_for(district.people["unproved"])))

    gaps = page.evaluate("""() => [...document.querySelectorAll(".wide")].flatMap((button) => {
        const end = button.closest("form") ?? button;
        const next = end.nextElementSibling;
        return next && !next.matches(".wide") && next.getClientRects().length
            ? [next.getBoundingClientRect().top - button.getBoundingClientRect().bottom] : [];
    })""")

    assert gaps
    assert min(gaps) >= 16
    page.close()


def test_each_office_below_says_all_its_figures_and_what_they_are(
    window: BrowserContext, served: str, district: District
) -> None:
    page = window.new_page()

    page.goto(f"{served}/office/reach/{district.circle.pk}/")

    row = page.locator(".offices tbody tr").first
    cells = row.locator("td[data-label]")
    assert cells.count() == 4
    for cell in cells.all():
        assert cell.is_visible()
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content").strip('"')
    assert overflow(page) <= 0


def test_in_letters_twice_as_large_nothing_lies_on_another_thing(
    window: BrowserContext, served: str, district: District
) -> None:
    page = window.new_page()
    page.goto(f"{served}/b/{token_for(district.people['unproved'])}")

    page.evaluate("document.documentElement.style.fontSize = '200%'; document.body.style.fontSize = '36px'")

    name, language = (page.locator(one).bounding_box() for one in (".slim .brand", ".slim .language"))
    assert name is not None
    assert language is not None
    assert name["x"] + name["width"] <= language["x"] or name["y"] + name["height"] <= language["y"]
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    "page",
    ["complaints/{circle}/", "complaints/{circle}/report/", "outages/{circle}/indices/", "outages/{circle}/report/"],
)
def test_a_label_stands_at_its_own_field(window: BrowserContext, served: str, district: District, page: str) -> None:
    """One that stood at the end of a line had its field on the next, and beside it the field of another."""
    build.complaint(district.people["failed"], at=datetime.now(UTC))
    seen = window.new_page()
    seen.goto(f"{served}/office/{page.format(circle=district.circle.pk)}")

    strays = seen.evaluate("""() => [...document.querySelectorAll("main form.choose > label")].filter((label) => {
        const [name, field] = [label, label.control].map((one) => one.getBoundingClientRect());
        const isBeside = name.bottom > field.top && name.right <= field.left;
        return !isBeside && Math.abs(name.left - field.left) > 2;
    }).map((label) => label.textContent)""")

    assert seen.locator("main form.choose > label").count()
    assert strays == []


@pytest.mark.parametrize("page", ["", "beats/", "register/", "honesty/", "mend/", "new/"])
def test_every_page_of_a_drive_is_as_wide_as_the_phone(
    window: BrowserContext, served: str, district: District, page: str
) -> None:
    drive_over(district)
    seen = window.new_page()

    seen.goto(f"{served}/office/drive/{district.circle.pk}/{page}")

    assert seen.locator("main form, main table, main section").count()
    assert overflow(seen) <= 0
