"""What BBPS is answered, case by case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bijlisetu.payments.bbps.judging import Accepted, Amounts, Standing, Word, judge_amount, judge_question, masked_name

OWES = Standing(consumer=1, account="1", name="T", owed=Decimal("500.00"))
NOTHING = replace(OWES, owed=Decimal(0))


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        (None, "unknown"), (OWES, "found"), (NOTHING, "nothing_due"), (replace(NOTHING, has_paid=True), "paid_already"),
        (replace(NOTHING, owed=Decimal(-5), has_paid=True), "paid_already"), (replace(OWES, has_paid=True), "found"),
        (replace(NOTHING, is_closed=True), "closed"), (replace(OWES, is_closed=True), "found"),
    ],
)  # fmt: skip
def test_a_question(standing: Standing | None, word: str) -> None:
    assert judge_question(standing) == word


@pytest.mark.parametrize(
    ("accepted", "amount", "word"),
    [
        ("exact", "500.00", "valid"), ("exact", "499.99", "not_exact"), ("exact", "500.01", "not_exact"),
        ("exact_up", "500.00", "valid"), ("exact_up", "500.01", "valid"), ("exact_up", "499.99", "below"),
        ("exact_down", "500.00", "valid"), ("exact_down", "1.00", "valid"), ("exact_down", "500.01", "above"),
        ("any", "1.00", "valid"), ("any", "0.99", "below"), ("any", "10000.01", "above"), ("any", "10000", "valid"),
        ("exact", "0.50", "below"), ("exact", "480.00", "valid"), ("exact_up", "485.00", "valid"),
    ],
)  # fmt: skip
def test_an_amount_of_whoever_was_told_of_480_before_it_became_500(accepted: str, amount: str, word: Word) -> None:
    answered = [Decimal("480.00")] if amount in ("480.00", "485.00") else []

    assert judge_amount(OWES, Decimal(amount), amounts=amounts(accepted), answered=answered) == word


@pytest.mark.parametrize(
    ("standing", "accepted", "word"),
    [
        (None, "any", "unknown"), (NOTHING, "any", "valid"), (NOTHING, "exact", "nothing_due"),
        (replace(NOTHING, has_paid=True), "exact_up", "paid_already"),
        (replace(NOTHING, is_closed=True), "any", "closed"), (replace(OWES, is_closed=True), "exact", "valid"),
    ],
)  # fmt: skip
def test_an_amount_where_it_may_not_be_owed(standing: Standing | None, accepted: str, word: str) -> None:
    assert judge_amount(standing, Decimal(500), amounts=amounts(accepted)) == word


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("TEST CONSUMER", "T*** C***"), ("परीक्षण उपभोक्ता", "प*** उ***"), ("कुमार", "कु***"), ("क्ष", "क्***"),
        ("  A  ", "A***"), ("", ""), ("रीना", "री***"),
    ],
)  # fmt: skip
def test_a_name_of_which_no_more_is_told_than_whose_it_may_be(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def amounts(accepted: str) -> Amounts:
    return Amounts(accepted=Accepted(accepted), least=Decimal(1), most=Decimal(10000))
