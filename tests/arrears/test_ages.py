"""Arrears by age: kept of a night, true to the balances, and found untrue where they are not."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from bijlisetu.arrears import ages
from bijlisetu.arrears.models import Owing
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Line
from bijlisetu.network.models import FeederPlace, OfficeTree
from tests.arrears.conftest import Owe, Pay
from tests.build import NOON

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


def test_what_is_owed_stands_under_its_age(owe: Owe, pay: Pay, consumer: Consumer) -> None:
    for number, due in enumerate((date(2025, 6, 20), date(2026, 9, 20), date(2026, 11, 20), date(2026, 12, 5))):
        owe("100.00", due=due, number=f"B{number}")
    pay("130.00")  # settles the oldest, and a part of the next

    ages.keep(on=ON, at=NOON)

    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    found = {age: one.amount for age, one in ages.in_all(section, on=ON).items() if one.people}
    assert found == {"not_due": Decimal(100), "to_30": Decimal(100), "to_90": Decimal(70)}
    assert ages.untrue() == []


def test_a_night_is_kept_once_and_offices_add_up(owe: Owe, consumer: Consumer) -> None:
    owe("100.00", due=date(2026, 9, 20))
    ages.keep(on=ON, at=NOON)
    ages.keep(on=ON, at=NOON)

    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    above = OfficeTree.objects.get(descendant=section, depth=1).ancestor_id
    (below,) = ages.by_office(above, on=ON)
    assert (below.office, below.amount, ages.in_all(above, on=ON)["to_90"].people) == (section, Decimal(100), 1)
    assert ages.last_night() == ON


def test_what_is_not_what_a_recount_gives_is_found(owe: Owe) -> None:
    owe("100.00")
    ages.keep(on=ON, at=NOON)

    Owing.objects.update(amount=99)

    assert len(ages.untrue()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", [NOON - timedelta(seconds=1), NOON + timedelta(seconds=1)])
def test_what_is_committed_after_the_count_is_not_in_it(owe: Owe, moment: datetime) -> None:
    """Whatever moment its entry bears: of a deed that began before the count, or of a clock that is ahead."""
    owe("100.00", number="B1")
    is_entered, is_counted = threading.Event(), threading.Event()

    def enter_slowly() -> None:
        try:
            with transaction.atomic():
                owe("50.00", number="B2", at=moment)
                is_entered.set()
                is_counted.wait(60)
        finally:
            connection.close()

    slow = threading.Thread(target=enter_slowly)
    slow.start()
    assert is_entered.wait(60)
    ages.keep(on=ON, at=NOON)
    is_counted.set()
    slow.join()

    assert Line.objects.filter(head="receivable").count() == 2
    assert ages.untrue() == []


def test_what_was_committed_before_the_count_is_in_it_though_its_clock_is_ahead(owe: Owe) -> None:
    owe("100.00", at=NOON + timedelta(seconds=1))

    ages.keep(on=ON, at=NOON)

    assert Owing.objects.get().amount == 100
    assert ages.untrue() == []
