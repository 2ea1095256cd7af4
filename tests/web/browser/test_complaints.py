"""The board on an old screen and on a telephone: nothing sticks out, and a whole morning's work needs no mouse."""

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

from bijlisetu.complaints.actions import resolving, rising, working
from bijlisetu.complaints.lists import State, Wait
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import as_written
from bijlisetu.staff.levels import Level
from tests.complaints import made
from tests.complaints.made import HOUR, Place, again, answers
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot
from tests.web.browser.pages import WIDTHS
from tests.web.browser.test_small_screens import overflow

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)
LONG = "बिजलीनहींहै" * 60


@pytest.fixture
def place(served: str) -> Place:
    return made.place()


@pytest.fixture
def window(browser: Browser, served: str, place: Place) -> Iterator[BrowserContext]:
    context = as_officer(browser, served, "je")
    yield context
    context.close()


def as_officer(browser: Browser, served: str, user: str) -> BrowserContext:
    """Open a window of somebody who has logged in."""
    client = Client()
    client.force_login(User.objects.get(username=user))
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}])
    return context


def complaints(place: Place) -> list[Complaint]:
    """One of each sort: late, of the hour, reopened, waiting, silent, joined, with words that have no break."""
    now, on = timezone.now(), made.transformer(place)
    told = [("FUSE", 6.0), ("DTR", 30.0), ("FUSE", 3.5), ("BILL-WRONG", 2.0), ("SUP-OFF", 1.0), ("VOLT-LOW", 30.0)]
    ones = [
        made.complaint(made.consumer(place), category, at=now - hours * HOUR, words=words)
        for (category, hours), words in zip(
            told, ["फ़्यूज़ उड़ गया है", "", "दो घंटे से बंद", LONG, "लाइट नहीं", "कम"], strict=True
        )
    ]
    for _ in range(2):
        made.complaint(made.consumer(place, transformer=on), "SUP-OFF", at=now - HOUR, words="पूरी गली में नहीं")
    working.assign(complaints=[ones[2].pk], crew="टीम 1", at=now, by="je")
    working.wait(complaint=ones[3].pk, why=Wait.DOCUMENTS, words="पिछला बिल लाएँ", at=now, by="je")
    resolving.resolve(complaints=[ones[5].pk], words="ठीक किया", at=now - 26 * HOUR, by="sdo")
    resolving.resolve(complaints=[ones[1].pk], words="तेल भरा", at=now - HOUR, by="sdo")
    answers(ones[1], "not_solved", at=now - timedelta(minutes=30), words="अब भी अंधेरा है")
    rising.rise_due(at=now)
    return ones


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(window: BrowserContext, served: str, place: Place, width: int) -> None:
    ones = complaints(place)
    section = place.section.pk
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 768})
    addresses = {
        "board": f"/office/complaints/{section}/?list=open", "desk": f"/office/complaints/{section}/new/",
        "one": f"/office/complaint/{ones[1].number}/", "silent": f"/office/complaint/{ones[5].number}/",
        "long": f"/office/complaint/{ones[3].number}/", "report": f"/office/complaints/{section}/report/",
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(f"{served}{address}")
        if kept := os.environ.get("SHOTS"):  # to look at what was measured
            page.screenshot(path=Path(kept) / f"{name}-{width}.png", full_page=True)
        assert overflow(page) == 0, name


def test_a_complaint_is_given_to_a_crew_and_resolved_by_the_keyboard_alone(
    window: BrowserContext, served: str, place: Place
) -> None:
    one = made.complaint(made.consumer(place), at=timezone.now())
    page = window.new_page()
    for tabs, words in ((1, "टीम 1"), (3, "फ़्यूज़ बदला")):  # past the buttons before it
        page.goto(f"{served}/office/complaints/{place.section.pk}/?list=open")
        page.locator("input[name=complaint]").focus()
        page.keyboard.press("Space")
        page.locator("input[name=words]").focus()
        page.keyboard.type(words)
        for _ in range(tabs):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".told.success")

    assert (again(one).crew, one.state) == ("टीम 1", State.RESOLVED)


def test_a_post_addressed_to_a_higher_officer_is_on_their_board_with_its_link(
    window: BrowserContext, browser: Browser, served: str, place: Place
) -> None:
    page = window.new_page()
    page.goto(f"{served}/office/complaints/{place.section.pk}/new/")
    page.get_by_label("किस बारे में").select_option("DTR")
    page.get_by_label("उनके अपने शब्दों में").fill("तीन दिन से ट्रांसफार्मर जला है")
    page.get_by_label("जगह, अगर किसी खाते की नहीं").fill("पुलिया के पास")
    page.get_by_label("कैसे आई").select_option("x")
    page.get_by_label("पोस्ट का लिंक").fill("https://x.example.in/post/7")
    page.get_by_label("किसके लिए").select_option(str(int(Level.EE)))
    shot(page, "post-taken")
    page.locator("main form button.deed").last.click()
    page.wait_for_selector(".told.success")
    one = Complaint.objects.get()

    executive = as_officer(browser, served, "ee")
    board = executive.new_page()
    board.goto(f"{served}/office/complaints/{place.section.pk}/?list=mine")
    board.locator("ul.board a").filter(has_text=as_written(one.number)).click()
    board.wait_for_selector("section.box")
    shot(board, "post-at-the-executive")

    assert (one.level, one.way, one.link) == (Level.EE, "x", "https://x.example.in/post/7")
    link = board.get_by_role("link", name="पोस्ट देखें")
    assert link.get_attribute("href") == one.link
    assert "noreferrer" in (link.get_attribute("rel") or "")
    assert "उपभोक्ता ने सीधे लिखा" in board.locator("ol.happened").last.inner_text()
    executive.close()
