"""A state is what the events add up to; a promise that passed is unknown until a new one; what is over stays over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.outages.reasons import LONGEST, reasons
from bijlisetu.outages.rules import OVER, Event, Fault, Kind, State, What, fault_of_times, is_late, replay
from bijlisetu.outages.timing.reading import read, shipped

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
TIMING = read(shipped())


def entered(*, from_at: datetime = NOON, until_at: datetime | None = NOON + HOUR) -> Event:
    return Event(What.ENTERED, NOON, from_at, until_at)


def happened(*whats: What) -> list[Event]:
    return [
        Event(what, NOON, until_at=NOON + 2 * HOUR if what in (What.PROMISED, What.BACK) else None) for what in whats
    ]


@pytest.mark.parametrize(
    ("kind", "whats", "state"),
    [
        (Kind.PLANNED, [], State.ENTERED),
        (Kind.PLANNED, [What.ANNOUNCED], State.ANNOUNCED),
        (Kind.PLANNED, [What.ANNOUNCED, What.BEGAN], State.ON),
        (Kind.PLANNED, [What.BEGAN], State.ON),
        (Kind.PLANNED, [What.ANNOUNCED, What.PROMISED], State.ANNOUNCED),
        (Kind.BREAKDOWN, [], State.ENTERED),
        (Kind.BREAKDOWN, [What.ANNOUNCED], State.ON),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.PARTLY], State.PARTLY),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.PASSED], State.UNKNOWN),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.PASSED, What.PARTLY], State.UNKNOWN),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.PASSED, What.PROMISED], State.ON),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.PARTLY, What.PASSED, What.PROMISED], State.PARTLY),
        (Kind.BREAKDOWN, [What.PASSED, What.ANNOUNCED], State.UNKNOWN),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.BACK], State.BACK),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.CANCELLED], State.CANCELLED),
        (Kind.BREAKDOWN, [What.ANNOUNCED, What.BACK, What.PASSED], State.BACK),
    ],
)
def test_a_state_is_what_the_events_add_up_to(kind: Kind, whats: list[What], state: State) -> None:
    assert replay(kind, [entered(), *happened(*whats)]).state == state


@given(kind=st.sampled_from(Kind), whats=st.lists(st.sampled_from([one for one in What if one is not What.ENTERED])))
def test_whatever_happens_a_passed_promise_never_reads_as_well_and_nothing_follows_the_end(
    kind: Kind, whats: list[What]
) -> None:
    states = [replay(kind, [entered(), *happened(*whats[:end])]) for end in range(len(whats) + 1)]

    for before, what, after in zip(states, whats, states[1:], strict=False):
        if before.state in OVER:
            assert after == before
        elif what is What.PASSED or (before.state is State.UNKNOWN and what not in (What.PROMISED, *OVER)):
            assert after.state is State.UNKNOWN
        assert (after.state is State.BACK) == (after.back_at is not None)


def test_the_clock_brings_the_planned_hour_and_then_the_passed_promise_once() -> None:
    planned = replay(Kind.PLANNED, [entered(from_at=NOON + HOUR, until_at=NOON + 2 * HOUR), *happened(What.ANNOUNCED)])

    assert planned.due(at=NOON, timing=TIMING) == []
    assert [one.what for one in planned.due(at=NOON + HOUR, timing=TIMING)] == [What.BEGAN]
    late = planned.due(at=NOON + 3 * HOUR, timing=TIMING)
    assert [(one.what, one.at) for one in late] == [(What.BEGAN, NOON + HOUR), (What.PASSED, NOON + 2 * HOUR)]
    for event in late:
        planned = planned.then(event)
    assert planned.state is State.UNKNOWN
    assert planned.due(at=NOON + 9 * HOUR, timing=TIMING) == []


def told_by_the_clock(ahead: timedelta, *whats: What) -> list[tuple[What, timedelta]]:
    """Return what the clock brings, looked at every ten minutes, and how long before work so far ahead it does."""
    begins = NOON + ahead
    planned = replay(Kind.PLANNED, [entered(from_at=begins, until_at=begins + HOUR), *happened(*whats)])
    found, at = [], NOON
    while at < begins:
        for event in planned.due(at=at, timing=TIMING):
            planned = planned.then(event)
            found.append((event.what, begins - at))
        at += HOUR / 6
    return found


@pytest.mark.parametrize(
    ("ahead", "whats", "found"),
    [
        (3 * DAY, [What.ANNOUNCED], [(What.REMINDED, DAY), (What.REMINDED, HOUR)]),
        # Told so shortly before a reminder, people have not forgotten it.
        (DAY + HOUR, [What.ANNOUNCED], [(What.REMINDED, HOUR)]),
        (HOUR * 1.5, [What.ANNOUNCED], []),
        (30 * DAY, [What.ARRANGED], [(What.ANNOUNCED, 7 * DAY), (What.REMINDED, DAY), (What.REMINDED, HOUR)]),
        (30 * DAY, [], []),
        # Work at two in the morning: what is said a day ahead waits for daylight, what is said an hour ahead does not.
        (
            3 * DAY + 14 * HOUR, [What.ANNOUNCED],
            [(What.REMINDED, 20 * HOUR), (What.REMINDED, HOUR)],
        ),
        (30 * DAY + 14 * HOUR, [What.ARRANGED],
         [(What.ANNOUNCED, 7 * DAY - 4 * HOUR), (What.REMINDED, 20 * HOUR), (What.REMINDED, HOUR)]),
    ],
)  # fmt: skip
def test_work_is_told_some_days_ahead_and_again_a_day_and_an_hour_before(
    ahead: timedelta, whats: list[What], found: list[tuple[What, timedelta]]
) -> None:
    assert told_by_the_clock(ahead, *whats) == found


def test_a_reminder_that_was_missed_is_not_made_up_for_once_the_next_has_come() -> None:
    begins = NOON + 3 * DAY
    planned = replay(Kind.PLANNED, [entered(from_at=begins, until_at=begins + HOUR), *happened(What.ANNOUNCED)])

    (only,) = planned.due(at=begins - HOUR / 2, timing=TIMING)

    assert only.what is What.REMINDED
    assert planned.then(only).due(at=begins - HOUR / 3, timing=TIMING) == []


@pytest.mark.parametrize(
    ("kind", "ahead", "late"),
    [
        (Kind.PLANNED, DAY, False), (Kind.PLANNED, DAY - HOUR, True), (Kind.PLANNED, -HOUR, True),
        (Kind.BREAKDOWN, -HOUR, False),
    ],
)  # fmt: skip
def test_a_notice_of_work_that_comes_too_late_is_known_as_late(kind: Kind, ahead: timedelta, late: bool) -> None:
    assert is_late(kind, from_at=NOON + ahead, told_at=NOON, timing=TIMING) is late


@pytest.mark.parametrize(
    ("kind", "from_at", "until_at", "fault"),
    [
        (Kind.PLANNED, NOON + HOUR, NOON + 2 * HOUR, None),
        (Kind.PLANNED, NOON - HOUR, NOON + HOUR, None),  # late notice is told, never refused
        (Kind.PLANNED, NOON + HOUR, None, Fault.NO_RETURN),
        (Kind.PLANNED, NOON + HOUR, NOON + HOUR, Fault.RETURN_BEFORE_START),
        (Kind.PLANNED, NOON + HOUR, NOON + HOUR * 24 * 90, Fault.TOO_LONG),
        (Kind.PLANNED, NOON + HOUR * 24 * 367, NOON + HOUR * 24 * 367 + HOUR, Fault.TOO_FAR),
        (Kind.BREAKDOWN, NOON - HOUR, None, None),
        (Kind.BREAKDOWN, NOON + timedelta(minutes=4), None, None),
        (Kind.BREAKDOWN, NOON + HOUR, None, Fault.BEGINS_AHEAD),
        (Kind.BREAKDOWN, NOON - 24 * 8 * HOUR, None, Fault.TOO_LONG_AGO),
        (Kind.BREAKDOWN, NOON - HOUR, NOON - HOUR / 2, Fault.RETURN_PASSED),
        (Kind.BREAKDOWN, NOON - HOUR, NOON - 2 * HOUR, Fault.RETURN_BEFORE_START),
    ],
)
def test_times_that_cannot_be_are_named(
    kind: Kind, from_at: datetime, until_at: datetime | None, fault: Fault | None
) -> None:
    assert fault_of_times(kind, from_at=from_at, until_at=until_at, at=NOON) is fault


def test_every_reason_fits_one_variable_of_an_sms_and_is_of_some_kind() -> None:
    for one in reasons().values():
        assert 0 < len(one.hi) <= LONGEST
        assert 0 < len(one.en) <= LONGEST
        assert one.of
        assert one.of <= set(Kind)
