"""How fast the department's numbers may send."""

from __future__ import annotations

import time

from bijlisetu.simulator.graph.refused import MAINTENANCE, TOO_FAST, GraphRefused
from bijlisetu.simulator.options import Options


class Pace:
    """Counts each number's messages of this second."""

    def __init__(self, options: Options) -> None:
        """Take the rate all numbers begin with."""
        self._rates = dict.fromkeys(options.phone_number_ids, options.rate)
        self._seconds: dict[str, tuple[int, int]] = {}
        self._upgrading_until: dict[str, float] = {}

    def rate(self, number_id: str) -> int:
        """Return how many messages a second the number may send; 0 if there is no limit."""
        return self._rates.get(number_id, 0)

    def change(self, number_id: str, rate: int, *, after: float) -> None:
        """Change the number's rate; until so many seconds are over it may send nothing."""
        self._rates[number_id] = rate
        self._upgrading_until[number_id] = time.monotonic() + after

    def take(self, number_id: str) -> None:
        """
        Count a message.

        :raises GraphRefused: if it is one too many, or the number is being upgraded
        """
        rate = self._rates[number_id]
        if not rate and not self._upgrading_until:
            return
        now = time.monotonic()
        if now < self._upgrading_until.get(number_id, 0):
            raise GraphRefused(MAINTENANCE, "The account is in maintenance mode: its throughput is being upgraded.")
        second, count = self._seconds.get(number_id, (int(now), 0))
        count = count + 1 if second == int(now) else 1
        if rate and count > rate:
            raise GraphRefused(TOO_FAST, "Cloud API message throughput has been reached.")
        self._seconds[number_id] = (int(now), count)
