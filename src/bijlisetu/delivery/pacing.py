"""How fast one sender may send: a token bucket that slows down when the carrier asks, and one clock for each person."""

from __future__ import annotations

from dataclasses import dataclass, field

SLOWED_TO = 0.7  #: of the present pace, each time the carrier says that we are too fast
RECOVERS_BY = 0.05  #: of the limit, each second
LEAST_PACE = 1.0
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
    """Tokens that fill up with time, at most those of a moment: never more than the limit in any second."""

    limit: float | None  #: a second; none where nothing limits it
    depth: float = 0.05  #: seconds' worth of tokens kept for a burst
    tokens: float = 0.0
    pace: float = 0.0
    filled_at: float = 0.0

    def allow(self, limit: float | None) -> None:
        """Take another limit from now on."""
        if limit != self.limit:
            self.limit, self.pace = limit, min(self.pace, limit) if limit and self.pace else (limit or 0.0)

    def take(self, wanted: int, *, now: float) -> int:
        """Return how many of the wanted may go now, and count them."""
        if self.limit is None:
            return wanted
        self._fill(self.limit, now)
        taken = min(wanted, int(self.tokens))
        self.tokens -= taken
        return taken

    def within(self, seconds: float) -> float:
        """Return how many may go within the seconds to come."""
        return float("inf") if self.limit is None else max((self.pace or self.limit) * seconds, 1.0)

    def slow_down(self) -> None:
        """Hear from the carrier that we are too fast."""
        if self.limit is not None:
            self.pace, self.tokens = max((self.pace or self.limit) * SLOWED_TO, LEAST_PACE), 0.0

    def _fill(self, limit: float, now: float) -> None:
        passed = min(max(now - self.filled_at, 0.0), 1.0) if self.filled_at else 0.0
        self.filled_at = now
        self.pace = min((self.pace or limit) + limit * RECOVERS_BY * passed, limit)
        # What may go at once is taken off the pace: so no second holds more than the limit.
        self.tokens = min(self.tokens + self.pace * (1 - self.depth) * passed, max(self.pace * self.depth, 1.0))


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
