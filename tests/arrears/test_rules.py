"""Section 56 as arithmetic: clear days, the limit of two years, the deposit under protest, hours without cuts."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from bijlisetu.arrears.cutting.rules import (
    claim_of,
    first_day_to_cut,
    to_deposit_under_protest,
)
from bijlisetu.arrears.heldback import is_held_back
from bijlisetu.arrears.ladders.reading import FILES as LADDERS
from bijlisetu.arrears.policies.reading import FILES as POLICIES
from bijlisetu.arrears.policies.reading import policy_of
from bijlisetu.ledger.dated import BadFile
from bijlisetu.ledger.rules import Moved, Owed, Sort
from bijlisetu.metering.windows.rules import Closed, NeverOpen, windows_of
from bijlisetu.network.office_days import OfficeDays, Ruling
from bijlisetu.plumbing.india import INDIA
from bijlisetu.staff.levels import Level

HOURS = windows_of("common", on=date(2026, 11, 22)).narrowed(opens=time(10), closes=time(15))
CASES = tomllib.loads((Path(__file__).parent / "clear_days.toml").read_text(encoding="utf-8"))["cases"]
POLICY = policy_of("common", on=date(2026, 11, 22))
DIWALI, SUNDAY = date(2026, 11, 9), date(2026, 11, 8)
DAYS = OfficeDays(
    opens=time(10), closes=time(17), weekdays=frozenset(range(6)),
    holidays={DIWALI: ("दीवाली", "Diwali")}, rulings=(Ruling(date(2026, 11, 10), False, date(2026, 11, 6)),),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['served']}")
def test_fifteen_clear_days_exclude_service_and_cut(case: dict[str, date]) -> None:
    assert first_day_to_cut(case["served"], clear_days=15) == case["first"]


def owed(due: date, amount: int = 1000) -> Owed:
    of = Moved(reference=f"bill:{due}", sort=Sort.BILL, day=due.replace(day=1), amount=Decimal(amount), due=due)
    return Owed(of=of, amount=Decimal(amount))


@pytest.mark.parametrize(
    ("on", "barred"),
    [(date(2026, 11, 20), 0), (date(2026, 11, 21), 1000)],
    ids=["on the second anniversary", "a day after"],
)
def test_after_two_years_a_sum_is_not_asked_for(on: date, barred: int) -> None:
    late = owed(date(2024, 11, 20))
    silent = Moved(reference="b", sort=Sort.BILL, day=date(2025, 6, 1), amount=Decimal(1))

    assert claim_of([late], [silent], shown=[], on=on).barred == barred


def test_after_two_years_it_is_asked_for_if_every_bill_since_showed_arrears() -> None:
    late = owed(date(2023, 5, 20))
    since = [Moved(reference=f"b{m}", sort=Sort.BILL, day=date(2024, m, 1), amount=Decimal(1)) for m in (1, 2, 3)]
    shown = [one.day for one in since]

    assert claim_of([late], since, shown=shown, on=date(2026, 11, 1)).barred == 0
    assert claim_of([late], since, shown=shown[:-1], on=date(2026, 11, 1)).barred == 1000


def test_the_lesser_of_claim_and_average_month_is_deposited_under_protest() -> None:
    charges = [Decimal(9000), *[Decimal(600)] * 6]

    assert to_deposit_under_protest(Decimal(5000), charges) == Decimal(600)
    assert to_deposit_under_protest(Decimal(500), charges) == Decimal(500)
    assert to_deposit_under_protest(Decimal(500), []) == Decimal(500)


@pytest.mark.parametrize(
    ("day", "hour", "may"),
    [
        ("2026-11-07", time(9, 59), False),
        ("2026-11-07", time(10), True),
        ("2026-11-07", time(14, 59), True),
        ("2026-11-07", time(15), False),
        ("2026-11-07", time(23), False),
        ("2026-11-08", time(12), False),
        ("2026-11-09", time(12), False),
        ("2026-11-10", time(12), False),
        ("2026-11-11", time(12), True),
    ],
    ids=["early", "from ten", "to three", "three", "night", "Sunday", "holiday", "by the gazette", "open"],
)
def test_nobody_is_cut_in_the_evening_or_on_a_closed_day(day: str, hour: time, may: bool) -> None:
    at = datetime.combine(date.fromisoformat(day), hour, tzinfo=INDIA)

    assert HOURS.may_be_cut(at, days=DAYS) == may


def test_the_next_moment_passes_over_closed_days() -> None:
    noon = datetime.combine(SUNDAY, time(12), tzinfo=INDIA)

    assert HOURS.next_moment(noon, days=DAYS) == datetime(2026, 11, 11, 10, tzinfo=INDIA)


def test_a_cut_is_allowed_only_when_the_windows_and_the_policy_allow_it() -> None:
    """An order opens offices on a Sunday: the policy asks for open offices alone, the windows spare Sundays."""
    days = replace(DAYS, rulings=(Ruling(SUNDAY, True, date(2026, 11, 6)),))
    noon = datetime.combine(SUNDAY, time(12), tzinfo=INDIA)
    late = windows_of("common", on=SUNDAY).narrowed(opens=time(7), closes=time(20))

    assert days.is_open(SUNDAY, known_on=SUNDAY)
    assert HOURS.why_not(noon, days=days) is Closed.SUNDAY
    assert (late.opens, late.closes) == (time(8), time(18))


def test_two_rules_that_have_no_hour_in_common_leave_no_moment() -> None:
    never = windows_of("common", on=SUNDAY).narrowed(opens=time(18), closes=time(20))

    with pytest.raises(NeverOpen):
        never.next_moment(datetime(2026, 11, 11, 12, tzinfo=INDIA), days=DAYS)


@pytest.mark.parametrize(
    ("amount", "level"),
    [("10000", Level.JE), ("10000.01", Level.SDO), ("100000", Level.SDO), ("1000000", Level.EE), ("1000001", Level.SE)],
)
def test_the_amount_says_whose_work_it_is(amount: str, level: Level) -> None:
    assert POLICY.level_for(Decimal(amount)) is level


def test_about_the_share_of_the_file_is_held_back_and_never_the_same_each_month() -> None:
    chosen = {
        cycle: {one for one in range(20_000) if is_held_back(one, cycle=cycle, ladder="common/2026-11-01", percent=5)}
        for cycle in (date(2026, 11, 1), date(2026, 12, 1))
    }
    first, second = chosen.values()

    assert 900 < len(first) < 1100
    assert len(first & second) < 120
    assert not is_held_back(1, cycle=date(2026, 11, 1), ladder="common/2026-11-01", percent=0)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('kind = "reminder_due" },\n    { name = "last', 'kind = "notice_of_cut" },\n    { name = "last'),
        ("day = 7", "day = 20"),
        ('"week_late"', '"before"'),
        ("is = 5", "is = 51"),
        ('is = "100"', "is = 100"),
    ],
    ids=["a statutory notice", "out of order", "a name twice", "too many held back", "a float"],
)
def test_a_ladder_that_will_not_do_is_refused_with_its_line(was: str, now: str) -> None:
    text = (LADDERS.folder / "common.toml").read_text(encoding="utf-8")
    assert was in text

    with pytest.raises(BadFile, match=r"line \d+"):
        LADDERS.read("common", text.replace(was, now))


def test_no_policy_gives_fewer_days_than_the_law() -> None:
    text = (POLICIES.folder / "common.toml").read_text(encoding="utf-8")

    with pytest.raises(BadFile, match="clear_days"):
        POLICIES.read("common", text.replace("is = 15, mark", "is = 14, mark", 1))
