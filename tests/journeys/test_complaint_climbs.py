"""
A complaint that nobody answers climbs by itself; a false answer ends nothing.

A consumer writes that the transformer has burnt. Time passes and it comes to the SDO and the EE. The junior engineer
says that it is mended; the consumer says no, and it is with the next higher officer, with their words. Mended in truth
it ends by their yes. What is owed for the time is on the page, and the regulator's return counts it.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bijlisetu.complaints.numbers import as_written
from bijlisetu.staff.levels import Level
from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.journeys.light.hours import pass_over_complaint
from tests.journeys.light.people import Officer, Person, Telephone, neighbours, seat_junior_engineer
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
COMPLAINS = "hamare mohalle ka transformer jal gaya hai"
SAYS_NO = "नहीं, ट्रांसफार्मर अब भी जला हुआ है"
COMPLAINT = """
SELECT number, state, level, due_at - said_at AS lasts, area FROM complaints_complaint WHERE consumer_id = %s
ORDER BY id
"""
EVENTS = """
SELECT what, event.level FROM complaints_complaintevent event
JOIN complaints_complaint complaint ON complaint.id = complaint_id WHERE number = %s ORDER BY event.id
"""
CATEGORY = "ट्रांसफार्मर ख़राब या जला है"
RUPEES_A_DAY = 150  # UPERC, for a transformer


def test_a_complaint_climbs_is_answered_falsely_and_ends_by_its_consumers_yes(light_town: Town, window: Window) -> None:
    town, person = light_town, neighbours(light_town)[-1][0]
    seat_junior_engineer(town, person.section, user="je-of-the-street")
    phone = Telephone(window(), town, person)

    number, lasts = _complains(town, phone)
    _climbs(town, number, lasts * 0.6, to=Level.SDO)
    _climbs(town, number, lasts * 0.5, to=Level.EE)
    _is_before(Officer(window(), town, "ee"), number)

    junior = Officer(window(), town, "je-of-the-street")
    _calls_it_mended_falsely(junior, number)
    phone.shows(number, "क्या सचमुच ठीक हो गया?")
    phone.writes(SAYS_NO)
    phone.shows("एक स्तर ऊपर के अधिकारी के पास")
    superior = Officer(window(), town, "se")
    _is_open_again_with_their_words(superior, number)

    superior.calls_it_mended("ट्रांसफार्मर बदला, वोल्टेज नापा")
    phone.shows(number, "क्या सचमुच ठीक हो गया?")
    until(lambda: phone.page.locator(".replies button:enabled:text-is('हाँ, ठीक हो गया')").count())
    phone.presses("हाँ, ठीक हो गया")
    until(lambda: _told(town, person)["state"] == "confirmed")
    phone.shows("आपकी शिकायत अब बंद है")
    shot(phone.page, "complaint-phone")

    _is_owed(superior, lasts)
    _is_counted(superior)
    assert [row["what"] for row in town.rows(EVENTS, _bare(number))] == [
        "registered", "rose", "rose", "resolved", "said_no", "resolved", "said_yes",
    ]  # fmt: skip


def _complains(town: Town, phone: Telephone) -> tuple[str, timedelta]:
    """Return the number as the telephone shows it, and how long the office has."""
    phone.writes(COMPLAINS)
    until(lambda: town.rows(COMPLAINT, phone.person.id))
    told = _told(town, phone.person)
    number = as_written(told["number"])
    phone.shows("शिकायत", number)
    assert told["level"] == Level.JE
    return number, told["lasts"]


def _told(town: Town, person: Person) -> dict[str, Any]:
    (told,) = town.rows(COMPLAINT, person.id)
    return told


def _bare(number: str) -> str:
    return number.replace("-", "")


def _climbs(town: Town, number: str, long: timedelta, *, to: Level) -> None:
    """Let time pass; nobody does anything, and the clock's own job brings it before the next officer."""
    pass_over_complaint(town, _bare(number), long)
    until(lambda: town.rows(EVENTS, _bare(number))[-1] == {"what": "rose", "level": to})


def _is_before(officer: Officer, number: str) -> None:
    officer.logs_in()
    officer.has_before_them(number)
    became = officer.page.locator("ol.happened").last
    expect(became).to_contain_text("उपखंड अधिकारी")
    expect(became).to_contain_text("अधिशासी अभियंता")
    expect(officer.page.locator("section.box .flag")).to_contain_text(f"₹ {RUPEES_A_DAY}")


def _calls_it_mended_falsely(officer: Officer, number: str) -> None:
    officer.logs_in()
    officer.opens("शिकायत")
    officer.page.goto(f"{officer.page.url.partition('?')[0]}?list=late")
    officer.page.locator("ul.board").get_by_role("link").filter(has_text=number).click()
    officer.calls_it_mended("मौके पर देखा, सब ठीक है")


def _is_open_again_with_their_words(officer: Officer, number: str) -> None:
    officer.logs_in()
    officer.has_before_them(number)
    page = officer.page
    expect(page.locator("section.box h2")).to_have_text("उपभोक्ता ने कहा: ठीक नहीं हुआ")
    expect(page.locator("section.box")).to_contain_text("अधीक्षण अभियंता")
    expect(page.locator("ol.happened").first).to_contain_text(SAYS_NO)
    shot(page, "complaint-reopened")


def _is_owed(officer: Officer, lasts: timedelta) -> None:
    page = officer.page
    page.reload()
    expect(page.locator("section.box h2")).to_have_text("उपभोक्ता ने कहा: ठीक हुआ")
    expect(page.locator("section.box")).to_contain_text(f"₹ {RUPEES_A_DAY}")
    shot(page, "complaint-confirmed")


def _is_counted(officer: Officer) -> None:
    """Find it in the regulator's return as redressed within double its time, and confirmed."""
    page = officer.page
    officer.opens("शिकायत")
    page.get_by_role("link", name="शिकायतों का नतीजा").click()
    shot(page, "complaint-return")
    link = page.get_by_role("link", name="CSV").get_attribute("href")
    sheet = page.request.get(f"{officer.town.office}{link}").text()
    (row,) = [row for row in csv.reader(io.StringIO(sheet)) if row and row[0].startswith(CATEGORY)]
    pending, received, *redressed, balance, confirmed = map(int, row[1:])
    assert pending + received == 1
    assert redressed == [0, 0, 1, 0]
    assert (balance, confirmed) == (0, 1)
