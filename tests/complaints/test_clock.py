"""The clock against cases that were worked out by hand, and what holds of every clock."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.complaints.clock import Clock, Counts, Happened, Standard, compensation, replay
from bijlisetu.complaints.lists import Area, State, What
from bijlisetu.complaints.standards.reading import standard_for
from bijlisetu.complaints.steps import NotNow, may_happen, state_after
from bijlisetu.network.office_days import OfficeDays, Ruling, file_of, of_file
from bijlisetu.plumbing.india import INDIA
from bijlisetu.staff.levels import Level

CASES = tomllib.loads((Path(__file__).parent / "clock_cases.toml").read_text(encoding="utf-8"))["cases"]
TEN = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)  #: ten in the morning in India


def moment(day: str, hour: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.strptime(hour, "%H:%M").time(), INDIA)  # noqa: DTZ007


def happened(told: str) -> Happened:
    what, day, hour, *level = told.split()
    return Happened(What(what), moment(day, hour), Level[level[0]] if level else None)


def days_of(case: dict[str, Any], utility: str) -> OfficeDays:
    told = [one.split() for one in case.get("gazette", [])]
    rulings = tuple(
        Ruling(date.fromisoformat(on), is_open == "open", date.fromisoformat(by)) for on, is_open, by in told
    )
    return replace(of_file(file_of(utility)), rulings=rulings)


def clock_of(case: dict[str, Any]) -> Clock:
    utility, category, area = case["of"].split()
    events = [happened(one) for one in case["events"]]
    on = events[0].at.astimezone(INDIA).date()
    standard = standard_for(utility=utility, category=category, area=Area(area), on=on)
    return replay(events, standard=standard, days=days_of(case, utility))


def test_there_are_forty_cases_each_with_its_reckoning_and_source() -> None:
    assert len(CASES) >= 40
    assert all(case["why"] and case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_clock_shows_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    clock = clock_of(case)

    assert clock.due_at == (None if case["due"] == "stands" else moment(*case["due"].split()))
    if "at" in case:
        at = moment(*case["at"].split())
        assert "share" not in case or clock.share(at) == pytest.approx(case["share"])
        assert "level" not in case or clock.by_now(at) is Level[case["level"]]
        assert "rupees" not in case or compensation(clock, at) == case["rupees"]


HOURS = Standard(row="x", limit=4, counts=Counts.HOURS, shares=(0.5, 1, 1.5, 2, 3), rupees_a_day=100)
ANY_DAYS = of_file("uppcl")


def test_the_moment_at_which_it_rises_is_the_moment_at_which_it_is_the_next_officers() -> None:
    clock = replay([Happened(What.REGISTERED, TEN)], standard=HOURS, days=ANY_DAYS)

    rises = clock.rises_at()

    assert rises == TEN + timedelta(hours=2)
    assert clock.by_now(rises - timedelta(seconds=1)) is Level.JE
    assert clock.by_now(rises) is Level.SDO


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(list(What)[1:]), max_size=12), st.integers(0, 10_000), st.sampled_from(list(Counts)),
    st.integers(1, 40),
)  # fmt: skip
def test_whatever_happens_the_share_at_the_end_of_the_limit_is_one(
    whats: list[What], gap: int, counts: Counts, limit: int
) -> None:
    state, events, at = State.REGISTERED, [Happened(What.REGISTERED, TEN)], TEN
    for what in whats:
        at += timedelta(minutes=gap % 977 + 1)
        if may_happen(state, what):
            events.append(Happened(what, at))
            state = state_after(state, what)

    clock = replay(events, standard=replace(HOURS, counts=counts, limit=limit), days=ANY_DAYS)

    assert clock.state is state
    if clock.due_at is not None:
        running = replace(clock, stopped_at=None, stands_since=None)
        assert running.share(clock.due_at) == pytest.approx(1.0)
        assert not running.is_missed(clock.due_at)
        assert running.is_missed(clock.due_at + timedelta(days=30))
    else:
        assert clock.stands_since is not None
        assert clock.share(at + timedelta(days=900)) < 1


@pytest.mark.parametrize("what", list(What))
def test_nothing_that_an_officer_does_leads_from_work_to_the_end(what: What) -> None:
    for state in State:
        if what in (What.SAID_YES, What.SETTLED, What.REJECTED):
            continue
        if may_happen(state, what) and state not in (State.CONFIRMED, State.CLOSED_UNCONFIRMED, State.REJECTED):
            assert state_after(state, what) not in (State.CONFIRMED, State.CLOSED_UNCONFIRMED, State.REJECTED)


def test_silence_is_settled_only_where_it_was_resolved_before() -> None:
    assert [state for state in State if may_happen(state, What.SETTLED)] == [State.RESOLVED]
    assert [state for state in State if may_happen(state, What.SAID_YES)] == [State.RESOLVED]
    with pytest.raises(NotNow):
        state_after(State.IN_PROGRESS, What.SAID_YES)
