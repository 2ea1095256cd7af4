from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.homes.home import COLUMNS, Home, Hours, NoHomes, Says, There, home_of, read_homes

EVENING, MORNING = datetime(2026, 11, 3, 18, tzinfo=INDIA), datetime(2026, 11, 3, 11, tzinfo=INDIA)


def home(number: int, **facts: object) -> Home:
    usual = {"number": f"600{number:07}", "latitude": 28.5, "longitude": 77.3, "seed": 1}
    return home_of(f"{3000000000 + number}", **{**usual, **facts})  # type: ignore[arg-type]


HOMES = [home(number) for number in range(3000)]


def test_the_same_seed_gives_the_same_home_and_another_seed_another_district() -> None:
    assert home(7) == home(7)
    assert Counter(home(n, seed=2) == one for n, one in enumerate(HOMES))[True] < 2900


def test_most_homes_can_be_reached_and_some_never() -> None:
    reached = sum(one.can_be_reached for one in HOMES) / len(HOMES)

    assert 0.82 < reached < 0.92
    assert {one.there for one in HOMES} == set(There)
    assert {one.hours for one in HOMES} == set(Hours)


def test_who_has_no_telephone_gives_none() -> None:
    without = home_of("3000000001", number="", latitude=28.5, longitude=77.3, seed=1)

    assert (without.says, without.said, without.can_be_reached) == (Says.NO_PHONE, "", False)


def test_a_mistake_is_one_digit() -> None:
    mistaken = next(one for one in HOMES if one.says is Says.MISTAKE)

    assert sum(a != b for a, b in zip(mistaken.said, mistaken.number, strict=True)) == 1


@pytest.mark.parametrize(
    ("hours", "morning", "evening"),
    [(Hours.ALWAYS, 0.92, 0.92), (Hours.EVENINGS, 0.2, 0.9), (Hours.SELDOM, 0.4, 0.4), (Hours.NEVER, 0.0, 0.0)],
)
def test_who_is_home_when(hours: Hours, morning: float, evening: float) -> None:
    some = [one for one in HOMES if one.hours is hours]

    for at, share in ((MORNING, morning), (EVENING, evening)):
        assert sum(one.opens(at, seed=1) for one in some) / len(some) == pytest.approx(share, abs=0.08)


def test_homes_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "homes.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([COLUMNS, *(one.as_line() for one in HOMES[:50])])

    assert list(read_homes(file)) == HOMES[:50]


@pytest.mark.parametrize("text", ["", "account\n", ",".join(COLUMNS) + "\n1,x,y,house,always,own,6000000001\n"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "homes.csv").write_text(text)

    with pytest.raises(NoHomes):
        list(read_homes(tmp_path / "homes.csv"))
