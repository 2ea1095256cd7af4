"""When too many fail at once."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.contact.health.guard import FirstFailures, Origin, Tallied, is_jump, jumps

TODAY = date(2026, 12, 22)
SERIES = Origin("sms", series="6003")
SENDER = Origin("sms", sender="sms:test")


def tally(series: str, tries: int, dead: int) -> Tallied:
    return Tallied(TODAY, "sms", "sms:test", series, FirstFailures(tries, dead))


@pytest.mark.parametrize(
    ("now", "usual", "expected"),
    [
        pytest.param(FirstFailures(250, 250), FirstFailures(2000, 20), True, id="all fail where one in a hundred does"),
        pytest.param(FirstFailures(199, 199), FirstFailures(2000, 20), False, id="too few to tell"),
        pytest.param(FirstFailures(250, 250), FirstFailures(199, 2), False, id="nothing known of before"),
        pytest.param(FirstFailures(1000, 40), FirstFailures(2000, 20), False, id="four times next to nothing"),
        pytest.param(FirstFailures(1000, 70), FirstFailures(2000, 20), True, id="seven times, and six points more"),
        pytest.param(FirstFailures(1000, 600), FirstFailures(2000, 900), False, id="where many fail, a few more"),
        pytest.param(FirstFailures(1000, 990), FirstFailures(2000, 900), True, id="where many fail, nearly all"),
        pytest.param(FirstFailures(1000, 0, 500), FirstFailures(2000, 0, 100), True, id="all out of reach"),
        pytest.param(FirstFailures(1000, 0), FirstFailures(2000, 900), False, id="better than before"),
    ],
)
def test_a_jump_is_far_above_what_is_usual(now: FirstFailures, usual: FirstFailures, *, expected: bool) -> None:
    assert is_jump(now, usual) is expected


def test_a_series_that_jumps_leaves_the_senders_other_numbers_alone() -> None:
    tallies = [tally("6003", 500, 500), tally("6001", 500, 5), tally("6002", 500, 5)]
    usual = {origin: FirstFailures(2000, 20) for origin in (SERIES, SENDER, Origin("sms", series="6001"))}

    assert [jump.origin for jump in jumps(tallies, day=TODAY, usual=usual)] == [SERIES]


def test_trouble_over_all_series_is_the_senders() -> None:
    tallies = [tally(f"{series}", 50, 25) for series in range(6000, 6020)]

    assert [jump.origin for jump in jumps(tallies, day=TODAY, usual={SENDER: FirstFailures(2000, 20)})] == [SENDER]


def test_a_series_without_a_past_is_held_against_its_neighbours() -> None:
    tallies = [tally("6003", 250, 250), tally("6001", 250, 5)]

    assert [jump.origin for jump in jumps(tallies, day=TODAY, usual={})] == [SERIES]


def test_other_days_are_none_of_todays_business() -> None:
    assert jumps([tally("6003", 500, 500)], day=date(2026, 12, 23), usual={SERIES: FirstFailures(2000, 20)}) == ()
