"""Paper leaves the house: it names people at work as pages do, and shows nobody's login."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pypdf import PdfReader

import bijlisetu
import bijlisetu.fieldwork.paper.render as beat_sheets
from bijlisetu.arrears.cutting.issuing import issue
from bijlisetu.arrears.cutting.proof import proof_of
from bijlisetu.arrears.cutting.serving import serve_by_hand
from bijlisetu.arrears.models import Demand
from bijlisetu.arrears.paper.render import render
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.actions.printing import print_sheets
from bijlisetu.fieldwork.queries.sheets import printed
from bijlisetu.network.companies import company_of
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Payment
from bijlisetu.payments.paper.facts import receipt, sheet
from bijlisetu.staff.called import name_on_paper, signature_of
from bijlisetu.staff.models import Card
from bijlisetu.tills.actions import Paid, open_till, take
from bijlisetu.tills.paper import facts_of
from bijlisetu.web.office.sheets.paper import words
from tests import build
from tests.build import NOON
from tests.fieldwork.field import laid
from tests.tills.conftest import owes

pytestmark = pytest.mark.django_db
HOME = Path(bijlisetu.__file__).parent
LOGIN = "login-of-somebody"
#: Every paper that is set, and whether it names people at work.
PAPERS = {
    "arrears/paper/notice.typ": True, "billing/page/bill.typ": False, "fieldwork/paper/sheet.typ": True,
    "payments/paper/receipt.typ": True, "payments/paper/slip.typ": True, "reports/evening/evening.typ": False,
    "reports/redress/return.typ": False, "web/me/home/poster.typ": False,
}  # fmt: skip


@pytest.fixture
def officer() -> str:
    made = build.officer(LOGIN, of=build.office("section"), role="je")
    Card.objects.create(person=User.objects.get(username=made), name_hi="काल्पनिक राम", name_en="Invented Ram")
    return made


def test_each_paper_is_looked_at_here() -> None:
    assert {str(one.relative_to(HOME)) for one in HOME.rglob("*.typ")} == set(PAPERS)


def test_a_signature_is_name_title_and_office(officer: str) -> None:
    hindi, english = signature_of(officer)

    office = Office.objects.get(kind="section").name
    assert hindi.startswith("काल्पनिक राम, ")
    assert hindi.endswith(office)
    assert english.startswith("Invented Ram, ")
    assert (signature_of("nobody-here"), name_on_paper("nobody-here")) == (
        (hindi_of_nobody := "कार्यालय का कर्मी", "somebody at the office"),
        (hindi_of_nobody, "somebody at the office"),
    )


def test_the_notice_of_disconnection_and_its_proof(officer: str, tmp_path: Path) -> None:
    consumer = build.consumer(account="3000000007", on=build.feeder_of_a_company(), mobile="6000000007")
    made = _demanded(consumer.pk, by=officer)

    pages = PdfReader(
        BytesIO(render(made, proof_of(made), company=company_of(consumer.feeder_id), named=str, fonts=tmp_path))
    ).pages

    told = "".join(page.extract_text() for page in pages)
    assert LOGIN not in told
    assert "Invented Ram" in pages[0].extract_text()
    assert "Invented Ram" in pages[1].extract_text()


def test_the_receipt_of_a_till(officer: str) -> None:
    consumer = build.consumer(account="3000000007", on=build.feeder_of_a_company(), mobile="6000000007")
    owes(consumer, "500.00")
    open_till(office=Office.objects.filter(kind="section")[0].pk, opening=Decimal(0), at=NOON, by=officer)
    made, _ = take(Paid(consumer=consumer.pk, amount=Decimal(200)), key=uuid.UUID(int=1), at=NOON, by=officer)

    told = sheet(receipt(facts_of(Payment.objects.get(pk=made.payment_id), verify="https://bijli.example.in/")))

    assert LOGIN not in str(told)
    assert any("काल्पनिक राम" in value for *_, value in told["rows"])


def test_a_beat_sheet(tmp_path: Path) -> None:
    field = laid(1)
    made = print_sheets(beats=[field.beat], at=NOON, by=LOGIN)

    paper = beat_sheets.render(printed(made), words=words(), texts={}, fonts=tmp_path)

    assert field.worker.username not in PdfReader(BytesIO(paper)).pages[0].extract_text()


def _demanded(consumer: int, *, by: str) -> Demand:
    owes(Consumer.objects.get(pk=consumer), "5000.00")
    made = issue(consumer=consumer, at=NOON, by=by)
    serve_by_hand(demand=made.pk, on=made.asked_on, to="the son", at=NOON + timedelta(days=1), by=by)
    made.refresh_from_db()
    return made
