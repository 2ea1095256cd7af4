"""
A warning of fraud to one circle, as two officers and its people live it: looked at, tried, released, asked about.

What each telephone got is read from the carriers' own log.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bijlisetu.values import in_indian_groups
from tests.journeys.conftest import TRIAL, Window
from tests.journeys.contact_drive.town import Town, town_of, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, Demo, log_in, show_code
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
expect.set_options(timeout=PATIENCE)

CIRCLE = "SELECT id FROM network_office WHERE kind = 'circle' AND name = 'EDC SONBHADRA'"
SPLIT = "SELECT why, count(*) AS people FROM campaigns_meant GROUP BY why"
MEANT = "SELECT count(*) AS people FROM consumers_consumer"
REACHED = "SELECT count(*) AS people FROM reach_standing WHERE ledger = 'warnings' AND reached"
MESSAGES = """
SELECT messages.id, channel, address, CAST(body AS TEXT) AS body, messages.received_at AS at FROM messages
WHERE CAST(body AS TEXT) LIKE CASE channel WHEN 'whatsapp' THEN '%fraud_warning%' ELSE '%निजी नंबर पर%' END
ORDER BY received_at
"""
CODE = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*[A-Z])(?=[0-9A-Z]*[0-9])[0-9A-Z]{11,20}(?![0-9A-Z])")


@pytest.fixture
def town(demo: Demo) -> Iterator[Town]:
    with town_of(demo) as town:
        yield town


def test_a_warning_is_told_to_a_circle_and_everybody_can_ask_whether_it_is_genuine(town: Town, window: Window) -> None:
    maker, second = window(), window()
    log_in(maker, town.demo, town.demo.user)
    log_in(second, town.demo, town.demo.second)
    (circle,) = (row["id"] for row in town.rows(CIRCLE))

    notice = _tells(maker, town, circle)
    run = _sends_the_trial(maker, town)
    town.comes_to_rest()
    tried = _numbers(town)
    assert tried
    _releases(second, town, run)
    town.comes_to_rest()

    split = {row["why"]: row["people"] for row in town.rows(SPLIT)}
    assert sum(split.values()) == next(row["people"] for row in town.rows(MEANT))
    assert len(_numbers(town)) > len(tried)
    assert max(Counter(_on_each_channel(town)).values()) == 1
    _is_genuine(window(), town)
    _is_in_the_ledger(maker, town, notice, split)


def _tells(page: Page, town: Town, circle: int) -> str:
    """Look whom it tells, and tell it; return the address of its page."""
    for word in ("संदेश", "सबको सूचना"):
        page.get_by_role("link", name=word, exact=True).click()
    expect(page.get_by_role("link", name="लोगों को कुछ बताएँ")).to_be_visible()
    page.goto(f"{town.demo.office}campaigns/{circle}/new/")
    page.get_by_role("button", name="देखें किन्हें जाएगी").click()
    expect(page.locator(".before .lead")).to_contain_text("किनके लिए")
    expect(page.locator("blockquote").first).to_contain_text("1930")
    shot(page, "notice-before-told")
    assert not _numbers(town)
    page.get_by_role("button", name="बताएँ", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("इसकी खेप"))).to_be_visible()
    return page.url


def _sends_the_trial(page: Page, town: Town) -> str:
    page.get_by_role("link", name=re.compile("इसकी खेप")).click()
    page.wait_for_url("**/office/run/**")
    trial = page.get_by_role("button", name=f"{TRIAL} लोगों")
    until(lambda: page.reload() and trial.is_visible())  # it is there once all messages are
    trial.click()
    show_code(page, town.demo)
    trial.click()
    expect(page.locator(".lead")).to_contain_text(f"आज़माइश {TRIAL} लोगों को गई")
    return page.url


def _releases(page: Page, town: Town, run: str) -> None:
    page.goto(run)
    page.get_by_role("link", name=re.compile("भेजने की मंज़ूरी")).click()
    show_code(page, town.demo)
    page.get_by_role("button", name="हाँ, सबको भेजें").click()
    expect(page.get_by_role("button", name="हाँ, सबको भेजें")).to_have_count(0)


def _numbers(town: Town) -> set[str]:
    return {row["address"] for row in _messages(town)}


def _messages(town: Town) -> list[dict[str, str]]:
    return [dict(row) for row in town.log.read(MESSAGES)]


def _on_each_channel(town: Town) -> list[tuple[str, str]]:
    return [(row["channel"], row["address"]) for row in _messages(town)]


def _is_genuine(page: Page, town: Town) -> None:
    """Ask about the code of a message as whoever got it; a code with one mark changed is not ours."""
    code = next(found[0] for row in _messages(town) if (found := CODE.findall(row["body"])))
    page.goto(f"{_public(town)}/verify/")
    page.get_by_label("संदेश का कोड या लिंक").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".told.success")).to_contain_text("ठगी से सावधान")
    other = "A" if code[-1] != "A" else "B"
    page.goto(f"{_public(town)}/verify/?code={code[:-1]}{other}")
    expect(page.locator(".told.error")).to_be_visible()


def _public(town: Town) -> str:
    return town.demo.office.partition("/office/")[0]


def _is_in_the_ledger(page: Page, town: Town, notice: str, split: dict[str, int]) -> None:
    until(lambda: next(row["people"] for row in town.rows(REACHED)) > 0)
    page.goto(notice)
    expect(page.locator("dl.ways")).to_contain_text(in_indian_groups(sum(split.values())))
    expect(page.locator("main")).to_contain_text("संदेश कहाँ तक पहुँचे")
    shot(page, "notice-ledger")
    if split.get("no_address"):
        page.get_by_role("link", name=in_indian_groups(split["no_address"]), exact=True).first.click()
        expect(page.locator("table.people tbody tr")).to_have_count(min(split["no_address"], 200))
