"""What a bank writes beside an amount of a payment: Cr came in, Dr went out; on a bill the two mean the opposite."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bijlisetu.payments.amounts import amount_in
from bijlisetu.plumbing.files.intake import Unfit


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2000.00 CR", "2000.00"), ("2,000.00Cr.", "2000.00"), ("CR 500", "500"), ("500 (Cr)", "500"),
        ("₹ 500 Cr", "500"), ("500.00 Credit", "500.00"), ("CREDIT 500", "500"),
        ("110.7", "110.7"), ("100", "100"), ("1,00,000.00", "100000.00"), ("Rs. 500/-", "500"),
        ("५००.००", "500.00"), ("500.", "500"),
    ],
)  # fmt: skip
def test_what_came_in_is_read(text: str, amount: str) -> None:
    assert amount_in(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5.00 DR", "money out"), ("5.00Dr.", "money out"), ("DR 5.00", "money out"), ("5.00 (DR)", "money out"),
        ("5.00 DB", "money out"), ("5.00 Debit", "money out"),
        ("(30.00)", "amount not above zero"), ("-30.00", "amount not above zero"), ("−30.00", "amount not above zero"),
        ("30.00-", "amount not above zero"), ("-30.00 CR", "amount not above zero"),
        ("0.00 CR", "amount not above zero"),
        # Three thousand in half of the world, and three in the other; an amount has two decimals or none.
        ("3.000", "amount unreadable"), ("500.000", "amount unreadable"), ("500.005", "amount unreadable"),
        ("7 000", "amount unreadable"), ("1.234,56", "amount unreadable"), ("CR", "amount unreadable"),
        ("5 CR CR", "amount unreadable"), ("5 DR CR", "amount unreadable"), ("5e3", "amount unreadable"),
    ],
)  # fmt: skip
def test_what_did_not_come_in_or_may_mean_two_things_goes_back(text: str, reason: str) -> None:
    refused = amount_in(text)

    assert isinstance(refused, Unfit)
    assert refused.reason == reason
