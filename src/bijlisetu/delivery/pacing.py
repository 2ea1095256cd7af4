"""How fast one sender may send: a token bucket that slows down when the carrier asks, and one clock for each person."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

SLOWED_TO = 0.7  #: of the present pace, each time the carrier says that we are too fast
RECOVERS_BY = 0.05  #: of the limit, each second; of the present pace where nothing limits it
ONE_WARNING = 1.0  #: seconds in which all complaints of a carrier are one
FLOW_OVER = 1.0  #: seconds over which the actual flow is taken: the pace that was too fast where no limit is known
LEAST_PACE = 1.0
FREE = 10_000.0  #: a second: no carrier's limit is beyond it
#: So many people are remembered before those whose time has come are forgotten; then twice as many as are left.
FEW_PEOPLE = 1_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one sender may do: letters a second, and whether it may send, may try one, or may not."""

    per_second: float | None
    stopped: bool
    may_ask: bool


@dataclass(slots=True)
class Bucket:
    """
    Tokens that fill up with time, at most those of a moment: never more than the limit in any second.

    It alone keeps a sender's pace. Moments are seconds of any clock that does not go back.
    """

    limit: float | None  #: a second; none where nothing limits it
    depth: float = 0.05  #: seconds' worth of tokens kept for a burst
    tokens: float = 0.0
    pace: float = 0.0  #: a second, once the carrier found us too fast or tokens were taken; 0 before that
    filled_at: float = 0.0
    slowed_at: float = -math.inf
    flow: float = 0.0  #: what was taken lately, each second

    def allow(self, limit: float | None) -> None:
        """Take another limit from now on."""
        if limit != self.limit:
            self.limit, self.pace = limit, min(self.pace, limit) if limit and self.pace else (limit or 0.0)

    def take(self, *, now: float, weight: int = 1) -> bool:
        """
        Return whether a letter may go now; if so, count it by its weight.

        One that weighs more than there are tokens goes into debt, and those after it wait the longer.
        """
        self._fill(now)
        if self.tokens < 1:
            return False
        self.tokens -= weight
        self.flow += weight
        return True

    def within(self, seconds: float) -> float:
        """Return how many may go within the seconds to come."""
        pace = self.pace or self.limit
        return max(pace * seconds, 1.0) if pace else math.inf

    def slow_down(self, *, now: float) -> None:
        """Hear from the carrier that we are too fast: of letters that were under way together, only once."""
        if now - self.slowed_at < ONE_WARNING:
            return
        self._fill(now)
        self.pace = max((self.pace or self.limit or self.flow) * SLOWED_TO, LEAST_PACE)
        self.slowed_at, self.tokens = now, min(self.tokens, 0.0)

    def _fill(self, now: float) -> None:
        passed = min(max(now - self.filled_at, 0.0), 1.0) if self.filled_at else 0.0
        self.filled_at = now
        self.flow *= math.exp(-passed / FLOW_OVER)
        if self.limit:
            self.pace = min((self.pace or self.limit) + self.limit * RECOVERS_BY * passed, self.limit)
        elif self.pace:
            self.pace *= 1 + RECOVERS_BY * passed
        if not self.pace or (not self.limit and self.pace > FREE):
            self.pace, self.tokens = 0.0, math.inf
            return
        # What may go at once is taken off the pace: so no second holds more than the limit.
        most = max(self.pace * self.depth, 1.0)
        self.tokens = min(min(self.tokens, most) + self.pace * (1 - self.depth) * passed, most)


@dataclass(slots=True)
class Pairs:
    """When each person may get the next message from one sender."""

    apart: float  #: seconds between two messages to one person; 0 where the carrier does not mind
    free_at: dict[str, float] = field(default_factory=dict)
    full_at: int = FEW_PEOPLE

    def wait(self, person: str, *, now: float) -> float:
        """Return how long the person's next message must wait; if not at all, count it as sent."""
        if not self.apart:
            return 0.0
        wait = self.free_at.get(person, 0.0) - now
        if wait > 0:
            return wait
        if len(self.free_at) >= self.full_at:
            self.free_at = {each: until for each, until in self.free_at.items() if until > now}
            self.full_at = max(2 * len(self.free_at), FEW_PEOPLE)
        self.free_at[person] = now + self.apart
        return 0.0
