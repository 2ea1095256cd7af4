"""
A cheque comes back from the bank, and the debt takes the long way of the law until it is paid.

Somebody late pays by cheque at the counter and is told. The bank sends the cheque back; they are told that too, and
owe again. A last reminder is not proved to reach them within a week, so they stand among the arrears to see to. The
SDO issues the notice of section 56, and a message to the number that they called their own serves it. Fifteen clear
days later the cut is ordered; they pay, and in that moment notice and order end. They hear of it, and so does the
junior engineer whose crew would have gone.

Days pass at once: what was written of the consumer is made so much older.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import Language
from bijlisetu.values.dates import day_in_words
from bijlisetu.values.money import rupees
from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, show_code
from tests.journeys.light.people import Officer, Person, Telephone
from tests.journeys.money.days import MORNING, NIGHT, SERVED, comes, days_pass
from tests.journeys.money.people import Payer, owed, payers, receives_the_bill, seat_section
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
CLERK, CREW = "clerk-of-cheques", "je-of-the-crew"
CREWS_TELEPHONE = "916020000077"
LATE = 16  #: days from today to the day on which the last reminder of a bill due tomorrow is said
WEEK = 8
CLEAR = 16  #: served today, fifteen clear days, and the day of the cut
ORDERS = "काटने का आदेश दें"
OVER = """
SELECT office.id FROM network_office_tree tree JOIN network_office office ON office.id = tree.ancestor_id
WHERE tree.descendant_id = %s AND office.kind = %s
"""
TO_30 = """
SELECT sum(amount) AS owed FROM arrears_owing WHERE age = 'to_30' AND "on" = (SELECT max("on") FROM arrears_owing)
"""
DEMAND = "SELECT ended, served_how, served_on FROM arrears_demand WHERE consumer_id = %s"
ORDER = """
SELECT withdrawn_why, told_at IS NOT NULL AS is_told, cut_at FROM arrears_order cut
JOIN arrears_demand demand ON demand.id = demand_id WHERE demand.consumer_id = %s
"""


def test_a_cheque_bounces_and_its_debt_ends_by_payment_before_the_cut(light_town: Town, window: Window) -> None:
    town, payer = light_town, payers(light_town, least=1000, most=9999)[0]
    person = payer.person
    seat_section(town, person.section, clerk=CLERK, junior=CREW, mobile=CREWS_TELEPHONE)
    phone, clerk, sdo = (
        Telephone(window(), town, person),
        Officer(window(), town, CLERK),
        Officer(window(), town, "sdo"),
    )
    receives_the_bill(town, phone, payer)

    days_pass(town, person.id, LATE)
    receipt = _pays_by_cheque(clerk, phone, payer)
    comes(town, NIGHT)
    others = town.rows(TO_30)[0]["owed"]
    _comes_back(Officer(window(), town, CREW), phone, payer, receipt)

    comes(town, MORNING)
    days_pass(town, person.id, WEEK)
    comes(town, MORNING, NIGHT)
    _stands_in_arrears(sdo, payer, beside=others)

    _is_served_with_a_notice(sdo, phone, payer)
    days_pass(town, person.id, CLEAR)
    _is_to_be_cut(sdo, payer)
    _pays_in_cash(clerk, payer)
    _is_not_cut(sdo, phone, payer)
    _crew_stays(Telephone(window(), town, person._replace(number=CREWS_TELEPHONE[2:])))


def _pays_by_cheque(clerk: Officer, phone: Telephone, payer: Payer) -> str:
    """Return the number of the receipt, as the page and the paper have it."""
    clerk.logs_in()
    page = clerk.page
    page.goto(f"{clerk.town.office}/office/till/")
    page.locator("#amount").fill("0")
    page.locator("#amount").press("Enter")
    _finds(clerk, payer.person)
    page.locator("#amount").fill(str(payer.amount))
    page.get_by_label("चेक", exact=True).check()
    page.locator("#instrument").fill("000123")
    page.locator("#bank").fill("नमूना बैंक")
    page.locator("#dated").fill(_today().isoformat())
    shot(page, "cheque-taken")
    page.locator("#dated").press("Enter")
    expect(page.locator(".flag").first).to_contain_text("चेक")
    phone.look()
    phone.shows(f"{rupees(payer.amount)} जमा हो गए", "कुछ बाकी नहीं")
    assert owed(clerk.town, payer.person) == 0
    return page.url


def _finds(clerk: Officer, person: Person) -> None:
    clerk.page.goto(f"{clerk.town.office}/office/counter/")
    clerk.page.locator("#seek").fill(person.account)
    clerk.page.locator("#seek").press("Enter")
    expect(clerk.page.locator("form.pay")).to_be_visible()


def _comes_back(officer: Officer, phone: Telephone, payer: Payer, receipt: str) -> None:
    officer.logs_in()
    page = officer.page
    page.goto(receipt)
    page.get_by_label("बैंक के मेमो पर लिखा कारण").fill("अपर्याप्त राशि")
    shot(page, "cheque-memo")
    page.get_by_role("button", name="चेक अनादृत हुआ").click()
    expect(page.locator(".told.error")).to_contain_text("बैंक ने चेक का भुगतान नहीं किया")
    shot(page, "cheque-returned")
    phone.shows("का भुगतान नहीं मिला", "चेक बैंक से अनादृत हुआ", f"अब बाकी {rupees(payer.amount)}")
    shot(phone.page, "cheque-told-on-the-phone")
    assert owed(officer.town, payer.person) == payer.amount


def _stands_in_arrears(sdo: Officer, payer: Payer, *, beside: Decimal) -> None:
    sdo.logs_in()
    page, town, person = sdo.page, sdo.town, payer.person
    circle = _over(town, person, "circle")
    page.goto(f"{town.office}/office/arrears/{circle}/ages/")
    expect(page.get_by_role("row").filter(has_text="0–30 दिन").first).to_contain_text(rupees(beside + payer.amount))
    shot(page, "cheque-arrears-by-age")
    page.goto(f"{town.office}/office/arrears/{circle}/")
    mine = page.locator("section.box").filter(has_text=person.account)
    expect(mine).to_contain_text(rupees(payer.amount))
    shot(page, "cheque-arrears")
    mine.get_by_role("link", name="बिजली काटने की सूचना").click()


def _is_served_with_a_notice(sdo: Officer, phone: Telephone, payer: Payer) -> None:
    """Issue the notice; it is served when a message is proved to have come to the number that is their own."""
    page, town, person = sdo.page, sdo.town, payer.person
    page.get_by_role("button", name="सूचना जारी करें").click()
    show_code(page, town.demo)
    page.get_by_role("button", name="सूचना जारी करें").click()
    expect(page.locator(".told.success")).to_be_visible()
    phone.shows("धारा 56", rupees(payer.amount), "15 पूरे दिन")
    expect(phone.messages.locator(".bubble.absent")).to_have_count(0)
    shot(phone.page, "cheque-notice-on-the-phone")
    until(lambda: _is_served(town, person))
    page.reload()
    expect(page.locator("dl")).to_contain_text(day_in_words(_today() + timedelta(days=CLEAR), Language.HINDI))
    shot(page, "cheque-notice-served")
    paper = page.get_by_role("link", name="PDF").get_attribute("href")
    pages = [one.extract_text() for one in PdfReader(BytesIO(page.request.get(f"{town.office}{paper}").body())).pages]
    assert person.account in pages[0]
    assert "WhatsApp" in pages[-1]
    page.get_by_role("button", name=ORDERS).click()
    expect(page.locator(".fault")).to_be_visible()  # the clear days are not over


def _is_served(town: Town, person: Person) -> bool:
    comes(town, SERVED)
    return bool(town.rows(DEMAND, person.id)[0]["served_how"] == "message")


def _is_to_be_cut(sdo: Officer, payer: Payer) -> None:
    sdo.page.goto(f"{sdo.town.office}/office/consumer/{payer.person.id}/notice/")
    sdo.page.get_by_role("button", name=ORDERS).click()
    expect(sdo.page.locator("p.sum")).to_contain_text("काटने का आदेश है")
    shot(sdo.page, "cheque-cut-ordered")


def _pays_in_cash(clerk: Officer, payer: Payer) -> None:
    _finds(clerk, payer.person)
    clerk.page.locator("#amount").fill(str(payer.amount))
    clerk.page.locator("#amount").press("Enter")
    expect(clerk.page.locator("h1")).to_contain_text("-0002")


def _is_not_cut(sdo: Officer, phone: Telephone, payer: Payer) -> None:
    """See that notice and order ended with the payment, and that its payer is told."""
    town, person = sdo.town, payer.person
    assert owed(town, person) == 0
    assert town.rows(DEMAND, person.id)[0]["ended"] == "settled"
    until(lambda: town.rows(ORDER, person.id) == [{"withdrawn_why": "settled", "is_told": True, "cut_at": None}])
    phone.shows("काटने का आदेश वापस ले लिया गया है", rupees(payer.amount))
    shot(phone.page, "cheque-withdrawn-on-the-phone")
    sdo.page.reload()
    expect(sdo.page.locator("dl")).to_contain_text("आदेश वापस")
    shot(sdo.page, "cheque-notice-ended")


def _crew_stays(crew: Telephone) -> None:
    crew.look()
    crew.shows("बिजली न काटें", "काटने का आदेश वापस हो गया है")
    shot(crew.page, "cheque-crew-phone")


def _over(town: Town, person: Person, kind: str) -> int:
    (office,) = town.rows(OVER, person.section, kind)
    return int(office["id"])


def _today() -> date:
    return day_in_india(timezone.now())
