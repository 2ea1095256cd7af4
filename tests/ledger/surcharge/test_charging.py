"""A month is charged once for each consumer, after it has ended in India, however often the run comes or breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

import bijlisetu.ledger.surcharge.charging as charging
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.actions import reverse
from bijlisetu.ledger.models import Entry, Surcharged
from bijlisetu.ledger.queries import balances, untrue
from bijlisetu.ledger.surcharge.charging import BillsChargeIt, Done, NobodyAsked, NotOver, charge
from bijlisetu.ledger.surcharge.reading import policies_of
from bijlisetu.ledger.surcharge.rules import By, Policy
from bijlisetu.network.models import Office
from tests import build
from tests.ledger.test_books import bill, entry, put

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
#: By India's clock one minute before and after the year's end.
BEFORE = datetime(2026, 12, 31, 18, 29, tzinfo=UTC)
AFTER = datetime(2026, 12, 31, 18, 31, tzinfo=UTC)
UP, JH = (replace(policies_of(name, begins=DECEMBER, ends=JANUARY)[0], charged_by=By.US) for name in ("uppcl", "jbvnl"))


@pytest.fixture
def company() -> int:
    return build.office("company").pk


@pytest.fixture
def two(company: int) -> list[Consumer]:
    """Two who owe ₹ 1,000 each since 5 December."""
    feeder = build.feeder(section=build.office(parent=Office.objects.get(pk=company)))
    both = [build.consumer(on=feeder), build.consumer(on=feeder)]
    put(*(bill(f"B{one.pk}", "1000.00", of=one) for one in both))
    return both


def run(office: int, policy: Policy = UP, *, at: datetime = AFTER, **more: object) -> Done:
    return charge(DECEMBER, office=office, policies=[policy], at=at, by="test", **more)  # type: ignore[arg-type]


def test_a_month_that_has_not_ended_in_india_is_not_charged(company: int, two: list[Consumer]) -> None:
    with pytest.raises(NotOver):
        run(company, at=BEFORE)

    assert run(company, at=AFTER) == Done(2, 2, Decimal("21.66"))


def test_the_same_month_is_charged_once(company: int, two: list[Consumer]) -> None:
    run(company)
    assert run(company) == Done(0, 0, Decimal(0))

    assert balances([one.pk for one in two]) == dict.fromkeys([one.pk for one in two], Decimal("1010.83"))
    assert set(Entry.objects.filter(sort="surcharge").values_list("day", flat=True)) == {date(2026, 12, 31)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Surcharged.objects.create(consumer=two[0], period=DECEMBER, amount=1, rule="x", at=AFTER, by="test")
    assert untrue() == []


def test_a_run_that_breaks_down_is_taken_up_where_it_was(
    company: int, two: list[Consumer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charging, "PORTION", 1)
    seen: list[Sequence[str]] = []

    def breaks_down(bills: Sequence[str]) -> Mapping[str, str]:
        seen.append(bills)
        if len(seen) == 2:
            raise ConnectionError
        return {}

    with pytest.raises(ConnectionError):
        run(company, JH, excused=breaks_down)
    assert run(company, JH, excused=breaks_down).looked_at == 1

    assert Surcharged.objects.count() == Entry.objects.filter(sort="surcharge").count() == 2


def test_whom_the_policy_excuses_bears_none_and_the_evidence_is_kept(company: int, two: list[Consumer]) -> None:
    spared, other = (f"B{one.pk}" for one in two)

    def undelivered(bills: Sequence[str]) -> Mapping[str, str]:
        assert set(bills) == {spared, other}
        return {spared: "no channel reached: tries 17, 18"}

    assert run(company, JH, excused=undelivered) == Done(2, 1, Decimal("13.00"))  # 1000 × 1.5 × 26 / 3000

    assert Surcharged.objects.get(consumer=two[0]).excused == {spared: "no channel reached: tries 17, 18"}
    assert balances([two[0].pk]) == {two[0].pk: Decimal("1000.00")}


def test_nobody_is_charged_by_a_policy_that_excuses_where_nobody_says_whom(company: int, two: list[Consumer]) -> None:
    with pytest.raises(NobodyAsked):
        run(company, JH)


def test_where_bills_bear_it_we_do_not(company: int, two: list[Consumer]) -> None:
    with pytest.raises(BillsChargeIt):
        run(company, replace(UP, charged_by=By.BILLS))


def test_a_cheque_that_bounced_was_no_payment(company: int, two: list[Consumer]) -> None:
    put(entry("cheque", "-1000.00", of=two[0], day=date(2026, 12, 4)))
    reverse({"cheque": "cheque:bounced"}, why="funds", day=date(2026, 12, 20), at=AFTER, by="test")

    run(company)

    assert balances([two[0].pk]) == {two[0].pk: Decimal("1010.83")}


def test_a_surcharge_that_was_wrong_is_reversed_and_not_charged_again(company: int, two: list[Consumer]) -> None:
    run(company)
    wrong = f"surcharge:2026-12:{two[0].pk}"
    reverse({wrong: f"{wrong}:reversed"}, why="bill was wrong", day=JANUARY, at=AFTER, by="test")

    assert run(company).entries == 0
    assert balances([two[0].pk]) == {two[0].pk: Decimal("1000.00")}


def test_people_of_other_offices_are_left_alone(company: int, two: list[Consumer]) -> None:
    assert run(build.office("company").pk).looked_at == 0
