"""What an officer sees of money: an account line by line, the payments of a day, and money of unknown accounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.imports.receiving import announce, take_piece
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Payment
from bijlisetu.payments.settling import settle
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.district import officer_of

pytestmark = pytest.mark.django_db
ACCOUNT, OTHER = "3000000007", "3000000008"


@pytest.fixture
def company() -> Office:
    feeder = build.feeder_of_a_company()
    company = Office.objects.get(kind="company")
    for account in (ACCOUNT, OTHER):
        build.consumer(account=account, on=feeder)
    paid(ACCOUNT, "500.00", "R1")
    paid("", "700.50", "R2")
    return company


@pytest.fixture
def officer(client: Client, company: Office) -> Client:
    client.force_login(officer_of(company))
    build.second_factor(client)
    client.cookies["django_language"] = "en"
    return client


def paid(account: str, amount: str, receipt: str) -> None:
    at = timezone.now()
    told = Told(
        key=f"counter:{receipt}", source="counter", names=[f"receipt:counter:{receipt}"], amount=Decimal(amount),
        paid_on=day_in_india(at), account=account, said="<b>narration</b>",
    )  # fmt: skip
    stage([told])
    settle(at=at, by="test")


def balance(account: str) -> Decimal:
    consumer = Consumer.objects.get(account=account).pk
    return ledger.balances([consumer])[consumer]


def test_the_day_shows_who_paid_by_which_way(officer: Client, company: Office) -> None:
    page = officer.get(f"/office/payments/{company.pk}/").content.decode()

    assert "Cash counters" in page
    assert page.count("₹\N{NO-BREAK SPACE}500.00") == 3  # the day's sum, the way's, and the payment itself
    assert ACCOUNT in page
    assert "Payments of which nobody knows whose they are: 1, together ₹\N{NO-BREAK SPACE}700.50" in page


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", "2020-13-01"])
def test_another_day_and_what_is_no_day(officer: Client, company: Office, day: str) -> None:
    page = officer.get(f"/office/payments/{company.pk}/", {"day": day})

    assert page.status_code == 200
    assert (ACCOUNT in page.content.decode()) == (day != "2020-01-01")


def test_money_of_nobody_known_is_credited_by_an_officer_who_says_why(officer: Client) -> None:
    payment = Payment.objects.get(state="suspense")
    page = officer.get("/office/suspense/").content.decode()
    assert "&lt;b&gt;narration" in page

    answer = officer.post("/office/suspense/", {"payment": payment.pk, "account": OTHER, "why": "receipt R2 was shown"})

    assert answer.headers["Location"] == "/office/suspense/"
    assert balance(OTHER) == Decimal("-700.50")
    assert "Every payment has its account" in officer.get("/office/suspense/").content.decode()


@pytest.mark.parametrize(
    ("account", "why", "said"),
    [
        ("3999999999", "a receipt", "no such account"),
        ("", "a receipt", "no such account"),
        (OTHER, " ", "how you know"),
    ],
)
def test_what_was_typed_stays_where_it_was_wrong(officer: Client, account: str, why: str, said: str) -> None:
    payment = Payment.objects.get(state="suspense")

    answer = officer.post("/office/suspense/", {"payment": payment.pk, "account": account, "why": why})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{account}"' in page
    assert Payment.objects.get(pk=payment.pk).state == "suspense"


def test_a_payment_that_is_credited_is_not_placed_once_more(officer: Client) -> None:
    credited = Payment.objects.get(state="credited")

    answer = officer.post("/office/suspense/", {"payment": credited.pk, "account": OTHER, "why": "x"})

    assert answer.status_code == 404


def test_the_account_of_a_person_line_by_line(officer: Client) -> None:
    consumer = Consumer.objects.get(account=ACCOUNT)
    page = officer.get(f"/office/consumer/{consumer.pk}/account/").content.decode()
    table = officer.get(f"/office/consumer/{consumer.pk}/account/table.csv").content.decode()

    assert "Paid in advance" in page
    assert "₹\N{NO-BREAK SPACE}500.00" in page
    assert "-500.00" in table
    assert "Day,What,Reference,Amount,Owed then" in table
    nobody = Consumer.objects.get(account=OTHER)
    assert "Nothing stands in the books yet" in officer.get(f"/office/consumer/{nobody.pk}/account/").content.decode()


def test_a_settlement_comes_through_the_browser(officer: Client) -> None:
    octets = (
        "TXN_ID,RRN,ACCOUNT,AMOUNT,TXN_DATE,STATUS\n"
        f"T1,633000000001,{OTHER},250.00,{timezone.localdate():%d-%m-%Y},SUCCESS\n"
        f"T2,633000000002,{OTHER},minus,{timezone.localdate():%d-%m-%Y},SUCCESS\n"
    ).encode()
    made = announce(
        what=Import.What.PAYMENTS, mapping="upi", file="upi.csv", size=len(octets), at=timezone.now(), by="chief"
    )
    take_piece(number=made.pk, begins=0, content=octets, by="chief")

    assert run_next()

    made.refresh_from_db()
    assert (made.state, made.counts["new"], made.counts["rejected"]) == ("done", 1, 1)
    assert balance(OTHER) == Decimal("-250.00")
    assert officer.get(f"/office/import/{made.pk}/").status_code == 200


def test_placing_asks_for_the_code_of_the_app_and_keeps_what_was_written(company: Office) -> None:
    payment = Payment.objects.get(state="suspense")
    bare = Client()
    bare.force_login(officer_of(company))

    answer = bare.post("/office/suspense/", {"payment": payment.pk, "account": OTHER, "why": "receipt R2 was shown"})

    assert answer["Location"].startswith("/office/second/")
    payment.refresh_from_db()
    assert payment.state == "suspense"
    assert 'value="receipt R2 was shown"' in bare.get("/office/suspense/").content.decode()
