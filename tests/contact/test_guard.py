"""When too many fail at once."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.contact.guard import Count, Scope, Tally, is_jump, jumps

TODAY = date(2026, 12, 22)
SERIES = Scope("sms", series="6003")
SENDER = Scope("sms", sender="sms:test")


def tally(series: str, tries: int, dead: int) -> Tally:
    return Tally(TODAY, "sms", "sms:test", series, Count(tries, dead))


@pytest.mark.parametrize(
    ("now", "usual", "expected"),
    [
        pytest.param(Count(250, 250), Count(2000, 20), True, id="all fail where one in a hundred does"),
        pytest.param(Count(199, 199), Count(2000, 20), False, id="too few to tell"),
        pytest.param(Count(250, 250), Count(199, 2), False, id="nothing known of before"),
        pytest.param(Count(1000, 40), Count(2000, 20), False, id="four times next to nothing"),
        pytest.param(Count(1000, 70), Count(2000, 20), True, id="seven times, and six points more"),
        pytest.param(Count(1000, 600), Count(2000, 900), False, id="where many fail, a few more"),
        pytest.param(Count(1000, 990), Count(2000, 900), True, id="where many fail, nearly all"),
        pytest.param(Count(1000, 0, 500), Count(2000, 0, 100), True, id="all out of reach"),
        pytest.param(Count(1000, 0), Count(2000, 900), False, id="better than before"),
    ],
)
def test_a_jump_is_far_above_what_is_usual(now: Count, usual: Count, *, expected: bool) -> None:
    assert is_jump(now, usual) is expected


def test_a_series_that_jumps_leaves_the_senders_other_numbers_alone() -> None:
    tallies = [tally("6003", 500, 500), tally("6001", 500, 5), tally("6002", 500, 5)]
    usual = {scope: Count(2000, 20) for scope in (SERIES, SENDER, Scope("sms", series="6001"))}

    assert [jump.scope for jump in jumps(tallies, day=TODAY, usual=usual)] == [SERIES]


def test_trouble_over_all_series_is_the_senders() -> None:
    tallies = [tally(f"{series}", 50, 25) for series in range(6000, 6020)]

    assert [jump.scope for jump in jumps(tallies, day=TODAY, usual={SENDER: Count(2000, 20)})] == [SENDER]


def test_a_series_without_a_past_is_held_against_its_neighbours() -> None:
    tallies = [tally("6003", 250, 250), tally("6001", 250, 5)]

    assert [jump.scope for jump in jumps(tallies, day=TODAY, usual={})] == [SERIES]


def test_other_days_are_none_of_todays_business() -> None:
    assert jumps([tally("6003", 500, 500)], day=date(2026, 12, 23), usual={SERIES: Count(2000, 20)}) == ()
