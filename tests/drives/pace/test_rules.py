from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.rules import (
    DaysLeft,
    Forecast,
    Range,
    Tries,
    closing,
    days_left,
    expected,
    finish,
    heard_of,
    pace_needed,
    pace_of,
    shared_out,
    together,
    told_of,
    visits_left,
)

MONDAY = date(2026, 11, 2)
#: Twenty working days.
CALENDAR = Calendar(begins_on=MONDAY, ends_on=date(2026, 11, 25), weekdays=frozenset(range(6)))
AT_ONCE = (1.0,)


@pytest.mark.parametrize(
    ("target", "on", "due"),
    [
        (400, date(2026, 10, 1), 0),
        (400, MONDAY, 20),
        (400, date(2026, 11, 7), 120),
        (400, date(2026, 11, 8), 120),  # a Sunday
        (400, date(2026, 11, 24), 400),
        (400, date(2026, 12, 24), 400),
        (0, MONDAY, 0),
    ],
)
def test_what_should_be_done_by_a_day(target: int, on: date, due: int) -> None:
    assert expected(target, calendar=CALENDAR, on=on) == due


@pytest.mark.parametrize(
    ("left", "on", "pace"),
    [
        (190, MONDAY, 10),
        (191, MONDAY, 11),
        (0, MONDAY, 0),
        (7, date(2026, 11, 24), 7),  # no day is left
        (7, date(2027, 1, 1), 7),
    ],
)
def test_the_pace_needed(left: int, on: date, pace: int) -> None:
    assert pace_needed(left, calendar=CALENDAR, on=on) == pace


@pytest.mark.parametrize(
    ("doors", "by_day", "days"),
    [
        ({0: 100}, [10, 10, 10], 10),
        ({0: 100}, [0, 0, 30], 10),
        ({0: 5}, [10], 1),
        ({0: 25}, [10, 10, 10, 10], 3),
    ],
)
def test_doors_that_close_at_once_take_their_number_over_the_pace(
    doors: dict[int, int], by_day: list[int], days: float
) -> None:
    found = days_left(doors, closes=AT_ONCE, by_day=by_day)

    assert found
    assert found.likely == pytest.approx(days, abs=0.1)


def test_who_made_no_visit_has_no_end() -> None:
    assert days_left({0: 1}, closes=AT_ONCE, by_day=[]) is None
    assert days_left({0: 1}, closes=AT_ONCE, by_day=[9, *[0] * 12]) is None
    assert together([DaysLeft(3, 1), None]) is None
    assert finish(None, calendar=CALENDAR, on=MONDAY) is None


def test_who_has_no_door_left_is_done() -> None:
    done = days_left({}, closes=AT_ONCE, by_day=[])

    assert done == DaysLeft(0, 0)
    assert together([done]) == Range(0, 0, 0)
    assert finish(Range(0, 0, 0), calendar=CALENDAR, on=MONDAY) == Forecast(MONDAY, MONDAY, MONDAY)


def test_a_door_that_nobody_opens_takes_as_many_days_as_visits() -> None:
    found = days_left({0: 1}, closes=(0.0, 0.0, 0.0, 0.0, 1.0), by_day=[10, 10])

    assert found
    assert 4 < found.likely <= 5


def test_the_last_days_make_the_pace() -> None:
    slow_then_fast = days_left({0: 120}, closes=AT_ONCE, by_day=[1] * 20 + [12] * 12)

    assert slow_then_fast
    assert slow_then_fast.likely == pytest.approx(10, abs=0.1)


def test_unsteady_work_has_a_wider_range() -> None:
    steady = days_left({0: 100}, closes=AT_ONCE, by_day=[10] * 10)
    unsteady = days_left({0: 100}, closes=AT_ONCE, by_day=[0, 20] * 5)

    assert steady
    assert unsteady
    assert steady.doubt < unsteady.doubt


def test_several_end_with_the_slowest_and_rather_later() -> None:
    one = together([DaysLeft(10, 2)])
    three = together([DaysLeft(10, 2), DaysLeft(10, 2), DaysLeft(4, 1)])

    assert one
    assert three
    assert one.likely == pytest.approx(10, abs=0.1)
    assert 10.5 < three.likely < 12
    assert one.soonest == pytest.approx(10 - 1.28 * 2, abs=0.1)
    assert one.latest == pytest.approx(10 + 1.28 * 2, abs=0.1)


def test_a_finish_is_a_working_day() -> None:
    found = finish(Range(1.2, 4.4, 5.0), calendar=CALENDAR, on=MONDAY)

    assert found == Forecast(date(2026, 11, 4), date(2026, 11, 7), date(2026, 11, 7))


