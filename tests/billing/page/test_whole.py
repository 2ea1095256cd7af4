"""No word of the bill page is cut or runs over another, whichever utility speaks and however long its words are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest
import typst

from bijlisetu.billing.page import BillPage, Charge, MonthOfUse, PageWords
from bijlisetu.billing.page.render import HERE, TEMPLATE, inputs
from bijlisetu.billing.page.sheet import LONGEST_WORDS
from bijlisetu.billing.page.stranger import for_a_stranger
from bijlisetu.billing.queries import _words
from bijlisetu.network.companies import company_named
from bijlisetu.plumbing.typefaces.typesetter import font_paths
from bijlisetu.values import Language

pytestmark = pytest.mark.django_db  # words that a utility has edited lie there
#: Each band is measured as wide as it stands; what is higher than its place would run over the next.
MEASURE = """
#import "bill.typ": *
SET
#let high(width, body) = measure(block(width: width, body)).height
#let held(name, high, most) = assert(high <= most, message: name + " is " + repr(high) + " high, not " + repr(most))
#context {
  held("due", high(100mm, due), 40mm)
  held("ways", high(182mm, ways), 13mm)
  held("notes", high(182mm, notes), 11mm)
  held("footer", high(182mm, footer), 29mm)
  held("readings", high(182mm, readings), 19.5mm)
  held("connection", high(88mm, connection), 46mm)
  for (width, size, words) in (
    (92mm, 34pt, bill.amount), (88mm, 13pt, bill.name), (44mm, 10pt, bill.division), (42mm, 12pt, bill.bill_no),
    (100mm, 15pt, bill.utility_hi), (100mm, 10pt, bill.utility_en),
  ) {
    assert(measure(box(fit(width, size, words))).width <= width + 0.01mm, message: words)
    assert(high(width, fit(width, size, words)) <= size * 1.6, message: "wrapped: " + words)
  }
}
"""
#: The page's own rules for text, which an import leaves behind.
RULES = re.search(
    r"^#set text\(.*?^#show heading[^\n]*", TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
LONG = {
    name: ("विलंब अधिभार प्रति माह " if name.endswith("_hi") else "a late payment surcharge ") * 10
    for name in ("late_hi", "late_en", "pay_hi", "pay_en")
}


def words_of(profile: str) -> PageWords:
    return _words(company_named(profile).utility)


def measured(bill: BillPage, fonts: Path) -> None:
    source = MEASURE.replace("SET", RULES[0] if RULES else "").encode()
    options = {"font_paths": font_paths(fonts), "ignore_system_fonts": True, "sys_inputs": inputs(bill)}
    typst.compile(source, root=str(HERE), format="svg", **options)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("profile", ["POORVANCHAL", "JBVNL", "NAMUNA"])
def test_the_words_of_every_utility_stand_whole(
    fonts: Path, a_bill: Callable[..., BillPage], profile: str, language: Language
) -> None:
    bill = a_bill(language=language, words=words_of(profile))

    for shown in (bill, for_a_stranger(bill), replace(bill, is_cancelled=True), replace(bill, upi=None)):
        measured(shown, fonts)


def test_the_longest_of_everything_stands_whole(fonts: Path, a_bill: Callable[..., BillPage]) -> None:
    words = PageWords(
        **{**asdict(words_of("POORVANCHAL")), **{name: text[:LONGEST_WORDS] for name, text in LONG.items()}}
    )
    lakhs = Decimal("123456789.00")
    bill = a_bill(
        words=words, name="श्री विश्वम्भर प्रसाद त्रिपाठी पुत्र " * 5, amount_payable=lakhs, division="W" * 60,
        bill_no="W" * 30, utility_hi="पश्चिमांचल विद्युत वितरण निगम लिमिटेड " * 3, utility_en="WIDE VIDYUT NIGAM " * 8,
        charges=tuple(Charge("शुल्क " * 8, "Charge " * 8, lakhs) for _ in range(14)),
        history=tuple(MonthOfUse("अक्टू 26", Decimal(9_999_999)) for _ in range(13)), notes=("लंबी सूचना " * 60,) * 3,
    )  # fmt: skip

    measured(bill, fonts)


def test_nothing_but_the_paper_cuts() -> None:
    assert TEMPLATE.read_text(encoding="utf-8").count("clip: true") == 1
