"""
A run in a browser, by two officers: held, answered for, tried, released, stopped in flight, let go on, accounted for.

What left is read from the carriers' own log, not from ours.
"""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from bijlisetu.simulator.log.store import FILE
from tests.journeys.conftest import Window
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, Demo, log_in, show_code

WORDS = "बिल देर से बने, सूचना अख़बार में छपी"
WHY = "राशि की दोबारा जाँच"
#: A stop works within a second; what was on the wire then may still come in.
STOPS_WITHIN = 2.0
#: Officers are told that a run waits for them: what names no account is theirs.
LETTERS = "SELECT count(*), coalesce(max(received_at), 0) FROM messages WHERE account <> ''"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
expect.set_options(timeout=PATIENCE)


def test_two_officers_let_a_run_out_stop_it_and_account_for_it(demo: Demo, window: Window) -> None:
    maker, second = window(), window()
    log_in(maker, demo, demo.user)
    log_in(second, demo, demo.second)

    _answer_for_the_check(maker, demo)
    _send_the_trial(maker, demo)
    _may_not_release(maker, demo)
    stop, sent = _ready_to_stop(maker), _letters(demo)
    _release(second, demo, maker.url)
    _stop_all(maker, stop, demo, sent)
    _go_on(stop)
    _account(second)


def _answer_for_the_check(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="संदेश", exact=True).click()
    expect(page.locator("table.runs")).to_contain_text("जाँच में रुकी है")
    page.get_by_role("link", name="बिल", exact=True).click()
    expect(page.locator("h1")).to_contain_text("क्या यह खेप भेजी जाए?")
    expect(page.locator(".gates .passed")).to_have_count(11)
    expect(page.locator(".gates .fault")).to_contain_text("देय तिथि")
    assert _letters(demo) == 0

    page.get_by_label("फिर भी भेजा जाए, क्योंकि").fill(WORDS)
    page.get_by_role("button", name="कारण दर्ज करें").click()
    show_code(page, demo)  # a password alone lets nothing out
    page.get_by_label("फिर भी भेजा जाए, क्योंकि").fill(WORDS)
    page.get_by_role("button", name="कारण दर्ज करें").click()

    expect(page.locator(".gates .waived")).to_contain_text(WORDS)


def _send_the_trial(page: Page, demo: Demo) -> None:
    page.get_by_role("button", name="300 लोगों").click()

    expect(page.locator(".lead")).to_contain_text("आज़माइश 300 लोगों को गई")
    # Numbers come by themselves, and so does the proposal once enough of them are known.
    expect(page.locator(".proposal.go")).to_be_visible()
    assert sum(_number(page.locator(".legend b").nth(place)) for place in range(3)) > 50  # read, arrived, not proved
    assert 0 < _letters(demo) < 600


def _may_not_release(page: Page, demo: Demo) -> None:
    expect(page.locator(".proposal")).to_contain_text("दूसरे अधिकारी")
    expect(page.get_by_role("link", name=re.compile("भेजने की मंज़ूरी"))).to_have_count(0)
    run, sent = page.url, _letters(demo)

    page.goto(f"{run}release/")
    expect(page.locator("main")).to_contain_text("यह खेप आपने बनाई है")
    expect(page.locator("button[value=release]")).to_have_count(0)
    page.goto(run)
    # Not even by a form made by hand: the stop's own, saying another deed.
    page.locator("button[value=stop]").evaluate("button => { button.value = 'release'; button.form.why.value = '-'; }")
    page.locator("details.stopping summary").click()
    page.locator("button[value=release]").click()

    expect(page.locator(".told.error")).to_contain_text("यह खेप आपने बनाई है")
    expect(page.locator("h1")).to_contain_text("आज़माइश चल रही है")
    assert _letters(demo) - sent < 300


def _release(page: Page, demo: Demo, run: str) -> None:
    page.goto(run)
    page.get_by_role("link", name=re.compile("भेजने की मंज़ूरी")).click()
    show_code(page, demo)
    expect(page.locator("main")).to_contain_text(WORDS)

    page.get_by_role("button", name="हाँ, सबको भेजें").click()

    expect(page.locator("h1")).to_contain_text("सबको जा रही है")


def _ready_to_stop(page: Page) -> Page:
    """Fill the form of a stop beforehand: the whole run leaves within seconds."""
    stop = page.context.new_page()
    stop.goto(page.url)
    stop.get_by_role("link", name="संदेश भेजना", exact=True).click()
    stop.get_by_text("कुछ रोकना है").click()
    stop.get_by_label("क्या", exact=True).select_option("all")
    stop.get_by_label("क्यों").fill(WHY)
    return stop


def _stop_all(maker: Page, page: Page, demo: Demo, sent: int) -> None:
    _until_more_than(sent, demo)

    page.get_by_role("button", name="तुरंत रोकें").click()

    expect(page.locator(".standstill")).to_contain_text("सब कुछ")
    stopped_at = time.time()
    expect(page.locator(".halts")).to_contain_text(WHY)
    expect(_stopped(page)).to_be_visible()
    expect(maker.locator("h1")).to_contain_text("सबको जा रही है")  # it has learned of the release by itself
    maker.reload()
    expect(maker.locator(".standing.failed")).to_contain_text("सब कुछ")
    # Long enough to see what would leave: a hundred letters in a second did.
    page.wait_for_timeout(1.5 * STOPS_WITHIN * 1000)
    assert _last_letter_at(demo) < stopped_at + STOPS_WITHIN
    page.get_by_role("link", name="संदेश भेजना", exact=True).first.click()
    assert _number(_stopped(page)) > 0


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="फिर चालू करें").click()

    expect(page.locator(".told")).to_contain_text("सब कुछ")
    expect(page.locator(".standstill")).to_have_count(0)


def _account(page: Page) -> None:
    page.get_by_role("link", name="समापन प्रमाण-पत्र").click()
    page.emulate_media(media="print")

    made, *outcomes, whole = [_number(row) for row in page.locator(".account .whole, .account .heap").all()]
    assert (made, whole) == (sum(outcomes), sum(outcomes))
    assert made > 1000
    delivered, pending, failed, withheld = outcomes
    assert (pending, withheld) == (0, 0)
    assert delivered > failed > 0
    expect(page.locator("article")).to_contain_text("हर संदेश का हिसाब मिलता है")
    for officer in ("नमूना अधिकारी", "नमूना दूसरे अधिकारी"):
        expect(page.locator(".signatures")).to_contain_text(officer)
    expect(page.locator("header.top")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def _stopped(page: Page) -> Locator:
    # The last lane is the bills'; an answer that stands in another may be stopped too.
    return page.locator("td", has_text="रोके गए").last


def _until_more_than(letters: int, demo: Demo) -> None:
    last = time.monotonic() + PATIENCE / 1000
    while _letters(demo) <= letters:
        assert time.monotonic() < last, "nothing leaves"
        time.sleep(0.05)


def _number(seen: Locator) -> int:
    """Return the last number in what is seen."""
    return int(re.findall(r"\d[\d,]*", seen.inner_text())[-1].replace(",", ""))


def _letters(demo: Demo) -> int:
    return _at_the_door(demo)[0]


def _last_letter_at(demo: Demo) -> float:
    return _at_the_door(demo)[1]


def _at_the_door(demo: Demo) -> tuple[int, float]:
    path = demo.home / "demo" / "carriers" / FILE
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as log:
        (letters, last_at), *_ = log.execute(LETTERS)
    return int(letters), float(last_at)
