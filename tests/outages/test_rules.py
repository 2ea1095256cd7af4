"""A state is what the events add up to; a promise that passed is unknown until a new one; what is over stays over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.outages.reasons import LONGEST, reasons
from bijlisetu.outages.rules import OVER, Event, Fault, Kind, State, What, fault_of_times, replay

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


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

    assert planned.due(at=NOON) == []
    assert [one.what for one in planned.due(at=NOON + HOUR)] == [What.BEGAN]
    late = planned.due(at=NOON + 3 * HOUR)
    assert [(one.what, one.at) for one in late] == [(What.BEGAN, NOON + HOUR), (What.PASSED, NOON + 2 * HOUR)]
    for event in late:
        planned = planned.then(event)
    assert planned.state is State.UNKNOWN
    assert planned.due(at=NOON + 9 * HOUR) == []


@pytest.mark.parametrize(
    ("kind", "from_at", "until_at", "fault"),
    [
        (Kind.PLANNED, NOON + HOUR, NOON + 2 * HOUR, None),
        (Kind.PLANNED, NOON - HOUR, NOON + HOUR, None),  # late notice is told, never refused
        (Kind.PLANNED, NOON + HOUR, None, Fault.NO_RETURN),
        (Kind.PLANNED, NOON + HOUR, NOON + HOUR, Fault.RETURN_BEFORE_START),
        (Kind.PLANNED, NOON + HOUR, NOON + HOUR * 24 * 90, Fault.TOO_LONG),
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
