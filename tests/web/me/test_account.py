"""What a consumer owes and paid, on their phone: as much as their link proves, and the present amount to pay."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

import bijlisetu.ledger.actions as ledger
from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.reference import reference_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.queries import moves
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Payment
from bijlisetu.payments.settling import settle
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.web.paying import dues_now
from bijlisetu.web.receipts import printer
from tests.build import NOON
from tests.district import District, token_for


@pytest.fixture(autouse=True)
def _takes_upi(district: District) -> None:
    Office.objects.filter(pk=district.circle.pk).update(kind="company", code="POORVANCHAL")


@pytest.fixture
def person(district: District) -> Consumer:
    found = district.people["unproved"]
    bill = Bill.objects.get(consumer=found)
    enter(found, f"bill:{bill.number}", "1253.00", bill)
    return found


@pytest.fixture
def token(person: Consumer) -> str:
    return token_for(person)


def enter(consumer: Consumer, reference: str, amount: str, bill: Bill, sort: Sort = Sort.BILL) -> None:
    lines = (
        Line(head=Head.RECEIVABLE, amount=Decimal(amount), consumer=consumer.pk),
        Line(head=Head.REVENUE, amount=-Decimal(amount), consumer=consumer.pk),
    )
    evidence = {"bill": bill.number, "due": bill.due_date.isoformat()}
    entry = Entry(reference=reference, sort=sort, day=bill.bill_date, lines=lines, evidence=evidence)
    ledger.enter([entry], at=NOON, by="test")


def pays(consumer: Consumer, amount: str, receipt: str = "R1") -> Payment:
    at = timezone.now()
    day = max(day_in_india(at), Bill.objects.get(consumer=consumer).bill_date + timedelta(days=1))
    told = Told(
        key=f"counter:{receipt}", source="counter", names=[f"receipt:counter:{receipt}"], amount=Decimal(amount),
        paid_on=day, account=consumer.account,
    )  # fmt: skip
    stage([told])
    settle(at=at, by="test")
    return Payment.objects.latest("id")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def confirm(client: Client, token: str) -> None:
    client.post(f"/b/{token}/answer/confirm")


def links_in(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="(upi:[^"]+)"', page)]


def test_whoever_has_not_said_that_it_is_theirs_sees_the_sum_alone(
    client: Client, person: Consumer, token: str
) -> None:
    payment = pays(person, "253.00")

    page = shown(client, f"/b/{token}/account")

    assert "₹ 1,000.00" in page
    assert "₹ 253.00" not in page
    assert person.account not in page
    assert client.get(f"/b/{token}/receipt/{payment.pk}.pdf").status_code == 404


def test_whose_it_is_sees_each_line_and_what_it_settled(client: Client, person: Consumer, token: str) -> None:
    payment = pays(person, "253.00")
    confirm(client, token)

    page = shown(client, f"/b/{token}/account")

    assert page.count("₹ 253.00") == 2  # the payment, and what it settled
    assert "₹ 1,253.00" in page
    assert f"/b/{token}/receipt/{payment.pk}.pdf" in page
    receipt = client.get(f"/b/{token}/receipt/{payment.pk}.pdf")
    told = PdfReader(io.BytesIO(receipt.content)).pages[0].extract_text()
    assert f"P{payment.pk:09d}" in told
    assert person.name not in told


@pytest.mark.parametrize(("company", "settled"), [("POORVANCHAL", "Late payment surcharge"), ("ELSEWHERE", "Bill")])
def test_a_payment_settles_first_what_the_companys_rule_says(
    client: Client, district: District, person: Consumer, token: str, company: str, settled: str
) -> None:
    Office.objects.filter(pk=district.circle.pk).update(code=company)
    enter(person, "surcharge:1", "17.00", Bill.objects.get(consumer=person), Sort.SURCHARGE)
    pays(person, "11.00")
    confirm(client, token)
    client.cookies["django_language"] = "en"

    page = shown(client, f"/b/{token}/account")

    assert f"₹ 11.00 of it for: {settled}," in " ".join(page.split())


def test_the_receipt_of_another_account_is_not_shown(
    client: Client, district: District, person: Consumer, token: str
) -> None:
    other = district.people["failed"]
    payment = pays(other, "10.00", "R2")
    confirm(client, token)

    assert client.get(f"/b/{token}/receipt/{payment.pk}.pdf").status_code == 404
    assert client.get(f"/b/{token}/receipt/{10**30}.pdf").status_code == 404


def test_pay_now_asks_for_what_is_owed_now(client: Client, person: Consumer, token: str) -> None:
    before = links_in(shown(client, f"/b/{token}"))
    pays(person, "253.00")

    (after,) = links_in(shown(client, f"/b/{token}"))

    assert [dict(parse_qsl(urlsplit(one).query))["am"] for one in before] == ["1253.00"]
    fields = dict(parse_qsl(urlsplit(after).query))
    assert fields["am"] == "1000.00"
    assert fields["tr"] == reference_of(Bill.objects.get(consumer=person).pk)
    assert "₹ 1,253.00" in shown(client, f"/b/{token}")


def test_who_has_paid_all_is_asked_for_nothing(client: Client, person: Consumer, token: str) -> None:
    pays(person, "1253.00")

    for address in (f"/b/{token}", f"/b/{token}/account"):
        assert links_in(shown(client, address)) == []


def test_page_and_slip_carry_a_code_that_pays_the_same(client: Client, person: Consumer, token: str) -> None:
    pays(person, "253.00")
    page = shown(client, f"/b/{token}")
    assert "data:image/svg+xml," in page
    drawn = unquote(re.search(r'src="data:image/svg\+xml,([^"]+)"', page)[1])  # type: ignore[index]

    (on_page,), (on_slip,) = read(*dots_of(drawn)), read(*slip_of(person))

    for link in (on_page, on_slip):
        fields = link.partition("?")[2].split("&")
        assert link.startswith("upi://pay?")
        # NPCI's linking specification 1.6: payee, name, reference, amount with two decimals, currency, note.
        assert [field.partition("=")[0] for field in fields] == ["pa", "pn", "tr", "am", "cu", "tn"]
        assert "am=1000.00" in fields
        assert "cu=INR" in fields
        assert "+" not in link
        assert " " not in link
        told = dict(parse_qsl(link.partition("?")[2], strict_parsing=True))
        assert re.fullmatch(r"[\w.-]{2,256}@[A-Za-z]{2,64}", told["pa"])
        assert len(told["tr"]) <= 35
    assert on_page == links_in(page)[0]


def slip_of(person: Consumer) -> tuple[bytes, int]:
    slip = printer().slip(dues_now(person.pk, at=NOON))
    grey = bytes(0 if byte >> bit & 1 else 255 for row in slip.rows for byte in row for bit in range(7, -1, -1))
    return grey, slip.width


def dots_of(svg: str, scale: int = 4) -> tuple[bytes, int]:
    """Return the modules of a code that was drawn as bars of a path, each some dots wide."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    dark = {
        (int(across) + step, int(down))
        for across, down, width in re.findall(r"M(\d+) (\d+)h(\d+)", svg)
        for step in range(int(width))
    }
    wide = range(side * scale)
    return bytes(0 if (x // scale, y // scale) in dark else 255 for y in wide for x in wide), side * scale


def read(grey: bytes, width: int) -> list[str]:
    found = zxingcpp.read_barcodes(memoryview(grey).cast("B", (len(grey) // width, width)))
    return [one.text for one in found]


def test_the_account_is_read_once_a_page(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(client, token)
    asked = []

    def counted(consumers: Collection[int], **on: Any) -> Any:
        asked.append(consumers)
        return moves(consumers, **on)

    monkeypatch.setattr("bijlisetu.ledger.queries.moves", counted)

    assert client.get(f"/b/{token}/account").status_code == 200
    assert len(asked) == 1
