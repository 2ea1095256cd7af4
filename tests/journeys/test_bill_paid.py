"""
A bill comes to a telephone, is paid there by UPI, and nobody is reminded of it.

The morning has put a reminder in the queue. At night the consumer opens the bill, presses *pay*, and their bank calls.
The receipt is on the same telephone at once, with amount, number and what is left. The reminder is withdrawn in that
moment and is not made anew. Consumer and office see the same account.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from bijlisetu.values.money import rupees
from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.journeys.light.people import PHONE, Officer, Person, Telephone
from tests.journeys.money.days import MORNING, comes
from tests.journeys.money.people import Payer, owed, payers, pays_by_upi, receives_the_bill
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
REMINDERS = """
SELECT notice.state, notice.reason, step.settled_at IS NOT NULL AS is_settled FROM arrears_step step
JOIN outbox_notice notice ON notice.key = step.notice WHERE step.consumer_id = %s
"""
RECEIVED = """
SELECT payment.id, amount, paid_on, source, name.value AS bank FROM payments_payment payment
JOIN payments_name name ON name.payment_id = payment.id AND name.value LIKE 'rrn::%%'
WHERE consumer_id = %s AND state = 'credited'
"""
REMINDED = "SELECT count(*) AS many FROM messages WHERE address = ? AND CAST(body AS TEXT) LIKE '%reminder_%'"


def test_a_bill_is_paid_on_the_phone_and_nobody_is_reminded_of_it(light_town: Town, window: Window) -> None:
    town, payer = light_town, payers(light_town, least=300, most=999)[0]
    person = payer.person
    phone = Telephone(window(), town, person)

    receives_the_bill(town, phone, payer)
    comes(town, MORNING)
    assert town.rows(REMINDERS, person.id) == [{"state": "open", "reason": "", "is_settled": False}]

    reference = pays_by_upi(phone, payer.amount, name="bill-paid")
    number = _is_told(town, phone, payer, bank=reference)
    assert town.rows(REMINDERS, person.id) == [{"state": "withdrawn", "reason": "paid", "is_settled": True}]

    comes(town, MORNING)
    assert len(town.rows(REMINDERS, person.id)) == 1
    assert town.log.read(REMINDED, f"91{person.number}")[0]["many"] == 0
    _sees_it_paid(phone, payer, number)
    _sees_it_in_the_office(Officer(window(), town, "sdo"), payer, number)


def _is_told(town: Town, phone: Telephone, payer: Payer, *, bank: str) -> str:
    """Wait for the receipt on the telephone; return its number, which the office and the bank know too."""
    until(lambda: town.rows(RECEIVED, payer.person.id))
    (payment,) = town.rows(RECEIVED, payer.person.id)
    assert (payment["amount"], payment["bank"]) == (payer.amount, f"rrn::{bank}")
    assert owed(town, payer.person) == 0
    number = f"P{payment['id']:09d}"
    phone.shows(f"{rupees(payer.amount)} जमा हो गए", number, "कुछ बाकी नहीं")
    shot(phone.page, "bill-paid-receipt-on-the-phone")
    return number


def _sees_it_paid(phone: Telephone, payer: Payer, number: str) -> None:
    """Follow the receipt's button as its owner does: to the account, and to the receipt on paper."""
    with phone.page.expect_popup() as opened:
        phone.messages.get_by_role("link", name="खाता और रसीद देखें").click()
    page = opened.value
    page.set_viewport_size(PHONE)
    expect(page.locator("main")).to_contain_text(number)
    page.get_by_role("link", name="मेरा खाता और भुगतान").click()
    expect(page.locator("p.amount")).to_contain_text("पूरा भुगतान हो चुका है")
    shot(page, "bill-paid-own-account")
    paper = page.get_by_role("link", name="रसीद (PDF)").get_attribute("href")
    assert page.request.get(f"{_origin(page)}{paper}").body().startswith(b"%PDF")


def _sees_it_in_the_office(officer: Officer, payer: Payer, number: str) -> None:
    """Find the payment where an officer looks for it: the person, their account, and the payments of the day."""
    officer.logs_in()
    page, town, person = officer.page, officer.town, payer.person
    page.goto(f"{town.office}/office/consumer/{person.id}/")
    expect(page.locator(".story")).to_contain_text(number)
    shot(page, "bill-paid-consumer")
    page.get_by_role("link", name="खाता विवरण").click()
    expect(page.locator("p.sum")).to_contain_text("कुछ बाकी नहीं")
    expect(page.locator("main")).to_contain_text(rupees(payer.amount))
    shot(page, "bill-paid-statement")
    page.goto(f"{town.office}/office/payments/{_circle(town, person)}/")
    expect(page.locator("main")).to_contain_text(re.compile(rf"{person.account}"))
    shot(page, "bill-paid-payments-of-the-day")


def _circle(town: Town, person: Person) -> int:
    (found,) = town.rows(
        "SELECT office.id FROM network_office_tree tree JOIN network_office office ON office.id = tree.ancestor_id"
        " WHERE tree.descendant_id = %s AND office.kind = 'circle'",
        person.section,
    )
    return int(found["id"])


def _origin(page: Page) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
