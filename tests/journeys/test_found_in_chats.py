"""
A breakdown as chats find it before anybody has entered it, seen on the screens of its people and of the desk.

Neighbours write that the light is off, each in words of their own. The desk sees where and how sure it is; whoever
writes next hears at once that others say the same, and a few are asked by a button. The desk enters it in one press,
and all are told. It comes back, and people are asked; who still sits in the dark has a complaint of that outage.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bijlisetu.complaints.numbers import as_written
from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.journeys.light.people import (
    Officer,
    Person,
    Telephone,
    neighbours,
    people_on_whatsapp,
    seat_junior_engineer,
)
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
WORDS = ("bijli nahi hai", "लाइट नहीं है", "light chali gayi hai, kab aayegi", "no power in our lane")
ASKED = """
SELECT notice.consumer_id AS who FROM outbox_notice notice
JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.state >= 60
WHERE notice.kind = 'neighbour_dark' ORDER BY 1
"""
SAID = "SELECT is_dark FROM outages_nolight WHERE consumer_id = %s"
DARK_STILL = """
SELECT number, outage, state FROM complaints_complaint WHERE consumer_id = %s AND category = 'SUP-OFF' ORDER BY id DESC
"""
KNOWN = "SELECT number FROM complaints_complaint WHERE consumer_id = %s"


def test_a_breakdown_is_found_from_chats_and_whoever_stays_dark_is_heard(light_town: Town, window: Window) -> None:
    town, people = light_town, neighbours(light_town)[0]
    seat_junior_engineer(town, people[0].section, user="je-of-the-lane")
    officer, screen = Officer(window(), town, "je-of-the-lane"), window()
    officer.logs_in()

    for person, words in zip(people, WORDS, strict=False):
        Telephone(screen, town, person).writes(words)
    _is_suspected(officer, feeder=people[0].feeder)
    next_one = Telephone(screen, town, people[len(WORDS)])
    next_one.writes("हमारे यहाँ भी बत्ती गुल है")
    next_one.shows("और लोगों ने भी बताया है कि बिजली बंद है")
    _a_neighbour_answers(town, screen, people)

    late = Telephone(screen, town, people[len(WORDS) + 1])
    number = _enters_in_one_press(officer)
    _says(officer, "अभी बताएँ")
    late.look()
    late.shows("बिजली बंद है, काम चल रहा है")
    late.is_known_to_have("outage_unknown")
    _says(officer, "2 घंटे")
    late.shows("अब आने की आशा")
    late.is_known_to_have("outage_changed")
    late.writes("light kab aayegi")
    late.shows("हमें पता है", "उम्मीद है")
    assert town.rows(KNOWN, late.person.id) == []

    _comes_back(officer)
    late.look()
    late.shows("आ गई है")
    shot(late.page, "found-phone")
    late.writes("NO")
    late.shows("बताने के लिए धन्यवाद")
    until(lambda: town.rows(DARK_STILL, late.person.id))
    (still,) = town.rows(DARK_STILL, late.person.id)
    assert still["outage"] == number
    _is_heard(officer, as_written(still["number"]), outage=number)


def _is_suspected(officer: Officer, *, feeder: int) -> None:
    """Find on the desk where it is off by what people say, and how sure that is."""
    page, (named,) = officer.page, officer.town.rows("SELECT name FROM network_feeder WHERE id = %s", feeder)
    officer.opens("बिजली")
    until(lambda: page.reload() and page.locator("article.suspicion").count())
    suspicion = page.locator("article.suspicion")
    expect(suspicion).to_have_count(1)
    expect(suspicion).to_contain_text(named["name"])
    expect(suspicion).to_contain_text("संभावना 9")  # per cent: ninety and more
    shot(page, "found-suspected")


def _a_neighbour_answers(town: Town, screen: Page, people: list[Person]) -> None:
    """One of the few who were asked presses that it is off there too; nobody is asked who has spoken."""
    until(lambda: town.rows(ASKED))
    asked = {row["who"] for row in town.rows(ASKED)}
    assert not asked & {one.id for one in people[: len(WORDS)]}
    phone = Telephone(screen, town, next(one for one in people_on_whatsapp(town) if one.id in asked))
    phone.look()
    phone.shows("क्या आपके यहाँ")
    phone.presses("नहीं, बंद है")
    until(lambda: [row["is_dark"] for row in town.rows(SAID, phone.person.id)] == [True])


def _enters_in_one_press(officer: Officer) -> str:
    page = officer.page
    page.reload()
    page.get_by_role("button", name="बंद है: कटौती दर्ज करें").click()
    page.wait_for_url("**/office/outage/**")
    expect(page.locator(".told.success")).to_be_visible()
    shot(page, "found-entered")
    return page.url.rstrip("/").rpartition("/")[2]


def _says(officer: Officer, word: str) -> None:
    with officer.page.expect_navigation():  # the page may say of an earlier press that it is done
        officer.page.get_by_role("button", name=word, exact=True).click()
    expect(officer.page.locator(".told.success")).to_be_visible()


def _comes_back(officer: Officer) -> None:
    page = officer.page
    page.get_by_role("button", name="सब जगह बिजली आ गई").click()
    page.get_by_role("button", name="हाँ, बता दें").click()
    expect(page.locator(".outage-back")).to_be_visible()
    shot(page, "found-back")


def _is_heard(officer: Officer, number: str, *, outage: str) -> None:
    """Find the complaint on the board of the junior engineer, with the outage that it is of."""
    officer.has_before_them(number)
    expect(officer.page.locator("#main")).to_contain_text(outage)
    shot(officer.page, "found-still-dark")
