"""What can happen to a complaint where it stands, and where that leads: pure. No step lets an officer close one."""

from __future__ import annotations

from bijlisetu.complaints.lists import ENDED, OPEN, State, What

#: An answer was given, or the complaint is worked on under another number: the clock shows its last.
STOPPED = ENDED | {State.RESOLVED, State.JOINED}
#: From where each thing can happen, and where it leads; None: it changes no state.
STEPS: dict[What, tuple[frozenset[State], State | None]] = {
    What.REGISTERED: (frozenset({State.REGISTERED}), None),
    What.ASSIGNED: (OPEN, State.ASSIGNED),
    What.BEGUN: (OPEN, State.IN_PROGRESS),
    What.NOTED: (frozenset(State), None),
    What.WAITS: (OPEN - {State.AWAITING_CONSUMER}, State.AWAITING_CONSUMER),
    What.GOES_ON: (frozenset({State.AWAITING_CONSUMER}), State.IN_PROGRESS),
    What.CHANGED: (OPEN | {State.JOINED}, None),
    What.ROSE: (OPEN, None),
    What.RESOLVED: (OPEN | {State.JOINED}, State.RESOLVED),
    What.SAID_YES: (frozenset({State.RESOLVED}), State.CONFIRMED),
    What.SAID_NO: (frozenset({State.RESOLVED, State.CONFIRMED, State.CLOSED_UNCONFIRMED}), State.REOPENED),
    What.SETTLED: (frozenset({State.RESOLVED}), State.CLOSED_UNCONFIRMED),
    What.JOINED: (OPEN | {State.RESOLVED}, State.JOINED),
    What.PARTED: (frozenset({State.JOINED}), State.REGISTERED),
    What.REJECTED: (OPEN, State.REJECTED),
}


class NotNow(ValueError):
    """This cannot happen to a complaint that stands where it does."""


def may_happen(state: State, what: What) -> bool:
    """Return whether it can happen to a complaint that stands there."""
    return state in STEPS[what][0]


def state_after(state: State, what: What) -> State:
    """Return where the complaint stands then; :raises NotNow: if it cannot happen there."""
    if not may_happen(state, what):
        raise NotNow(f"{what} cannot follow on {state}")
    return STEPS[what][1] or state
