"""What an outage's events add up to, and which deeds are open then: pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bijlisetu.outages.timing.reading import Timing

#: What is said of work still so far away can wait for the morning.
FAR = timedelta(hours=12)
#: How far a clock of the desk may be ahead of ours.
AHEAD = timedelta(minutes=5)
#: A breakdown that began so long ago is a slip of the pen.
LONGEST_AGO = timedelta(days=7)
LONGEST = timedelta(days=60)
#: Work that is planned for later than this has a slip in its year.
FARTHEST = timedelta(days=366)


class Kind(enum.StrEnum):
    """Whether somebody chose it."""

    PLANNED = "planned"
    BREAKDOWN = "breakdown"


class What(enum.StrEnum):
    """What happened to an outage."""

    ENTERED = "entered"
    ARRANGED = "arranged"  #: it is far away and will be told some days ahead
    ANNOUNCED = "announced"
    REMINDED = "reminded"  #: the planned hour comes nearer
    ALSO = "also"  #: who had been spared is told: the cut is no short one, the night is over
    MOVED = "moved"  #: by a switching others are touched: they are told, and who is no more is told so
    BEGAN = "began"  #: the planned hour came
    PROMISED = "promised"  #: another time of return
    PASSED = "passed"  #: the time that was promised, without news
    PARTLY = "partly"
    BACK = "back"
    CANCELLED = "cancelled"


class State(enum.StrEnum):
    """How an outage stands. Whether its messages wait for a second officer is said by their run."""

    ENTERED = "entered"
    ARRANGED = "arranged"
    ANNOUNCED = "announced"
    ON = "on"
    UNKNOWN = "unknown"  #: the time that was promised has passed: never "all is well"
    PARTLY = "partly"
    BACK = "back"
    CANCELLED = "cancelled"


OVER = frozenset({State.BACK, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the times it brought."""

    what: What
    at: datetime
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the events add up to."""

    kind: Kind
    state: State = State.ENTERED
    from_at: datetime | None = None
    until_at: datetime | None = None  #: as promised; none: not known
    back_at: datetime | None = None
    announced_at: datetime | None = None
    said_at: datetime | None = None  #: when its people heard last that it comes
    is_arranged: bool = False
    has_begun: bool = False
    is_partly_back: bool = False

    @property
    def is_announced(self) -> bool:
        """Whether anybody has been told."""
        return self.announced_at is not None

    def then(self, event: Event) -> Standing:
        """Return what it is after one more event; once it is over nothing changes it."""
        if self.state in OVER:
            return self
        match event.what:
            case What.PASSED:
                return replace(self, state=State.UNKNOWN)
            case What.BACK:
                return replace(self, state=State.BACK, back_at=event.until_at)
            case What.CANCELLED:
                return replace(self, state=State.CANCELLED)
            case _:
                return self._marked(event).going_on()

    def _marked(self, event: Event) -> Standing:
        match event.what:
            case What.ENTERED:
                has_begun = self.kind is Kind.BREAKDOWN
                return replace(self, from_at=event.from_at, until_at=event.until_at, has_begun=has_begun)
            case What.ARRANGED:
                return replace(self, is_arranged=True)
            case What.ANNOUNCED:
                return replace(self, announced_at=event.at, said_at=event.at)
            case What.REMINDED:
                return replace(self, said_at=event.at)
            case What.PROMISED:
                return replace(self, until_at=event.until_at, state=State.ENTERED)
            case What.PARTLY:
                return replace(self, is_partly_back=True)
            case What.BEGAN:
                return replace(self, has_begun=True)
            case _:
                return self

    def going_on(self) -> Standing:
        """Return it in the state that goes with its marks; what is unknown stays so until a new time is promised."""
        if self.state is State.UNKNOWN:
            return self
        if self.is_partly_back:
            return replace(self, state=State.PARTLY)
        if self.has_begun and (self.is_announced or self.kind is Kind.PLANNED):
            return replace(self, state=State.ON)
        if self.is_announced:
            return replace(self, state=State.ANNOUNCED)
        return replace(self, state=State.ARRANGED if self.is_arranged else State.ENTERED)

    def due(self, *, at: datetime, timing: Timing) -> list[Event]:
        """Return what the clock has brought by now: time to tell, the planned hour, the promised time that passed."""
        if self.state in OVER:
            return []
        found = []
        if self._is_to_be_told(at, timing):
            found.append(Event(What.ANNOUNCED, at))
        elif self._is_to_be_reminded(at, timing):
            found.append(Event(What.REMINDED, at))
        if not self.has_begun and self.from_at is not None and self.from_at <= at:
            found.append(Event(What.BEGAN, self.from_at))
        if self.state is not State.UNKNOWN and self.until_at is not None and self.until_at <= at:
            found.append(Event(What.PASSED, self.until_at))
        return found

    def is_far(self, *, at: datetime, timing: Timing) -> bool:
        """Return whether the work is so far away that nobody is told of it yet."""
        return self.kind is Kind.PLANNED and self.from_at is not None and at < self.from_at - timing.told_ahead

    def _is_to_be_told(self, at: datetime, timing: Timing) -> bool:
        """Return whether it was arranged, and its day for telling has come; by day, while there is time."""
        if not self.is_arranged or self.is_announced or self.from_at is None or self.is_far(at=at, timing=timing):
            return False
        return at > self.from_at - FAR or timing.night_until(at) is None

    def _is_to_be_reminded(self, at: datetime, timing: Timing) -> bool:
        """
        Return whether an hour for telling again has come, and nobody heard of the work in as many hours before it.

        One that was missed is not made up for once the next has come.
        """
        if self.has_begun or self.from_at is None or self.said_at is None or self.from_at <= at:
            return False
        ahead = min((one for one in timing.again if self.from_at - one <= at), default=None)
        if ahead is None or self.said_at > self.from_at - 2 * ahead:
            return False
        return ahead < FAR or timing.night_until(at) is None


def is_late(kind: Kind, *, from_at: datetime, told_at: datetime, timing: Timing) -> bool:
    """Return whether planned work is told later than the utility wishes; it is told all the same."""
    return kind is Kind.PLANNED and from_at - told_at < timing.late


def replay(kind: Kind, events: Iterable[Event]) -> Standing:
    """Return what the events add up to, in their order."""
    standing = Standing(kind=kind)
    for event in events:
        standing = standing.then(event)
    return standing


class Fault(enum.StrEnum):
    """Why times cannot be so."""

    RETURN_BEFORE_START = "return_before_start"
    BEGINS_AHEAD = "begins_ahead"  #: a breakdown that has not happened yet is planned work
    TOO_LONG_AGO = "too_long_ago"
    TOO_FAR = "too_far"  #: years away: nobody plans so
    RETURN_PASSED = "return_passed"  #: the promised time is over already
    TOO_LONG = "too_long"
    NO_RETURN = "no_return"  #: planned work has an end
    BACK_AHEAD = "back_ahead"  #: nobody knows yet that it is back


def fault_of_times(kind: Kind, *, from_at: datetime, until_at: datetime | None, at: datetime) -> Fault | None:
    """Return why an outage cannot be entered with these times; a late notice is no fault."""
    if kind is Kind.PLANNED and until_at is None:
        return Fault.NO_RETURN
    if kind is Kind.BREAKDOWN and from_at > at + AHEAD:
        return Fault.BEGINS_AHEAD
    if from_at < at - LONGEST_AGO:
        return Fault.TOO_LONG_AGO
    if from_at > at + FARTHEST:
        return Fault.TOO_FAR
    return _fault_of_promise(from_at, until_at, at)


def fault_of_promise(standing: Standing, until_at: datetime, *, at: datetime) -> Fault | None:
    """Return why this time cannot be promised."""
    assert standing.from_at is not None  # noqa: S101 - an outage is entered with its beginning
    return _fault_of_promise(standing.from_at, until_at, at)


def fault_of_return(standing: Standing, back_at: datetime, *, at: datetime) -> Fault | None:
    """Return why the light cannot have come back then."""
    if standing.from_at is not None and back_at < standing.from_at:
        return Fault.RETURN_BEFORE_START
    return Fault.BACK_AHEAD if back_at > at + AHEAD else None


def _fault_of_promise(from_at: datetime, until_at: datetime | None, at: datetime) -> Fault | None:
    if until_at is None:
        return None
    if until_at <= from_at:
        return Fault.RETURN_BEFORE_START
    if until_at <= at:
        return Fault.RETURN_PASSED
    return Fault.TOO_LONG if until_at - from_at > LONGEST else None
