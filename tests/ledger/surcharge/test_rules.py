"""
Late surcharge worked out by hand: rupees × percent ÷ 100 × days ÷ 30, each case with its sum beside it.

Rates: UP 1.25 % a month for three months, then 2 % (Hindustan Times Lucknow, 11-Nov-2025); JBVNL 1.5 % (Prabhat Khabar,
28-Apr-2023). Where a case bends the rule, it says how. ₹ 1,000 due on 5 December are late from the 6th.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bijlisetu.ledger.rules import First, Moved, Sort
from bijlisetu.ledger.surcharge.reading import FILES, as_policy, policies_of
from bijlisetu.ledger.surcharge.rules import Counts, On, Policy, Rounding, month_later, months_late, surcharge_of

(UP,) = policies_of("uppcl", begins=date(2026, 12, 1), ends=date(2027, 1, 1))
(JH,) = policies_of("jbvnl", begins=date(2026, 12, 1), ends=date(2027, 1, 1))
BEGUN = replace(UP, counts=Counts.MONTHS_BEGUN)
OLDEST = replace(UP, settles_first=First.OLDEST)
RUPEES = replace(UP, rounding=Rounding.RUPEE)
ROSE = (JH, replace(JH, begins_on=date(2026, 12, 15), steps=(replace(JH.steps[0], percent=Decimal(2)),)))


def day(text: str) -> date:
    return date.fromisoformat(text)


def bill(due: str, amount: str = "1000", *, name: str = "B1") -> Moved:
    """A bill of a fortnight before its last day to pay."""
    on = day(due) - timedelta(days=15)
    return Moved(reference=f"bill:{name}", sort=Sort.BILL, day=on, amount=Decimal(amount), bill=name, due=day(due))


def paid(on: str, amount: str) -> Moved:
    return Moved(reference=f"paid:{on}", sort=Sort.PAYMENT, day=day(on), amount=-Decimal(amount))


def charged(on: str, amount: str) -> Moved:
    return Moved(reference=f"surcharge:{on}", sort=Sort.SURCHARGE, day=day(on), amount=Decimal(amount))


def opening(on: str, amount: str) -> Moved:
    return Moved(reference="opening", sort=Sort.OPENING, day=day(on), amount=Decimal(amount))


DUE = bill("2026-12-05")
OTHER = bill("2027-01-04", "500", name="B2")
CASES: tuple[tuple[str, Policy, Sequence[Moved], str, str], ...] = (
    ("the days from the 6th to the 31st: 1000 × 1.25 × 26 / 3000", UP, [DUE], "2026-12", "10.83"),
    ("a month of 31 days: 1000 × 1.25 × 31 / 3000", UP, [DUE], "2027-01", "12.92"),
    ("a month of 28 days: 1000 × 1.25 × 28 / 3000", UP, [DUE], "2027-02", "11.67"),
    ("2 % from the fourth month, 6 March: 1000 × (5 × 1.25 + 26 × 2) / 3000", UP, [DUE], "2027-03", "19.42"),
    ("2 % ever after: 1000 × 2 × 30 / 3000", UP, [DUE], "2027-04", "20.00"),
    ("a month before it is due", UP, [DUE], "2026-11", "0"),
    ("paid on the last day to pay", UP, [DUE, paid("2026-12-05", "1000")], "2026-12", "0"),
    ("paid a day late: 1000 × 1.25 × 1 / 3000", UP, [DUE, paid("2026-12-06", "1000")], "2026-12", "0.42"),
    ("paid on the last of the month: 26 days", UP, [DUE, paid("2026-12-31", "1000")], "2026-12", "10.83"),
    ("paid on the first of the next: 26 days here", UP, [DUE, paid("2027-01-01", "1000")], "2026-12", "10.83"),
    ("and one there: 1000 × 1.25 × 1 / 3000", UP, [DUE, paid("2027-01-01", "1000")], "2027-01", "0.42"),
    ("400 on the 15th: (10 × 1000 + 16 × 600) × 1.25 / 3000", UP, [DUE, paid("2026-12-15", "400")], "2026-12", "8.17"),
    ("two parts: (5 × 1000 + 10 × 700 + 11 × 500) × 1.25 / 3000", UP,
     [DUE, paid("2026-12-10", "300"), paid("2026-12-20", "200")], "2026-12", "7.29"),
    ("paid more than all", UP, [DUE, paid("2026-12-01", "1500")], "2026-12", "0"),
    ("300 in advance: 700 × 1.25 × 26 / 3000", UP, [paid("2026-11-01", "300"), DUE], "2026-12", "7.58"),
    ("two bills: 1000 × 1.25 × 31 / 3000 + 500 × 1.25 × 27 / 3000", UP, [DUE, OTHER], "2027-01", "18.54"),
    ("the older one paid: 500 × 1.25 × 27 / 3000 = 5.625", UP,
     [DUE, OTHER, paid("2026-12-25", "1000")], "2027-01", "5.63"),
    ("1200 paid: 300 × 1.25 × 27 / 3000 = 3.375", UP, [DUE, OTHER, paid("2026-12-25", "1200")], "2027-01", "3.38"),
    ("surcharge first: (10 × 1000 + 21 × 510.83) × 1.25 / 3000", UP,
     [DUE, charged("2026-12-31", "10.83"), paid("2027-01-10", "500")], "2027-01", "8.64"),
    ("the oldest first: (10 × 1000 + 21 × 500) × 1.25 / 3000", OLDEST,
     [DUE, charged("2026-12-31", "10.83"), paid("2027-01-10", "500")], "2027-01", "8.54"),
    ("simple, none on surcharge: 1000 × 1.25 × 31 / 3000", UP,
     [DUE, charged("2026-12-31", "10.83")], "2027-01", "12.92"),
    ("on all that is owed: 1010.83 × 1.25 × 31 / 3000", replace(UP, on=On.ALL),
     [DUE, charged("2026-12-31", "10.83")], "2027-01", "13.06"),
    ("February of a leap year: 1000 × 1.25 × 29 / 3000", UP, [bill("2028-01-20")], "2028-02", "12.08"),
    ("the fourth month begins on 29 February: 1000 × (28 × 1.25 + 1 × 2) / 3000", UP, [bill("2027-11-28")], "2028-02",
     "12.33"),
    ("late from the 30th, so on 28 February: 1000 × (27 × 1.25 + 1 × 2) / 3000", UP, [bill("2026-11-29")], "2027-02",
     "11.92"),
    ("due on 29 February: 1000 × 1.25 × 31 / 3000", UP, [bill("2028-02-29")], "2028-03", "12.92"),
    ("due on the last of a month, nothing in it", UP, [bill("2026-12-31")], "2026-12", "0"),
    ("and all of the next: 1000 × 1.25 × 31 / 3000", UP, [bill("2026-12-31")], "2027-01", "12.92"),
    ("JBVNL: 1000 × 1.5 × 31 / 3000", JH, [bill("2026-11-30")], "2026-12", "15.50"),
    ("JBVNL, after a year the same: 1000 × 1.5 × 30 / 3000", JH, [bill("2026-11-30")], "2027-11", "15.00"),
    ("months begun, the first on the 6th: 1000 × 1.25 %", BEGUN, [DUE], "2026-12", "12.50"),
    ("months begun, paid that day: 1000 × 1.25 %", BEGUN, [DUE, paid("2026-12-06", "1000")], "2026-12", "12.50"),
    ("months begun, paid the day before", BEGUN, [DUE, paid("2026-12-05", "1000")], "2026-12", "0"),
    ("months begun, 400 before the second: 600 × 1.25 %", BEGUN, [DUE, paid("2027-01-05", "400")], "2027-01", "7.50"),
    ("months begun, the fourth: 1000 × 2 %", BEGUN, [DUE], "2027-03", "20.00"),
    ("months begun on a 31st, so on 28 February: 1000 × 1.25 %", BEGUN, [bill("2026-12-30")], "2027-02", "12.50"),
    ("five days of grace: 1000 × 1.25 × 21 / 3000", replace(UP, grace_days=5), [DUE], "2026-12", "8.75"),
    ("to the rupee: 10.83", RUPEES, [DUE], "2026-12", "11.00"),
    ("to the rupee, half up: 1320 × 1.25 × 10 / 3000 = 5.50", RUPEES, [bill("2026-12-21", "1320")], "2026-12", "6.00"),
    ("less than the least, ₹ 5: 0.42", replace(UP, least=Decimal(5)),
     [DUE, paid("2026-12-06", "1000")], "2026-12", "0"),
    ("a credit of 300 on the 10th: (5 × 1000 + 21 × 700) × 1.25 / 3000", UP,
     [DUE, Moved(reference="bill:C", sort=Sort.BILL, day=day("2026-12-10"), amount=Decimal(-300), bill="C")],
     "2026-12", "8.21"),
    ("arrears that opened the account: 800 × 1.25 × 10 / 3000", UP, [opening("2026-11-20", "800")], "2026-11", "3.33"),
    ("nothing owed", UP, [], "2026-12", "0"),
)  # fmt: skip


def month(text: str) -> dict[str, date]:
    begins = day(f"{text}-01")
    return {"begins": begins, "ends": month_later(begins, 1)}


@pytest.mark.parametrize(
    ("policy", "moves", "period", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_case_worked_out_by_hand(policy: Policy, moves: Sequence[Moved], period: str, expected: str) -> None:
    assert surcharge_of(moves, policies=[policy], **month(period)) == Decimal(expected)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-12", "18.33"),  # 1000 × (14 × 1.5 + 17 × 2) / 3000
        ("2027-01", "20.67"),  # 1000 × 2 × 31 / 3000
    ],
)
def test_a_rate_that_changes_within_a_month_changes_on_its_day(period: str, expected: str) -> None:
    assert surcharge_of([bill("2026-11-30")], policies=ROSE, **month(period)) == Decimal(expected)


def test_an_excused_bill_bears_none_and_its_neighbour_does() -> None:
    moves = [DUE, bill("2026-12-05", "500", name="B2")]

    # 500 × 1.25 × 26 / 3000
    assert surcharge_of(moves, policies=[UP], excused={"B1"}, **month("2026-12")) == Decimal("5.42")


def test_there_are_forty_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2027-01-31", "2027-02-27", 0),
        ("2027-01-31", "2027-02-28", 1),
        ("2028-02-29", "2029-02-28", 12),
        ("2027-01-06", "2027-02-05", 0),
    ],
)
def test_a_month_of_delay_ends_on_the_same_day_of_the_next(since: str, until: str, months: int) -> None:
    assert months_late(day(since), day(until)) == months


def test_a_month_is_charged_as_the_sum_of_its_days() -> None:
    moves: list[Any] = [DUE, OTHER, paid("2026-12-15", "400"), paid("2027-01-20", "333.33")]
    exact = replace(UP, rounding=Rounding.PAISA)
    begins, ends = day("2027-01-01"), day("2027-02-01")
    days = [begins + timedelta(days=n) for n in range((ends - begins).days)]

    whole = surcharge_of(moves, policies=[exact], begins=begins, ends=ends)
    parts = sum(surcharge_of(moves, policies=[exact], begins=one, ends=one + timedelta(days=1)) for one in days)

    assert abs(whole - parts) <= Decimal("0.005") * (len(days) + 1)


@pytest.mark.parametrize("name", FILES.names())
def test_every_file_that_comes_with_us_can_be_read(name: str) -> None:
    assert [as_policy(one) for one in FILES.of_file(name)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('mark = "S"', 'mark = "Z"', "A mark is V, S, B, D or H."),
        ('is = "days"', 'is = "hours"', "It is one of: days, months_begun."),
        ('percent = "1.50"', "percent = 1.5", "Steps are"),
        ("begins_on = 2023-04-28", 'begins_on = "2023-04-28"', "A day is written"),
        ("grace_days = ", "grace = ", "Nobody asks for this word."),
        ("is = true", 'is = "yes"', "It is true or false."),
    ],
)
def test_a_file_that_cannot_be_used_says_line_and_reason(before: str, after: str, said: str) -> None:
    text = (FILES.folder / "jbvnl.toml").read_text()
    assert before in text

    faults = FILES.faults(text.replace(before, after, 1))

    assert said in " ".join(map(str, faults))
    assert faults[0].line > 1
