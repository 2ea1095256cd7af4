"""
A complaint's clock: a pure function of what happened, the standard and the calendar.

It begins when the consumer spoke. It stands only while the consumer is waited for, with a reason. "Resolved" stops it,
and a no undoes that: then it ran all the time, for the fault was never mended. So nobody gains by a false word.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bijlisetu.complaints.lists import WORKED, State, What
from bijlisetu.complaints.steps import STOPPED, state_after
from bijlisetu.network.office_days import OfficeDays
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.staff.levels import Level

A_DAY = timedelta(days=1)
#: No limit is longer; a calendar without open days must not keep us counting for ever.
FURTHEST = timedelta(days=3650)
#: The consumer is waited for, or has said yes: should they say no later, that time is nobody's fault.
HELD = frozenset({State.AWAITING_CONSUMER, State.CONFIRMED})


class Counts(enum.StrEnum):
    """What a limit counts."""

    HOURS = "hours"  #: all of them, day and night
    OFFICE_HOURS = "office_hours"
    DAYS = "days"  #: whole ones; that of the complaint is not counted (General Clauses Act 1897, section 9)
    OFFICE_DAYS = "office_days"  #: whole ones on which offices are open


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What is owed to a complaint of one category in one area."""

    row: str  #: where it stands: uppcl/FUSE/urban/2020-02-17
    limit: int
    counts: Counts
    shares: tuple[float, ...]  #: of the limit, at which SDO, EE, SE, CE and MD have it
    at_once: bool = False  #: everybody is told at once
    rupees_a_day: int = 0  #: for each day begun after the limit

    @property
    def length(self) -> timedelta:
        """The limit as running time."""
        return self.limit * (A_DAY if self.counts in (Counts.DAYS, Counts.OFFICE_DAYS) else timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened; level: of the officers who have it from then on, where it changes that."""

    what: What
    at: datetime
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the events of a complaint add up to."""

    standard: Standard
    days: OfficeDays
    began_at: datetime
    state: State
    level: Level  #: as far as the events say; by_now() may be higher, and the clock's job then says so
    pauses: tuple[tuple[datetime, datetime], ...]  #: that are over
    stands_since: datetime | None  #: while the consumer is waited for
    stopped_at: datetime | None  #: since when it is resolved, joined or ended; the clock has shown its last

    @property
    def due_at(self) -> datetime | None:
        """When the limit ends, or ended; none while the clock stands before it."""
        return self._when(self.standard.length)

    def ran(self, at: datetime) -> timedelta:
        """Return how much of the limit's time had run at the moment."""
        until = self._shown(at)
        return sum((min(ends, until) - begins for begins, ends in self._running(until) if begins < until), timedelta(0))

    def share(self, at: datetime) -> float:
        """Return how much of the limit had run at the moment: 1.0 is all of it."""
        return self.ran(at) / self.standard.length

    def is_missed(self, at: datetime) -> bool:
        """Return whether the limit was over at the moment, and no answer had come in time."""
        return self.ran(at) > self.standard.length

    def by_now(self, at: datetime) -> Level:
        """
        Return whose complaint it is at the moment, by what has run and by what the events said.

        One that was answered in time does not rise, nor one joined to another, nor one whose consumer is waited for.
        """
        if self.state not in WORKED:
            return self.level
        if self.standard.at_once:
            return Level.MD
        share = self.share(at)
        return max(self.level, Level(sum(share >= one for one in self.standard.shares)))

    def rises_at(self) -> datetime | None:
        """Return when the next higher officer has it, if nothing happens before; none if none does."""
        if self.state not in WORKED or self.level == Level.MD:
            return None
        if self.standard.at_once:
            return self.began_at
        return self._when(self.standard.length * self.standard.shares[self.level])

    def late(self, at: datetime) -> timedelta:
        """Return for how long it was late at the moment, without the time for which the consumer was waited for."""
        due, until = self.due_at, self._shown(at)
        if due is None or until <= due:
            return timedelta(0)
        waited = (min(to, until) - max(since, due) for since, to in self.pauses if to > due and since < until)
        return until - due - sum(waited, timedelta(0))

    @property
    def _known_on(self) -> date:
        """Up to when the gazette is heard: what it says after the answer changes nothing of a stopped clock."""
        return day_in_india(self.stopped_at) if self.stopped_at else date.max

    def _shown(self, at: datetime) -> datetime:
        return min([at, *(one for one in (self.stands_since, self.stopped_at) if one is not None)])

    def _when(self, length: timedelta) -> datetime | None:
        """Return when so much has run; none if the clock stands before."""
        when = self._reaches(length)
        return None if self.stands_since is not None and when > self.stands_since else when

    def _reaches(self, length: timedelta) -> datetime:
        left = length
        for begins, ends in self._running(self.began_at + FURTHEST):
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        return self.began_at + FURTHEST

    def _running(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of time that count, in order, the pauses taken out."""
        for begins, ends in self._counted(until):
            at = begins
            for since, to in self.pauses:
                if to <= at or since >= ends:
                    continue
                if since > at:
                    yield at, since
                at = max(at, to)
            if at < ends:
                yield at, ends

    def _counted(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        counts, first = self.standard.counts, day_in_india(self.began_at)
        if counts is Counts.HOURS:
            yield self.began_at, max(until, self.began_at)
        elif counts is Counts.DAYS:
            begins = _midnight(first + A_DAY)
            yield begins, max(until, begins)
        else:
            yield from self._open(first, until)

    def _open(self, first: date, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        is_by_days = self.standard.counts is Counts.OFFICE_DAYS
        day, last = first + A_DAY if is_by_days else first, day_in_india(until)
        while day <= last:
            if self.days.is_open(day, known_on=self._known_on):
                opens, closes = (
                    (_midnight(day), _midnight(day + A_DAY))
                    if is_by_days
                    else (_moment(day, self.days.opens), _moment(day, self.days.closes))
                )
                if closes > self.began_at:
                    yield max(opens, self.began_at), closes
            day += A_DAY


def replay(happened: Sequence[Happened], *, standard: Standard, days: OfficeDays) -> Clock:
    """Return the clock that the events make, in the order in which they happened; the first is the registering."""
    began_at, state, level = happened[0].at, State.REGISTERED, Level.JE
    pauses: list[tuple[datetime, datetime]] = []
    held_since: datetime | None = None
    stopped_at: datetime | None = None
    for one in happened:
        before, state = state, state_after(state, one.what)
        level = max(level, Level(one.level)) if one.level is not None else level
        # A complaint told late may have been waited for before the row of its beginning; time runs one way.
        at = max(one.at, began_at)
        if before in HELD and state not in HELD and held_since is not None:
            pauses.append((held_since, max(at, held_since)))
            held_since = None
        elif state in HELD and held_since is None:
            held_since = at
        # While it is joined it shows no more time than it had; its own end counts what its person really waited.
        goes_with_the_first = before is State.JOINED and state is State.RESOLVED
        stopped_at = (at if goes_with_the_first else stopped_at or at) if state in STOPPED else None
    return Clock(
        standard=standard, days=days, began_at=began_at, state=state, level=level, pauses=tuple(pauses),
        stands_since=held_since if state is State.AWAITING_CONSUMER else None, stopped_at=stopped_at,
    )  # fmt: skip


def compensation(clock: Clock, at: datetime) -> int:
    """Return the rupees that are owed at the moment: for each day begun after the limit; none for one in time."""
    return clock.standard.rupees_a_day * -(-clock.late(at) // A_DAY)


def _midnight(day: date) -> datetime:
    return _moment(day, time())


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, INDIA)
