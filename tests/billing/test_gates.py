"""What the gates see in a run of bills."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling import gates
from bijlisetu.billing.telling.rules import Jumps
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Feeder
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates.notices import Gate, Gathered
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
MANY = 40


@pytest.fixture
def line() -> Feeder:
    return build.feeder()


def bill(of: Consumer, amount: str, *, cycle: date = CYCLE) -> None:
    Bill.objects.create(
        number=f"{cycle:%y%m}/{of.account}", consumer=of, cycle=cycle, bill_date=cycle,
        due_date=cycle + timedelta(days=36), units=Decimal(56), amount_payable=Decimal(amount), mapping="uppcl",
        imported_at=NOON,
    )  # fmt: skip


def told(of: Consumer, amount: str) -> None:
    bill(of, amount)
    Notice.objects.filter(consumer=of).update(facts={**build.facts(of), "amount": amount})


def run_of(*people: Consumer) -> Gathered:
    run = build.run(*people)
    return Gathered(run=run, kind=kinds()["bill_issued"], made=len(people), at=NOON)


def found(gate: Gate, line: Feeder, *amounts: str) -> Finding:
    people = [build.consumer(on=line) for _ in amounts]
    gathered = run_of(*people)
    for one, amount in zip(people, amounts, strict=True):
        told(one, amount)
    return gate(gathered)


@pytest.mark.parametrize("gate", gates.GATES)
def test_an_ordinary_run_passes(gate: Gate, line: Feeder) -> None:
    finding = found(gate, line, "1253.00", "870.50")

    assert finding.passed
    assert all((finding.hi, finding.en))


@pytest.mark.parametrize(
    ("due", "numbers"),
    [
        ("2026-11-21", {"past": 1, "soon": 0}),
        ("2026-11-22", {"past": 0, "soon": 1}),
        ("2026-11-25", {"past": 0, "soon": 1}),
        ("2026-11-26", {"past": 0, "soon": 0}),
    ],
)
def test_a_due_date_that_has_passed_or_is_all_but_here(line: Feeder, due: str, numbers: dict[str, int]) -> None:
    one = build.consumer(on=line)
    gathered = run_of(one)
    Notice.objects.update(facts={**build.facts(one), "due": due})

    finding = gates.due_in_time(gathered)

    assert finding.numbers == numbers
    assert finding.passed is not any(numbers.values())
    assert not finding.hi.startswith("0 ")
    assert ", 0 " not in finding.hi + finding.en


def compared(line: Feeder, amounts: list[tuple[str, str]]) -> Finding:
    people = [build.consumer(on=line) for _ in amounts]
    gathered = run_of(*people)
    for one, (earlier, amount) in zip(people, amounts, strict=True):
        bill(one, earlier, cycle=OCTOBER)
        told(one, amount)
    return gates.amount_jumps(gathered)


def test_a_run_ten_times_the_last_one_is_found_though_no_bill_stands_apart(line: Feeder) -> None:
    finding = compared(line, [(f"{1000 + number}.00", f"{10000 + 10 * number}.00") for number in range(MANY)])

    assert not finding.passed
    assert finding.numbers["middle"] == 10.0


def test_the_worst_jumps_are_shown_by_the_accounts_end_alone(line: Feeder) -> None:
    usual = [("1000.00", f"{1000 + number}.00") for number in range(MANY)]

    finding = compared(line, [*usual, ("1000.00", "98000.00"), ("900.00", "45000.00")])

    assert (finding.passed, finding.numbers["far"]) == (False, 2)
    assert "₹ 1,000.00 → ₹ 98,000.00" in finding.examples[0].replace("\u00a0", " ")
    assert all(example.startswith("..") for example in finding.examples)


def test_one_bill_in_a_hundred_may_jump(line: Feeder) -> None:
    usual = [("1000.00", f"{1000 + number}.00") for number in range(100)]

    assert compared(line, [*usual, ("1000.00", "98000.00")]).passed


def test_small_bills_may_change_their_habit(line: Feeder) -> None:
    assert compared(line, [("40.00", "260.00")] * MANY).numbers["far"] == 0


@pytest.mark.parametrize(
    ("jumps", "are_usual"),
    [
        ({"compared": 29, "far": 29}, True),  # too few to say anything
        ({"far": 20}, True),
        ({"far": 21}, False),
        ({"outside": 21}, False),
        ({"middle": 2.01}, False),
        ({"middle": 0.49}, False),
    ],
)
def test_what_is_usual(jumps: dict[str, float], are_usual: bool) -> None:
    assert Jumps(**{"compared": 1000, "far": 0, "outside": 0, "middle": 1.0, **jumps}).are_usual is are_usual  # type: ignore[arg-type]


def test_a_sum_that_is_not_billings_is_found(line: Feeder) -> None:
    one = build.consumer(on=line)
    gathered = run_of(one)
    bill(one, "1300.00")

    finding = gates.total_as_imported(gathered)

    assert (finding.passed, finding.numbers["owed"], finding.numbers["said"]) == (False, "1300.00", "1253.00")


def test_a_bill_that_nobody_is_told_of_is_found(line: Feeder) -> None:
    one = build.consumer(on=line)
    gathered = run_of(one)
    told(one, "1253.00")
    bill(build.consumer(on=line), "1.00")

    assert not gates.total_as_imported(gathered).passed


def test_what_an_earlier_run_told_is_no_difference(line: Feeder) -> None:
    before, now = build.consumer(on=line), build.consumer(on=line)
    build.run(before)
    told(before, "500.00")
    Notice.objects.update(key=f"{gates.key_of_cycle(CYCLE)}{before.account}")
    Run.objects.update(state="released", released_at=NOON, released_by="second")
    gathered = run_of(now)
    told(now, "700.00")

    finding = gates.total_as_imported(gathered)

    assert (finding.passed, finding.numbers["before"]) == (True, 1)


@pytest.mark.parametrize(
    ("amounts", "passed"),
    [(["0.00"], False), (["-5.00"], False), (["0.00"] + ["9.00"] * 20, True), (["-5.00"] + ["9.00"] * 20, True)],
)
def test_a_few_bills_ask_for_nothing_and_many_do_not_and_they_are_named(
    line: Feeder, amounts: list[str], passed: bool
) -> None:
    finding = found(gates.amounts_to_pay, line, *amounts)

    assert (finding.passed, len(finding.examples)) == (passed, 1)


def test_a_bill_is_compared_with_the_one_of_the_month_before_that_stands(line: Feeder) -> None:
    people = [build.consumer(on=line) for _ in range(MANY)]
    gathered = run_of(*people)
    for one in people:
        bill(one, "1000.00", cycle=OCTOBER)
        told(one, "1010.00")
    # Written off since, or older than the one it was revised by.
    Bill.objects.filter(cycle=OCTOBER).update(is_revised=True)
    for one in people:
        for number, cancelled in (("old", False), ("off", True)):
            Bill.objects.create(
                number=f"{number}/{one.account}", consumer=one, cycle=OCTOBER, bill_date=OCTOBER,
                due_date=OCTOBER + timedelta(days=36), units=56, amount_payable="98000", mapping="uppcl",
                is_revised=cancelled, is_cancelled=cancelled, imported_at=NOON,
            )  # fmt: skip

    assert gates.amount_jumps(gathered).numbers["middle"] == 1.01
