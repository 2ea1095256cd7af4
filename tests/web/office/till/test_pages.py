"""The cash desk as a clerk uses it: opened, money taken for a receipt, printed, taken back, closed."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.tills.models import Receipt, Till
from tests.slips import codes
from tests.web.office.till.conftest import somebody

SPACE = "\N{NO-BREAK SPACE}"


def pay(client: Client, consumer: Consumer, amount: str = "200", **more: Any) -> Any:
    return client.post(
        f"/office/counter/{consumer.pk}/pay/", {"key": str(uuid.uuid4()), "amount": amount, "mode": "cash", **more}
    )


def taken(client: Client, consumer: Consumer, amount: str = "200", **more: Any) -> Receipt:
    answer = pay(client, consumer, amount, **more)
    assert answer.status_code == 302, answer.content.decode()
    return Receipt.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def test_a_till_is_opened_and_then_people_open_at_their_money(clerk: Client, consumer: Consumer) -> None:
    office = Office.objects.get(kind="section").pk
    shown = clerk.get("/office/till/").content.decode()
    assert f'name="office" value="{office}"' in shown
    assert clerk.post("/office/counter/", {"q": consumer.account})["Location"] == f"/office/counter/{consumer.pk}/"

    answer = clerk.post("/office/till/", {"deed": "open", "office": office, "amount": "0"})

    assert answer["Location"] == "/office/counter/"
    assert clerk.post("/office/counter/", {"q": consumer.account})["Location"] == f"/office/counter/{consumer.pk}/pay/"


def test_what_is_owed_stands_line_by_line(clerk: Client, consumer: Consumer, till: Till) -> None:
    shown = clerk.get(f"/office/counter/{consumer.pk}/pay/").content.decode()

    assert f"₹{SPACE}500.00" in shown
    assert "261100000001" in shown
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', shown)


def test_money_becomes_a_receipt(clerk: Client, consumer: Consumer, till: Till) -> None:
    receipt = taken(clerk, consumer, "100.50")

    shown = clerk.get(f"/office/receipt/{receipt.pk}/").content.decode()
    assert f"C{till.pk:06d}-0001" in shown
    assert f"₹{SPACE}100.50" in shown
    assert f"still owed after it: ₹{SPACE}399.50" in shown
    assert "98xxxxxx" not in shown
    assert "6000000007" not in shown


def test_a_page_sent_twice_gives_one_receipt(clerk: Client, consumer: Consumer, till: Till) -> None:
    key = str(uuid.uuid4())

    first, again = pay(clerk, consumer, key=key), pay(clerk, consumer, key=key)

    assert first["Location"] == again["Location"]
    assert balance(consumer) == Decimal("300.00")
    assert "Nothing was taken twice" in clerk.get(again["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the amount."),
        ("-5", "more than nothing"),
        ("0", "more than nothing"),
        ("12.345", "smaller than a paisa"),
        ("hundred", "in digits"),
        ("3000000007", "So much nobody owes"),
    ],
)
def test_what_was_typed_stays_where_it_is_no_amount(
    clerk: Client, consumer: Consumer, till: Till, typed: str, said: str
) -> None:
    key = str(uuid.uuid4())
    answer = pay(clerk, consumer, typed, key=key)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert f'value="{typed}"' in shown
    assert key in shown
    assert not Receipt.objects.exists()


def test_more_than_owed_is_asked_for_and_taken_on_a_second_press(clerk: Client, consumer: Consumer, till: Till) -> None:
    asked = pay(clerk, consumer, "700")
    shown = asked.content.decode()
    assert asked.status_code == 422
    assert f"That is ₹{SPACE}200.00 more than is owed" in shown
    assert 'name="asked" value="700"' in shown
    assert pay(clerk, consumer, "800", asked="700").status_code == 422

    assert taken(clerk, consumer, "700", asked="700").balance == Decimal("-200.00")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"mode": "cheque", "instrument": "12345", "bank": "SBI", "dated": "today"}, "six digits"),
        ({"mode": "cheque", "instrument": "123456", "bank": " ", "dated": "today"}, "the bank of the cheque"),
        ({"mode": "cheque", "instrument": "123456", "bank": "SBI", "dated": ""}, "for 3 months"),
        ({"mode": "cheque", "instrument": "123456", "bank": "SBI", "dated": "tomorrow"}, "for 3 months"),
        ({"mode": "cheque", "instrument": "123456", "bank": "SBI", "dated": "31-31-2026"}, "day of the cheque"),
        ({"mode": "upi", "instrument": "123"}, "12 digits"),
        ({"mode": "card"}, "12 digits"),
        ({"mode": "bitcoin"}, "amount"),
    ],
)
def test_each_way_of_paying_asks_for_what_it_needs(
    clerk: Client, consumer: Consumer, till: Till, told: dict[str, str], said: str
) -> None:
    days = {"today": 0, "tomorrow": 1}
    if told.get("dated") in days:
        told = {**told, "dated": (day_in_india(timezone.now()) + timedelta(days=days[told["dated"]])).isoformat()}

    answer = pay(clerk, consumer, **told)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Receipt.objects.exists()


def test_the_cursor_stands_where_the_fault_is(clerk: Client, consumer: Consumer, till: Till) -> None:
    page = pay(clerk, consumer, mode="cheque", instrument="123456", bank="", dated="2026-11-01").content.decode()

    assert re.findall(r'name="(\w+)"[^>]*\sautofocus', page) == ["bank"]


def test_a_cheque_is_subject_to_realisation(clerk: Client, consumer: Consumer, till: Till) -> None:
    today = day_in_india(timezone.now()).isoformat()
    receipt = taken(clerk, consumer, mode="cheque", instrument="१२३४५६", bank="SBI", dated=today)

    assert receipt.instrument == "123456"
    assert "Subject to realisation" in clerk.get(f"/office/receipt/{receipt.pk}/").content.decode()


def test_an_officer_enters_that_the_bank_sent_a_cheque_back(clerk: Client, consumer: Consumer, till: Till) -> None:
    cheque = {"mode": "cheque", "instrument": "123456", "bank": "SBI", "dated": timezone.localdate().isoformat()}
    pay(clerk, consumer, **cheque)
    address = f"/office/receipt/{Receipt.objects.get().pk}/"
    engineer = somebody("chief", "je")
    assert "Did the bank send the cheque back?" not in clerk.get(address).content.decode()
    assert clerk.post(address, {"deed": "bounce", "memo": "funds insufficient"}).status_code == 404
    assert engineer.post(address, {"deed": "bounce", "memo": " "}).status_code == 422

    assert engineer.post(address, {"deed": "bounce", "memo": "funds insufficient"}).status_code == 302

    page = engineer.get(address).content.decode()
    assert "The bank did not honour the cheque" in page
    assert "Take the receipt back" not in page
    assert balance(consumer) == Decimal("500.00")


def test_nothing_is_taken_without_a_till(clerk: Client, consumer: Consumer) -> None:
    assert pay(clerk, consumer)["Location"] == "/office/till/"
    assert "You have no till open today" in clerk.get(f"/office/counter/{consumer.pk}/pay/").content.decode()
    assert clerk.post(f"/office/counter/{consumer.pk}/pay/", {"key": "x", "amount": "1"}).status_code == 404


def test_the_receipt_comes_as_page_picture_and_dots(clerk: Client, consumer: Consumer, till: Till) -> None:
    receipt = taken(clerk, consumer)
    files = {form: clerk.get(f"/office/receipt/{receipt.pk}/receipt.{form}") for form in ("pdf", "png", "bin", "exe")}

    assert files["pdf"].content.startswith(b"%PDF")
    assert files["png"].content.startswith(b"\x89PNG")
    assert files["bin"].content.startswith(b"\x1b@\x1dv0\x00\x30\x00")  # 48 bytes across: 384 dots
    assert files["exe"].status_code == 404


def test_another_officer_takes_a_wrong_receipt_back(clerk: Client, consumer: Consumer, till: Till) -> None:
    receipt = taken(clerk, consumer)
    address = f"/office/receipt/{receipt.pk}/"
    assert "Take the receipt back" not in clerk.get(address).content.decode()
    assert clerk.post(address, {"why": "wrong"}).status_code == 404
    engineer = somebody("chief", "je")
    assert engineer.post(address, {"why": " "}).status_code == 422

    assert engineer.post(address, {"why": "other account"}).status_code == 302

    assert balance(consumer) == Decimal("500.00")
    assert "other account" in clerk.get(address).content.decode()
    assert "other account" in engineer.get(f"/office/till/{till.pk}/").content.decode()


def test_a_till_is_closed_with_its_difference_in_words(clerk: Client, consumer: Consumer, till: Till) -> None:
    taken(clerk, consumer)
    asked = clerk.post("/office/till/", {"deed": "close", "amount": "290"})
    assert asked.status_code == 422
    assert f"there should be ₹{SPACE}300.00" in asked.content.decode()

    answer = clerk.post("/office/till/", {"deed": "close", "amount": "290", "why": "a torn note"})

    assert answer["Location"] == f"/office/till/{till.pk}/"
    closed = clerk.get("/office/till/").content.decode()
    assert f"Missing: ₹{SPACE}10.00." in closed
    office = Office.objects.get(kind="company").pk
    engineer = somebody("chief", "je")
    shown = engineer.get(f"/office/tills/{till.office_id}/").content.decode()
    assert "a torn note" in shown
    assert engineer.get(f"/office/tills/{office}/").status_code == 404
    assert clerk.get(f"/office/tills/{till.office_id}/").status_code == 404


def test_others_do_not_look_into_a_till(clerk: Client, consumer: Consumer, till: Till) -> None:
    assert somebody("other", "clerk").get(f"/office/till/{till.pk}/").status_code == 404
    assert clerk.get("/office/till/999999/").status_code == 404
    assert clerk.get("/office/receipt/999999/").status_code == 404


def test_the_code_of_the_slip_leads_to_where_the_receipt_is_verified(
    clerk: Client, consumer: Consumer, till: Till
) -> None:
    receipt = taken(clerk, consumer)
    (link,) = codes(clerk.get(f"/office/receipt/{receipt.pk}/receipt.bin").content)

    shown = Client().get(link.partition("//")[2][link.partition("//")[2].index("/") :])

    assert shown.status_code == 200
    told = shown.content.decode()
    assert f"C{till.pk:06d}-0001" in told
    assert consumer.account not in told
    assert consumer.name not in told


def test_a_deposit_is_taken_beside_a_bill_and_its_papers_say_so(clerk: Client, consumer: Consumer, till: Till) -> None:
    assert 'value="deposit"' in clerk.get(f"/office/counter/{consumer.pk}/pay/").content.decode()

    receipt = taken(clerk, consumer, "800", purpose="deposit")

    assert balance(consumer) == Decimal("500.00")
    for address in (f"/office/receipt/{receipt.pk}/", "/office/till/"):
        assert "Security deposit" in clerk.get(address).content.decode()
    for form in ("pdf", "png"):
        assert clerk.get(f"/office/receipt/{receipt.pk}/receipt.{form}").status_code == 200
