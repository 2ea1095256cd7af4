"""Copies of one payment that come in the same moment, and its settlement beside them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

import bijlisetu.ledger.queries as ledger
from bijlisetu.payments.bbps.judging import Word
from bijlisetu.payments.models import Exchange, Payment
from tests import build
from tests.payments.bbps.calls import bill_of, call, word
from tests.payments.conftest import ACCOUNT

pytestmark = pytest.mark.django_db(transaction=True)
COPIES, AT_ONCE = 24, 6


def test_copies_at_once_are_one_credit() -> None:
    consumer = build.consumer(account=ACCOUNT, on=build.feeder_of_a_company())
    bill_of(consumer)

    def told(_: int) -> Word:
        try:
            return word(call("PAYMENT"))
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = set(threads.map(told, range(COPIES)))

    assert answers == {Word.TAKEN}
    assert (Payment.objects.count(), Exchange.objects.count()) == (1, 1)
    assert ledger.balances([consumer.pk]) == {consumer.pk: 0}
