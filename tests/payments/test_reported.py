"""What broke other systems, as small inputs after their public reports: each of them does no harm here."""

from __future__ import annotations

from decimal import Decimal

import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.payments.models import Payment
from bijlisetu.plumbing.files.intake import NothingImported
from tests.payments.conftest import UPI, Load

pytestmark = pytest.mark.django_db


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def test_the_same_sum_for_the_same_bill_a_month_later_is_new_money(
    load: Load, consumer: Consumer, reference: str
) -> None:
    """After metasfresh#25498: a recurring payment was taken for the one of the month before."""
    load({**UPI, "REFERENCE": reference, "TXN_DATE": "20-10-2026"})
    load({**UPI, "REFERENCE": reference, "TXN_ID": "TX0002", "RRN": "633012345679"})

    assert balance(consumer) == Decimal("-1000.00")


def test_two_alike_on_one_day_are_two(load: Load, consumer: Consumer) -> None:
    """After actualbudget#8221: two purchases of one amount on one day became one."""
    load(UPI, {**UPI, "TXN_ID": "TX0002"})

    assert Payment.objects.count() == 2
    assert balance(consumer) == Decimal("-1000.00")


def test_a_number_of_a_payment_given_to_two_accounts_credits_nobody_twice(load: Load, consumer: Consumer) -> None:
    """After BCApps#11055: whoever pays makes the id, so that two of one file may bear the same."""
    summary = load(UPI, {**UPI, "ACCOUNT": "3000000008", "AMOUNT": "700.00"})

    assert (summary.imported, summary.rejected) == (1, 1)
    assert balance(consumer) == Decimal("-500.00")


@pytest.mark.parametrize(
    "amount",
    [
        "-1.000,00 €", "-950,00", "950,00",  # firefly-iii#1938: became 1.00, and 95,000
        "3.000", "-3.000",  # actualbudget#2374: three thousand became three
        "D-104.12", "(500.00) Cr", "-500.00 DR",  # cmxl#34: a debit below nought
        "0", "500.00-",
    ],
)  # fmt: skip
def test_an_amount_that_may_mean_something_else_comes_back(load: Load, consumer: Consumer, amount: str) -> None:
    with pytest.raises(NothingImported):
        load({**UPI, "AMOUNT": amount})

    assert balance(consumer) == 0


@pytest.mark.parametrize(("amount", "rupees"), [("20", "20.00"), ("110.7", "110.70"), ("1,253", "1253.00")])
def test_an_amount_without_all_decimals_is_rupees(load: Load, consumer: Consumer, amount: str, rupees: str) -> None:
    """After csvtomt940#12 and actualbudget#5020: twenty became twenty cents, 110.7 became 1,107."""
    load({**UPI, "AMOUNT": amount})

    assert balance(consumer) == -Decimal(rupees)
