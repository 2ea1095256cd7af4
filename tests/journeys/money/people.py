"""Who acts in stories of money: people who owe, with their telephones and the app by which they pay."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from typing import NamedTuple

from playwright.sync_api import expect

from bijlisetu.arrears.heldback import is_held_back
from bijlisetu.arrears.ladders.reading import ladder_of
from bijlisetu.network.utilities import COMMON
from bijlisetu.simulator.district.truth import read_truth
from bijlisetu.values.money import rupees
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import environment
from tests.journeys.light.people import Person, Telephone, people_on_whatsapp
from tests.journeys.money.days import let_out_bill
from tests.pictures import shot

BILL = "SELECT number, cycle, amount_payable AS amount, due_date AS due FROM billing_bill WHERE consumer_id = %s"
OWED = "SELECT receivable FROM ledger_balance WHERE consumer_id = %s"
LINES = "SELECT amount FROM ledger_line WHERE consumer_id = %s AND head = 'receivable'"
OWNER = "SELECT owner FROM contact_address WHERE consumer_id = %s AND value = %s"


#: A clerk, and a junior engineer with a card, on which a telephone stands to which the department can write.
SEATS = """
import sys
from bijlisetu.plumbing import startup
startup.set_up()
from django.utils import timezone
from bijlisetu.network.models import Office
from bijlisetu.staff import actions as staff
from bijlisetu.staff.models import Role
section, clerk, junior, mobile = sys.argv[1:]
at, password = timezone.now(), sys.stdin.read()
for user, role in ((clerk, Role.CLERK), (junior, Role.JUNIOR_ENGINEER)):
    staff.open_login(user=user, password=password, at=at, by="demo")
    staff.appoint(user=user, office=Office.objects.get(pk=section), role=role, at=at, by="demo")
named = staff.Named(name_hi="नमूना अवर अभियंता", name_en="Sample Junior Engineer", mobile=mobile)
staff.rename(user=junior, named=named, at=at, by="demo")
"""


class Payer(NamedTuple):
    """Somebody who owes a bill and reads what comes to their telephone, but answers nothing by themselves."""

    person: Person
    bill: str
    amount: Decimal


def payers(town: Town, *, least: int, most: int) -> list[Payer]:
    """Return who owes so many rupees, all by one bill, and is none of those who are held back from reminders."""
    silent = {
        row.account for row in read_truth(town.folder / "truth.csv") if row.belongs and row.reads and not row.confirms
    }
    found = []
    for person in people_on_whatsapp(town):
        (bill,) = town.rows(BILL, person.id)
        ladder = ladder_of(COMMON, on=bill["due"])
        is_left_out = is_held_back(
            person.id, cycle=bill["cycle"], ladder=ladder.name, percent=ladder.held_back_percent
        )  # fmt: skip
        is_alone = town.rows(LINES, person.id) == [{"amount": bill["amount"]}]
        if person.account in silent and least <= bill["amount"] <= most and is_alone and not is_left_out:
            found.append(Payer(person, bill["number"], bill["amount"]))
    return found


def owed(town: Town, person: Person) -> Decimal:
    """Return what the books say that they owe."""
    ((balance,),) = town.database.execute(OWED, [person.id]).fetchall()
    return Decimal(balance)


def receives_the_bill(town: Town, phone: Telephone, payer: Payer) -> None:
    """Have the bill come to the telephone, and its bearer say that the connection is theirs."""
    let_out_bill(town, payer.person.id)
    phone.look()
    phone.shows("देय राशि", f"{rupees(payer.amount)}")
    expect(phone.messages.locator(".bubble.absent")).to_have_count(0)
    shot(phone.page, "money-bill-on-the-phone")
    phone.presses("हाँ, मेरा है")
    until(lambda: town.rows(OWNER, payer.person.id, f"91{payer.person.number}")[0]["owner"] == "proved")


def seat_section(town: Town, section: int, *, clerk: str, junior: str, mobile: str) -> None:
    """Seat a clerk and a junior engineer at the section, and give the department the engineer's telephone."""
    words = [sys.executable, "-c", SEATS, str(section), clerk, junior, mobile]
    subprocess.run(
        words, env=environment(town.demo.home, town.demo.settings), input=town.demo.password, text=True, check=True
    )  # fmt: skip


def pays_by_upi(phone: Telephone, amount: Decimal, *, name: str) -> str:
    """Pay the bill on the screen by the telephone's UPI app; return the bank's reference."""
    page = phone.page
    page.locator("#messages").get_by_role("link", name="UPI से चुकाएँ").last.click()
    expect(page.locator(".sum")).to_have_text(rupees(amount))
    shot(page, f"{name}-upi")
    page.get_by_role("button", name=f"{rupees(amount)} चुकाएँ").click()
    paid = page.get_by_role("status")
    expect(paid).to_contain_text(f"{rupees(amount)} चुकाए")
    found = re.search(r"UTR\) (\d{12})", page.locator("main").inner_text())
    assert found
    shot(page, f"{name}-upi-paid")
    page.get_by_role("link", name="संदेशों पर लौटें").click()
    return found[1]
