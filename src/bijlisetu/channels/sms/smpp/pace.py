"""How fast one account submits: as fast as it may, at once slower when the carrier says so, then slowly faster."""

from __future__ import annotations

import math

REGROWTH = 1.1  # a second: after a halving some seven seconds to be as fast as before
ONE_WARNING = 1.0  # seconds in which all throttled answers are one: they were under way together
FLOW_OVER = 1.0  # seconds over which the actual pace is taken
SLOWEST = 2.0  # a second: below that a carrier is not throttling but shut
FREE = 10_000.0  # a second: no carrier's limit is beyond it


class Pace:
    """The pace of one account; moments are seconds of any clock that does not go back."""

    def __init__(self, at_most: float = math.inf) -> None:
        self._at_most = at_most
        self._next = -math.inf
        self._slowed_to = math.inf
        self._slowed_at = -math.inf
        self._flow = 0.0
        self._flow_at = -math.inf

    def per_second(self, now: float) -> float:
        """Return how many may be submitted in a second."""
        if self._slowed_to == math.inf:
            return self._at_most
        grown = self._slowed_to * math.pow(REGROWTH, min(now - self._slowed_at, 1000.0))
        if grown > FREE:
            self._slowed_to = math.inf
        return min(grown, self._at_most)

    def wait(self, now: float) -> float:
        """Return how many seconds the next turn is away."""
        return max(self._next - now, 0.0)

    def take(self, now: float) -> float:
        """Take the next turn, and return how many seconds it is away."""
        turn = max(self._next, now)
        self._next = turn + 1 / self.per_second(now)
        self._flow = self._flow * math.exp((self._flow_at - turn) / FLOW_OVER) + 1
        self._flow_at = turn
        return turn - now

    def throttled(self, now: float) -> None:
        """Hear that the carrier found us too fast."""
        if now - self._slowed_at < ONE_WARNING:
            return
        flow = self._flow * math.exp(min(self._flow_at - now, 0.0) / FLOW_OVER)
        self._slowed_to = max(min(self.per_second(now), flow) / 2, SLOWEST)
        self._slowed_at = now
        self._next = max(self._next, now + 1 / self._slowed_to)
