"""What stands on a receipt or on a slip of what is owed: facts in, printed text out; Hindi and English on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from bijlisetu.billing.page.qr import picture
from bijlisetu.billing.page.sheet import TYPEFACE, clean
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.values import Language, rupees
from bijlisetu.values.dates import day_in_figures
from bijlisetu.values.rupees_in_words import rupees_in_words

LONGEST = 48


class Pair(NamedTuple):
    """The same in Hindi and English."""

    hi: str
    en: str


MODES: Mapping[str, Pair] = {
    "cash": Pair("नकद", "cash"),
    "cheque": Pair("चेक", "cheque"),
    "card": Pair("कार्ड", "card"),
    "upi": Pair("UPI", "UPI"),
    "bbps": Pair("BBPS", "BBPS"),
    "transfer": Pair("बैंक से", "bank transfer"),
    "other": Pair("अन्य", "other"),
}
RECEIPT = Pair("भुगतान की रसीद", "Receipt")
DEPOSIT_RECEIPT = Pair("जमानत राशि की रसीद", "Receipt: security deposit")
FOR_DEPOSIT = "जमानत राशि / security deposit"
DUES = Pair("बिजली बिल: बाकी राशि", "Electricity: what is due")
UNDONE = Pair("यह भुगतान मान्य नहीं रहा", "This payment does not stand")
NO_BILL = Pair("इससे बिल नहीं चुकता", "It pays no bill")
REALISED = Pair("चेक की राशि मिलने पर ही मान्य", "Subject to realisation of the cheque")
VERIFY = Pair("रसीद असली है? कोड से देखें", "Genuine? Scan the code")
PAY = Pair("किसी भी UPI ऐप से चुकाएँ", "Pay with any UPI app")
NOTHING_LEFT = Pair("कुछ बाकी नहीं", "nothing is due")


class Row(NamedTuple):
    """A value and what it is called."""

    label: Pair
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet or slip, whatever it is for; the templates know no more than this."""

    utility: Pair
    helpline: str
    title: Pair
    day: date  #: of the file, so that it is the same whenever it is made
    rows: Sequence[Row]
    amount: Decimal
    note: Pair | None  #: printed large below the amount
    link: str  #: what the code leads to; none is drawn without one
    caption: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """A payment as its receipt says it; what only a counter knows is empty otherwise."""

    utility: Pair
    helpline: str
    number: str
    payment: str = ""  #: as the message calls it, where the receipt has a number of its own
    day: date
    at: datetime | None = None  #: in local time
    office: str = ""
    till: str = ""
    account: str
    name: str
    amount: Decimal
    mode: str
    instrument: str = ""  #: number, bank and day of the cheque, or the reference
    is_deposit: bool = False
    balance: Decimal | None  #: owed after it
    is_undone: bool = False
    verify: str  #: where everybody sees whether it is genuine


def receipt(facts: ReceiptFacts) -> Paper:
    """Return the receipt of a payment."""
    mode = MODES[facts.mode]
    when = day_in_figures(facts.day) + (f"  {facts.at:%H:%M}" if facts.at else "")
    rows = [
        Row(Pair("रसीद", "Receipt"), facts.number),
        Row(Pair("भुगतान", "Payment"), facts.payment),
        Row(Pair("दिन", "Day"), when),
        Row(Pair("खाता", "Account"), facts.account),
        Row(Pair("नाम", "Name"), facts.name),
        Row(Pair("किसलिए", "For"), FOR_DEPOSIT if facts.is_deposit else ""),
        Row(Pair("कैसे", "Paid by"), mode.hi if mode.hi == mode.en else f"{mode.hi} / {mode.en}"),
        Row(Pair("संख्या", "Reference"), facts.instrument),
        Row(*_balance(facts.balance)),
        Row(Pair("कार्यालय", "Office"), facts.office),
        Row(Pair("काउंटर", "Till"), facts.till),
    ]
    return Paper(
        utility=facts.utility, helpline=facts.helpline, title=DEPOSIT_RECEIPT if facts.is_deposit else RECEIPT,
        day=facts.day, rows=[row for row in rows if row.value], amount=facts.amount, note=_note(facts),
        link=facts.verify, caption=VERIFY,
    )  # fmt: skip


def dues(
    *, utility: Pair, helpline: str, account: str, name: str, amount: Decimal, due: date | None, day: date, link: str
) -> Paper:
    """Return the slip of what is owed today, with the code by which UPI pays it."""
    rows = [
        Row(Pair("खाता", "Account"), account),
        Row(Pair("नाम", "Name"), name),
        Row(Pair("अंतिम तिथि", "Due date"), day_in_figures(due) if due else ""),
        Row(Pair("आज", "Today"), day_in_figures(day)),
    ]
    return Paper(
        utility=utility, helpline=helpline, title=DUES, day=day, rows=[row for row in rows if row.value],
        amount=amount, note=None, link=link, caption=PAY,
    )  # fmt: skip


def sheet(paper: Paper) -> dict[str, Any]:
    """Return the values of the paper as its templates want them: printed strings, clean and bounded, for JSON."""
    return {
        "typefaces": [TYPEFACE, *FAMILIES],
        "utility": [clean(words, LONGEST) for words in paper.utility],
        "title": list(paper.title),
        "helpline": clean(paper.helpline, 20),
        "dated": [paper.day.year, paper.day.month, paper.day.day],
        "rows": [[row.label.hi, row.label.en, clean(row.value, LONGEST)] for row in paper.rows],
        "amount": rupees(paper.amount),
        "words": [rupees_in_words(paper.amount, language) for language in (Language.HINDI, Language.ENGLISH)],
        "note": list(paper.note) if paper.note else [],
        "qr": picture(paper.link) if paper.link else "",
        "link": paper.link,
        "caption": list(paper.caption),
    }


def _note(facts: ReceiptFacts) -> Pair | None:
    if facts.is_undone:
        return UNDONE
    if facts.mode == "cheque":
        return REALISED
    return NO_BILL if facts.is_deposit else None


def _balance(balance: Decimal | None) -> tuple[Pair, str]:
    if balance is None:
        return Pair("", ""), ""
    if balance > 0:
        return Pair("अब बाकी", "Still due"), rupees(balance)
    if balance < 0:
        return Pair("अग्रिम जमा", "In advance"), rupees(-balance)
    return Pair("अब बाकी", "Still due"), f"{NOTHING_LEFT.hi} / {NOTHING_LEFT.en}"
