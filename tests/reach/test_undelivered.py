"""A bill that was sent and reached nobody is known with its evidence; of one that was never sent nothing is said."""

from __future__ import annotations

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.reach.models import Standing
from bijlisetu.reach.queries import undelivered
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db


def bill(of: Consumer) -> str:
    number = f"B{of.pk}"
    Bill.objects.create(
        number=number, consumer=of, cycle=CYCLE, bill_date=NOON.date(), due_date=NOON.date(), units=1,
        amount_payable=1, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip
    return number


def stand(of: Consumer, degree: str, occasion: str = "2026-11", **more: object) -> None:
    reached = degree in ("read", "delivered")
    Standing.objects.create(
        consumer=of, ledger="bills", occasion=occasion, notice=17, degree=degree, reached=reached, proved=False,
        at=NOON, attempt=18 if reached else None, **more,
    )  # fmt: skip


def test_the_evidence_names_why_and_the_notice() -> None:
    dead, homeless, reached, earlier, untold = (build.consumer() for _ in range(5))
    stand(dead, "failed", reason="number_dead")
    stand(homeless, "no_address")
    stand(reached, "delivered")
    stand(earlier, "failed", "2026-10")

    found = undelivered([bill(one) for one in (dead, homeless, reached, earlier, untold)])

    assert found == {
        f"B{dead.pk}": "not delivered: number_dead, notice 17",
        f"B{homeless.pk}": "not delivered: no_address, notice 17",
    }
