"""The picture of the reach bar tells the truth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bijlisetu.reach.queries import Point, ReachCounts
from bijlisetu.reports.daily import OfficeRow
from bijlisetu.web.bars import chart, percent, reach_bar

DAY = timedelta(days=1)
FIRST = datetime(2026, 11, 2, tzinfo=UTC)


def counts(read: int = 0, failed: int = 0, no_address: int = 0) -> ReachCounts:
    return ReachCounts(
        people=read + failed + no_address, read=read, delivered_proved=0, delivered_unproved=0, waiting=0,
        failed=failed, no_address=no_address, reached=read, proved=0, unreached_by_reason={}, tasks_open=0,
    )  # fmt: skip


def test_the_parts_fill_the_bar_without_gap_or_overlap() -> None:
    parts = [part for part in reach_bar(counts(read=60, failed=30, no_address=10)) if part.people]

    assert [(part.left, part.width) for part in parts] == [(0, 60), (60, 30), (90, 10)]


def test_one_person_in_three_lakh_can_still_be_seen() -> None:
    parts = reach_bar(counts(read=350_000, failed=1))

    assert parts[4].width > 0.4
    assert sum(part.width for part in parts) == pytest.approx(100, abs=0.01)


def test_an_office_without_people_has_an_empty_bar() -> None:
    assert [part.width for part in reach_bar(counts())] == [0] * 6


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (349_999, 350_000, "99.9\u00a0%"),
        (350_000, 350_000, "100.0\u00a0%"),
        (1, 8, "12.5\u00a0%"),
        (2, 3, "66.7\u00a0%"),
        (0, 0, "0.0\u00a0%"),
    ],
)
def test_all_is_said_of_all_alone(part: int, whole: int, written: str) -> None:
    assert percent(part, whole) == written


@pytest.mark.parametrize("parts", [(1, 1, 1), (349_999, 1, 0), (2, 2, 3), (7, 0, 0), (335, 99, 67)])
def test_the_shares_of_the_parts_make_a_hundred(parts: tuple[int, int, int]) -> None:
    drawn = reach_bar(counts(*parts))

    tenths = [int(part.share.removesuffix("\u00a0%").replace(".", "")) for part in drawn]
    assert sum(tenths) == 1000
    assert all((share == 1000) == (part.people == sum(parts)) for share, part in zip(tenths, drawn, strict=True))


def test_the_terminal_and_the_pages_say_the_same_share() -> None:
    row = OfficeRow(
        id=1, kind="section", office="A", people=1500, reached=1001, proved=0, unreached_by_reason={},
        repaired_today=0, pace_needed=0, finish=None,
    )  # fmt: skip

    assert f"{row.percent:.1f}" == percent(1001, 1500).removesuffix("\u00a0%") == "66.7"


def test_the_line_ends_where_the_people_are_and_the_pace_where_all_are() -> None:
    points = [Point(FIRST, 40, DAY), Point(FIRST + DAY, 100, DAY)]

    drawn = chart(points, 100, deadline=FIRST + 3 * DAY)

    assert drawn is not None
    assert drawn.marks[-1].y == drawn.top
    assert drawn.pace.endswith(f"{drawn.deadline_x},{drawn.top}")


def test_without_growth_there_is_no_chart() -> None:
    assert chart([], 100, deadline=None) is None


def test_on_its_first_day_the_line_rises_hour_by_hour_and_a_day_weeks_ahead_does_not_press_it_into_a_corner() -> None:
    hour = timedelta(hours=1)
    points = [Point(FIRST + n * hour, 10 * n, hour) for n in range(1, 7)]

    drawn = chart(points, 100, deadline=FIRST + 30 * DAY)

    assert drawn is not None
    across = [mark.x for mark in drawn.marks]
    assert across == sorted(set(across))
    assert across[-1] > drawn.width * 0.9  # the whole width is the day's
    assert drawn.deadline_x is None
    assert len(drawn.labels) > 1
    gaps = [later.x - sooner.x for sooner, later in pairwise(drawn.labels)]
    assert min(gaps) >= 150  # so that no hour stands upon another


def test_one_point_is_a_line_from_nothing() -> None:
    drawn = chart([Point(FIRST, 27, timedelta(minutes=1))], 49, deadline=None)

    assert drawn is not None
    (begins, ends) = drawn.line.split(" ")
    assert begins.endswith(f",{drawn.bottom}")
    assert ends == f"{drawn.marks[-1].x},{drawn.marks[-1].y}"
