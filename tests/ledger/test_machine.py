"""
Whatever happens to the books, they are what a plain second computation says.

Some plays here; `make bench ARGS="--only plays"` plays ten thousand.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.actions import EnteredOtherwise, enter, reverse
from bijlisetu.ledger.queries import balances, owed_by_bill, statement, untrue
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.ledger.surcharge.charging import charge
from bijlisetu.ledger.surcharge.reading import policies_of
from bijlisetu.ledger.surcharge.rules import By
from bijlisetu.ledger.totals import HEADS
from bijlisetu.network.models import Feeder, Office
from bijlisetu.plumbing.database import totals
from tests import build

PLAYS, STEPS = 60, 16
FIRST = date(2026, 10, 1)
AT = datetime(2027, 6, 1, tzinfo=UTC)
MONTHS = [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
(LEFT_TO_BILLS,) = policies_of("uppcl", begins=FIRST, ends=date(2027, 5, 1))
POLICY = replace(LEFT_TO_BILLS, charged_by=By.US)
people = st.integers(0, 2)
days = st.integers(0, 170).map(lambda after: FIRST + timedelta(days=after))
amounts = st.integers(1, 500_000).map(lambda paise: Decimal(paise) / 100)


class TheMachineStops(Exception):
    """In the middle of a transaction."""


@dataclass
class Happened:
    """One entry as a person with paper and pencil notes it."""

    sort: Sort
    consumer: int
    amount: Decimal
    day: date
    due: date | None = None
    reversed_on: date | None = None


class Books(RuleBasedStateMachine):
    """Three consumers on two feeders, and all that may happen to what they owe."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.consumers = list(Consumer.objects.order_by("pk").values_list("pk", flat=True))
        self.feeders = list(Feeder.objects.order_by("pk").values_list("pk", flat=True))
        self.office = Office.objects.get(kind="company").pk
        self.paper: dict[str, Happened] = {}
        self.charged: set[tuple[int, date]] = set()
        self.numbers = itertools.count(1)

    @rule(who=people, amount=amounts, day=days, days_to_pay=st.integers(0, 20))
    def a_bill_comes(self, who: int, amount: Decimal, day: date, days_to_pay: int) -> None:
        one = Happened(Sort.BILL, self.consumers[who], amount, day, day + timedelta(days=days_to_pay))
        self.entered_anew(f"bill:{next(self.numbers)}", one)

    @rule(who=people, amount=amounts, day=days)
    def money_comes(self, who: int, amount: Decimal, day: date) -> None:
        self.entered_anew(f"paid:{next(self.numbers)}", Happened(Sort.PAYMENT, self.consumers[who], -amount, day))

    @precondition(lambda self: getattr(self, "paper", None))
    @rule(data=st.data())
    def it_is_told_again(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(sorted(self.paper)))
        told = entry(reference, self.paper[reference])
        assert enter([told, told], at=AT, by="test") == frozenset()

    @precondition(lambda self: getattr(self, "paper", None))
    @rule(data=st.data())
    def it_is_told_otherwise(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(sorted(self.paper)))
        known = self.paper[reference]
        with pytest.raises(EnteredOtherwise):
            enter([entry(reference, replace(known, amount=known.amount * 2))], at=AT, by="test")

    @precondition(lambda self: getattr(self, "paper", None))
    @rule(data=st.data(), day=days)
    def it_was_wrong(self, data: st.DataObject, day: date) -> None:
        reference = data.draw(st.sampled_from(sorted(self.paper)))
        new = reverse({reference: f"{reference}:reversed"}, why="", day=day, at=AT, by="test")
        known = self.paper[reference]
        assert bool(new) == (known.reversed_on is None)
        known.reversed_on = known.reversed_on or max(day, known.day)

    @rule(month=st.sampled_from(MONTHS))
    def late_surcharge_is_charged(self, month: date) -> None:
        ends = after_a_month(month)
        expected = {
            one: self.surcharge(one, month, ends)
            for one in self.consumers
            if (one, month) not in self.charged and (self.balance(one) > 0 or self.has_lines_since(one, month))
        }
        done = charge(month, office=self.office, policies=[POLICY], at=AT, by="test")
        assert (done.looked_at, done.amount) == (len(expected), sum(expected.values()))
        for one, amount in expected.items():
            self.charged.add((one, month))
            if amount:
                last = ends - timedelta(days=1)
                self.paper[f"surcharge:{month:%Y-%m}:{one}"] = Happened(Sort.SURCHARGE, one, amount, last)
        assert charge(month, office=self.office, policies=[POLICY], at=AT, by="test").entries == 0

    @rule(who=people, amount=amounts, day=days, month=st.sampled_from(MONTHS))
    def everything_stops_between_two_steps(self, who: int, amount: Decimal, day: date, month: date) -> None:
        lost = Happened(Sort.BILL, self.consumers[who], amount, day, day)
        with pytest.raises(TheMachineStops):
            self.stop_after_a_few(lost, month)

    def stop_after_a_few(self, lost: Happened, month: date) -> None:
        with transaction.atomic():
            enter([entry("bill:lost", lost)], at=AT, by="test")
            reverse({"bill:lost": "bill:lost:reversed"}, why="", day=lost.day, at=AT, by="test")
            charge(month, office=self.office, policies=[POLICY], at=AT, by="test")
            raise TheMachineStops

    @rule(who=people, feeder=st.integers(0, 1))
    def somebody_is_moved_to_another_feeder(self, who: int, feeder: int) -> None:
        Consumer.objects.filter(pk=self.consumers[who]).update(feeder=self.feeders[feeder])

    @rule()
    def totals_are_gathered(self) -> None:
        totals.gather(HEADS, at=AT)

    def entered_anew(self, reference: str, one: Happened) -> None:
        assert enter([entry(reference, one)], at=AT, by="test") == {reference}
        self.paper[reference] = one

    def of(self, consumer: int) -> list[Happened]:
        return [one for one in self.paper.values() if one.consumer == consumer]

    def balance(self, consumer: int, on: date = date.max) -> Decimal:
        counted = (one for one in self.of(consumer) if one.day <= on)
        return sum((one.amount for one in counted if not one.reversed_on or one.reversed_on > on), Decimal(0))

    def has_lines_since(self, consumer: int, day: date) -> bool:
        return any(max(one.day, one.reversed_on or one.day) >= day for one in self.of(consumer))

    def surcharge(self, consumer: int, begins: date, ends: date) -> Decimal:
        """Go through all days with a list of what is unpaid, as a clerk would."""
        last = ends - timedelta(days=1)
        counted = [
            (reference, one)
            for reference, one in sorted(self.paper.items())
            if one.consumer == consumer and one.day <= last and not (one.reversed_on and one.reversed_on <= last)
        ]
        unpaid: list[list[object]] = []
        advance, percents, day = Decimal(0), Decimal(0), FIRST
        while day < ends:
            if day >= begins:
                percents += sum(
                    (left * rate(late, day) for left, late, sort in unpaid if sort != Sort.SURCHARGE and late <= day),  # type: ignore[operator,arg-type]
                    Decimal(0),
                )
            for _, one in counted:
                if one.day == day and one.amount > 0:
                    taken = min(advance, one.amount)
                    advance -= taken
                    unpaid.append([one.amount - taken, (one.due or one.day) + timedelta(days=1), one.sort])
            for _, one in counted:
                if one.day == day and one.amount < 0:
                    credit = -one.amount
                    for wanted in (True, False):
                        for each in unpaid:
                            if (each[2] == Sort.SURCHARGE) == wanted:
                                taken = min(each[0], credit)  # type: ignore[type-var]
                                each[0] -= taken  # type: ignore[operator]
                                credit -= taken  # type: ignore[operator]
                    advance += credit
            day += timedelta(days=1)
        return (percents / 3000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def teardown(self) -> None:
        if not hasattr(self, "paper"):
            return
        try:
            self.books_are_what_the_paper_says()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def books_are_what_the_paper_says(self) -> None:
        assert balances(self.consumers) == {one: self.balance(one) for one in self.consumers}
        for on in MONTHS:
            assert balances(self.consumers, on=on) == {one: self.balance(one, on) for one in self.consumers}
        owed = owed_by_bill(self.consumers)
        for one in self.consumers:
            assert sum(owed[one].values()) == max(self.balance(one), 0)
            assert statement(one, FIRST, date(2028, 1, 1)).after == self.balance(one)
        assert untrue() == []
        assert totals.differences(HEADS) == []


def entry(reference: str, one: Happened) -> Entry:
    against = Head.REVENUE if one.sort is Sort.BILL else Head.SURCHARGE if one.sort is Sort.SURCHARGE else Head.BANK
    lines = (
        Line(head=Head.RECEIVABLE, amount=one.amount, consumer=one.consumer),
        Line(head=against, amount=-one.amount, consumer=None if against is Head.BANK else one.consumer),
    )
    evidence = {"bill": reference, "due": str(one.due)} if one.due else {}
    return Entry(reference=reference, sort=one.sort, day=one.day, lines=lines, evidence=evidence)


def after_a_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def rate(late: date, day: date) -> Decimal:
    """A quarter of a year at 1.25 %, then 2 %."""
    month = late.month + 3
    year, month = late.year + (month - 1) // 12, (month - 1) % 12 + 1
    while True:
        try:
            fourth = date(year, month, late.day)
            break
        except ValueError:  # a shorter month: its last day
            late -= timedelta(days=1)
    return Decimal("1.25") if day < fourth else Decimal(2)


def play(plays: int, *, is_new: bool = False) -> None:
    """Play so many sequences, the same each time or new ones; nothing of them stays in the database."""
    chosen = settings(
        max_examples=plays, stateful_step_count=STEPS, derandomize=not is_new, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink] if is_new else [Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Books, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.fixture
def people_with_connections(db: None) -> None:
    connections()


def connections() -> None:
    """Make three consumers and two feeders of one company."""
    section = build.office(parent=build.office("company"))
    feeder = build.feeder(section=section)
    build.feeder(section=section)
    for _ in range(3):
        build.consumer(on=feeder)


@pytest.mark.usefixtures("people_with_connections")
def test_the_books_are_what_a_plain_second_computation_says() -> None:
    play(PLAYS)
