"""A receipt is one A6 page and 384 dots across, whatever stands on it; its code leads where it says."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import zxingcpp
from pypdf import PdfReader

from bijlisetu.payments.paper.facts import Pair, Paper, ReceiptFacts, receipt
from bijlisetu.payments.paper.printing import Printer
from bijlisetu.plumbing.india import INDIA

LINK = "https://bijli.example.in/receipt/AAAAAAAAAAB__wABCDEFGHIJKLM"
USUAL = ReceiptFacts(
    utility=Pair("परीक्षण विद्युत वितरण निगम", "Test Power Distribution"), helpline="1912", number="C000012-0003",
    day=date(2026, 11, 29), at=datetime(2026, 11, 29, 10, 5, tzinfo=INDIA), office="TEST SECTION", till="12 · asha",
    account="3000000007", payment="P000000123", name="परीक्षण उपभोक्ता", amount=Decimal("1253.50"), mode="cheque",
    instrument="123456, TEST BANK, 20-11-2026", balance=Decimal("310.00"), verify=LINK,
)  # fmt: skip
LONG = "क्ष्म्य" * 40
LONGEST = replace(
    USUAL, utility=Pair(LONG, "W" * 200), name=LONG, office="W" * 200, till="W" * 200, instrument="W" * 200,
    account="9" * 40, amount=Decimal("9999999.99"),
)  # fmt: skip


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    return Printer(tmp_path_factory.mktemp("fonts"))


def text(printer: Printer, paper: Paper) -> str:
    (page,) = PdfReader(io.BytesIO(printer.pdf(paper))).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [105, 148]
    return page.extract_text()


@pytest.mark.parametrize("facts", [USUAL, LONGEST, replace(USUAL, is_undone=True, mode="cash", balance=None)])
def test_it_is_one_page_and_384_dots(printer: Printer, facts: ReceiptFacts) -> None:
    paper = receipt(facts)

    assert "C000012-0003" in text(printer, paper)
    slip = printer.slip(paper)
    grey = bytes(0 if byte >> bit & 1 else 255 for row in slip.rows for byte in row for bit in range(7, -1, -1))
    (found,) = zxingcpp.read_barcodes(memoryview(grey).cast("B", (len(slip.rows), slip.width)))
    assert (slip.width, found.text) == (384, LINK)


def test_it_says_what_was_paid_in_words_and_what_is_left(printer: Printer) -> None:
    told = text(printer, receipt(USUAL))

    for words in ("1,253.50", "one thousand two hundred fifty-three", "310.00", "Subject to realisation", "29-11-2026"):
        assert words in " ".join(told.split())


def test_the_same_facts_give_the_same_bytes(printer: Printer) -> None:
    paper = receipt(USUAL)

    assert printer.pdf(paper) == printer.pdf(paper)
    assert printer.slip(paper).escpos() == printer.slip(paper).escpos()
