from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.homes.home import EVENING, Home, home_of
from bijlisetu.simulator.homes.walking import METRES_A_DEGREE, Step, Visit, day
from bijlisetu.simulator.homes.worker import CARDS, CHEATS, COLUMNS, Way, Worker, read_workers, workers_of

TEN, SEVEN = datetime(2026, 11, 2, 10, tzinfo=INDIA), datetime(2026, 11, 2, 19, tzinfo=INDIA)
HOMES = {
    f"{3000000000 + n}": home_of(
        f"{3000000000 + n}", number=f"600{n:07}", latitude=28.5 + n * 0.0003, longitude=77.3, seed=1
    )
    for n in range(200)
}
TASKS = [Visit(home, 0) for home in HOMES.values()]


def walk(way: Way, tasks: list[Visit] = TASKS, *, visits: int = 40) -> list[Step]:
    return list(day(Worker("walker01", way, 1.0, 1.0), tasks, begins=TEN, ends=SEVEN, visits=visits, seed=1))


def honest(tasks: list[Visit] = TASKS) -> list[Step]:
    return list(day(Worker("walker01", Way.HONEST, 1.0, 0.0), tasks, begins=TEN, ends=SEVEN, visits=40, seed=1))


def test_a_day_is_the_same_each_time_it_is_played() -> None:
    assert honest() == honest()


def test_visits_lie_within_the_day_one_after_the_other() -> None:
    steps = honest()

    assert 30 <= len(steps) <= 50
    assert all(TEN <= one.at <= SEVEN for one in steps)
    assert all(a.at < b.at for a, b in pairwise(steps))


def test_what_an_honest_worker_reports_is_what_the_home_says() -> None:
    for step in honest():
        home: Home = HOMES[step.account]
        assert step.outcome == "locked" or step.number == (home.said if step.outcome == "updated" else "")
        assert step.reads_code == (step.number == home.number)


def test_an_honest_worker_s_phone_is_at_the_door() -> None:
    for step in honest():
        latitude, _, within = step.place
        assert abs(latitude - HOMES[step.account].latitude) * METRES_A_DEGREE <= within


def test_where_the_list_says_evening_the_visit_is_in_the_evening() -> None:
    homes = [*HOMES.values()]
    tasks = [Visit(home, 1, in_evening=True) for home in homes[:100]] + [Visit(home, 0) for home in homes[100:]]

    steps = honest(tasks)
    late = {step.account for step in steps if step.at.hour >= EVENING}

    assert late
    assert late == {step.account for step in steps} & {*[*HOMES][:100]}
    assert all(a.at < b.at for a, b in pairwise(steps))


def test_a_day_that_ends_before_the_evening_keeps_its_last_hour_for_it() -> None:
    three = datetime(2026, 11, 2, 15, tzinfo=INDIA)
    tasks = [Visit(home, int(n < 100), in_evening=n < 100) for n, home in enumerate(HOMES.values())]

    steps = list(day(Worker("walker01", Way.HONEST, 1.0, 0.0), tasks, begins=TEN, ends=three, visits=20, seed=1))

    assert all(TEN <= step.at <= three for step in steps)
    assert {step.account for step in steps if step.at.hour >= 14} == {step.account for step in steps} & {
        *[*HOMES][:100]
    }


def test_whoever_has_no_door_left_walks_nowhere() -> None:
    assert honest([]) == []


def test_who_says_that_all_is_locked() -> None:
    assert {step.outcome for step in walk(Way.SAYS_LOCKED)} == {"locked"}


def test_the_own_number_stands_on_every_door() -> None:
    assert len({step.number for step in walk(Way.OWN_NUMBER)}) == 1


def test_a_few_cards_answer_their_codes() -> None:
    steps = walk(Way.OWN_CARDS)

    assert len({step.number for step in steps}) == CARDS
    assert all(step.reads_code for step in steps)


def test_the_tea_stall_is_one_place_and_quick() -> None:
    steps = walk(Way.TEA_STALL)

    assert len({step.place for step in steps}) == 1
    assert steps[-1].at - steps[0].at < timedelta(minutes=20)


@pytest.mark.parametrize("way", [Way.TEA_STALL, Way.INVENTS])
def test_invented_numbers_are_nobody_s(way: Way) -> None:
    numbers = Counter(step.number for step in walk(way))

    assert max(numbers.values()) == 1
    assert not {home.number for home in HOMES.values()} & set(numbers)


def test_a_district_has_cheats_and_slow_ones_and_mostly_honest_workers() -> None:
    ways = Counter(one.way for one in workers_of(10_000, seed=1))

    assert ways[Way.HONEST] == 13
    assert ways[Way.SLOW] == 3
    assert sum(ways[way] for way in CHEATS) == 4
    assert {one.way for seed in range(10) for one in workers_of(2000, seed=seed) if one.is_cheat} == set(CHEATS)


def test_workers_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "workers.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([COLUMNS, *(one.as_line() for one in workers_of(5000, seed=1))])

    assert [one.as_line() for one in read_workers(file)] == [one.as_line() for one in workers_of(5000, seed=1)]
