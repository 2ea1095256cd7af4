"""What a message costs: read from a file that a utility edits, and multiplied by parts and people."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bijlisetu.editions import actions
from bijlisetu.editions.faults import MISSING
from bijlisetu.kinds.files import kinds
from bijlisetu.runs import prices
from bijlisetu.runs.prices import BadPrices, price_of
from bijlisetu.runs.pricing import prices as prices_at
from bijlisetu.values import ChannelKind
from tests.build import NOON

FACTS = {
    "utility_hi": "पूर्वांचल विद्युत", "utility_en": "Purvanchal Vidyut", "account_end": "0000", "month": "2026-11",
    "units": "100", "amount": "1253.00", "due": "2026-12-06", "bill": "0",
}  # fmt: skip
BY = {ChannelKind.WHATSAPP: Decimal("0.10"), ChannelKind.SMS: Decimal("0.20"), ChannelKind.EMAIL: Decimal("0.00")}


def test_an_sms_costs_by_its_parts_and_whatsapp_by_the_message() -> None:
    people = {ChannelKind.WHATSAPP: 10, ChannelKind.SMS: 100, ChannelKind.EMAIL: 7}

    # The Hindi text with its link is of three parts of 67 letters.
    assert price_of(kinds()["bill_issued"], FACTS, people, by=BY) == Decimal("1.00") + 100 * 3 * Decimal("0.20")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[rupees]\nwhatsapp = 0.14\nsms = '0.20'\nemail = '0.00'\n", 2, prices.NO_PRICE),
        ("[rupees]\nwhatsapp = '-1.00'\nsms = '0.20'\nemail = '0.00'\n", 2, prices.NO_PRICE),
        ("[rupees]\nwhatsapp = '0.14'\nsms = '0,20'\nemail = '0.00'\n", 3, prices.NO_PRICE),
        ("[rupees]\nwhatsapp = '0.14'\nsms = '0.20'\n", 1, MISSING),
        ("[rupees]\nwhatsapp = '0.14'\nsms = '0.20'\nemail = '0.00'\ncall = '1.00'\n", 5, prices.NO_PRICES),
        ("[rupees\n", 1, "This line cannot be read: look for a missing quotation mark, equals sign or bracket."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, words: str) -> None:
    assert [(fault.line, fault.words) for fault in prices.faults(text)] == [(line, words)]
    with pytest.raises(BadPrices):
        prices.read(text)


@pytest.mark.django_db
def test_prices_that_a_utility_edits_hold_from_their_moment_on() -> None:
    text = prices.shipped().replace('"0.14"', '"0.155"')
    actions.issue(file=prices.FILE, text=text, why="नया अनुबंध", holds_from=NOON, at=NOON, by="chief", check=prices.read)

    assert prices_at(at=NOON)[ChannelKind.WHATSAPP] == Decimal("0.155")
    assert prices_at(at=NOON.replace(year=2025))[ChannelKind.WHATSAPP] == Decimal("0.14")