def test_doors_that_were_locked_twice_open_less_often() -> None:
    nobody_knows = closing([], most=4)
    of_many = closing([], others=[Tries(1000, 700), Tries(300, 60)], most=4)
    own = closing([Tries(500, 50)], others=[Tries(1000, 700), Tries(300, 60)], most=4)

    assert nobody_knows == pytest.approx((0.6, 0.6, 0.42, 1.0))
    assert of_many == pytest.approx((0.70, 0.21, 0.15, 1.0), abs=0.01)
    assert own[0] == pytest.approx(0.11, abs=0.01)


def test_a_second_visit_finds_at_another_hour_who_was_at_work_and_a_few_of_them_prove_little() -> None:
    few = closing([], others=[Tries(50, 31), Tries(8, 2)], most=5)
    many = closing([], others=[Tries(50, 31), Tries(400, 100)], most=5)

    assert few[1] > 0.4
    assert many[1] == pytest.approx(0.25, abs=0.02)
    assert few[1] > few[2] > few[3]


tries = st.builds(lambda closed, more: Tries(closed + more, closed), st.integers(0, 500), st.integers(0, 500))


@given(own=st.lists(tries, max_size=6), others=st.lists(tries, max_size=6), most=st.integers(1, 8))
def test_closing_is_a_chance_for_each_visit_and_the_last_closes(
    own: list[Tries], others: list[Tries], most: int
) -> None:
    found = closing(own, others=others, most=most)

    assert len(found) == most
    assert all(0 <= chance <= 1 for chance in found)
    assert found[-1] == 1.0


@given(
    doors=st.dictionaries(st.integers(0, 6), st.integers(0, 300), max_size=5),
    more=st.integers(1, 200),
    by_day=st.lists(st.integers(1, 60), min_size=1, max_size=30),
)
def test_more_doors_never_take_fewer_days(doors: dict[int, int], more: int, by_day: list[int]) -> None:
    closes = closing([], most=5)
    few = days_left(doors, closes=closes, by_day=by_day)
    many = days_left({**doors, 0: doors.get(0, 0) + more}, closes=closes, by_day=by_day)

    assert few
    assert many
    assert few.likely <= many.likely + 1  # a day is worked whole or in part


@given(st.lists(st.builds(DaysLeft, st.floats(0.5, 300), st.floats(0.5, 50)), min_size=1, max_size=30))
def test_a_range_is_in_order_and_no_worker_is_forgotten(lefts: list[DaysLeft]) -> None:
    found = together(lefts)

    assert found
    assert found.soonest <= found.likely <= found.latest
    assert found.likely >= max(left.likely for left in lefts) - 0.02


@pytest.mark.parametrize(
    ("by_day", "days"),
    [([10, 10, 10, 10], 10), ([10, 10, 10, 10, 0], 9), ([10, 10, 10, 10, 0, 0], 8), ([10, 10, 10, 0, 0, 0], 20)],
)
def test_a_telephone_may_be_offline_for_two_days(by_day: list[int], days: float) -> None:
    found = heard_of({0: 100}, closes=AT_ONCE, by_day=by_day)

    assert found
    assert found.likely == pytest.approx(days, abs=0.1)


def test_shared_out_the_doors_take_the_pace_of_all() -> None:
    found = shared_out({0: 100}, closes=AT_ONCE, workers=[[10] * 4, [10] * 4, [5] * 4])

    assert found
    assert found.likely == pytest.approx(4, abs=0.1)
    assert shared_out({0: 1}, closes=AT_ONCE, workers=[[], [0, 0, 0]]) is None
    assert shared_out({}, closes=AT_ONCE, workers=[]) == DaysLeft(0, 0)


def test_what_is_not_told_yet_is_done_all_the_same() -> None:
    told = shared_out({0: 100}, closes=AT_ONCE, workers=[[10] * 4, [10] * 4])
    late = shared_out({0: 120}, closes=AT_ONCE, workers=[[10] * 4, [10, 10, 0, 0]])

    assert told
    assert late
    assert told.likely == pytest.approx(late.likely, abs=0.1)


def test_a_day_without_a_word_is_none_of_the_pace_for_two_days() -> None:
    assert told_of([4, 5, 0]) == [4, 5]
    assert told_of([4, 5, 0, 0, 0]) == [4, 5, 0, 0, 0]
    assert (pace_of([4, 5]), pace_of([])) == (4.5, 0)


@pytest.mark.parametrize(("had", "visits"), [(0, 1.75), (1, 1.5), (2, 1.0), (7, 1.0)])
def test_the_visits_that_a_door_is_likely_to_take(had: int, visits: float) -> None:
    assert visits_left(had, closes=(0.5, 0.5, 1.0)) == visits


def test_whoever_was_never_heard_of_has_no_end() -> None:
    assert heard_of({0: 5}, closes=AT_ONCE, by_day=[0, 0]) is None
    assert heard_of({0: 5}, closes=AT_ONCE, by_day=[]) is None
    assert heard_of({}, closes=AT_ONCE, by_day=[5, 0]) == DaysLeft(0, 0)
