"""How fast the department's numbers may send, how often to one person, and to how many people a day."""

from __future__ import annotations

from collections.abc import Callable

from bijlisetu.simulator import clock
from bijlisetu.simulator.graph.refused import MAINTENANCE, PAIR_TOO_FAST, SPAM_LIMIT, TOO_FAST, GraphRefused
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people.behaviour import HOUR

DAY = 24 * HOUR
PAIR_GAP = 6.0  #: product seconds between two messages to one person; a burst is followed by a longer wait
TIERS = {250: "TIER_250", 2_000: "TIER_2K", 10_000: "TIER_10K", 100_000: "TIER_100K", 0: "TIER_UNLIMITED"}
STANDARD = 80  #: messages a second up to which a number's throughput is called standard
KEPT = "SELECT name, value FROM controls WHERE name LIKE 'limit %'"
KEEP = "INSERT OR REPLACE INTO controls VALUES (?, ?)"


class Limits:
    """What WhatsApp lets the department send; changes outlive the process."""

    def __init__(self, options: Options, *, store: Store) -> None:
        """Take the limits all begins with, and the log."""
        self._factor = options.factor
        self._store = store
        self._pair_burst = options.pair_burst
        kept = {row["name"].removeprefix("limit "): int(row["value"]) for row in store.read(KEPT)}
        self.a_day = kept.get("a day", options.day_limit)  #: different people in 24 hours; 0 for no limit
        self._rates = {number: kept.get(number, options.rate) for number in options.phone_number_ids}
        self._seconds: dict[str, tuple[int, int]] = {}
        self._upgrading_until: dict[str, float] = {}
        self._pairs: dict[str, float] = {}
        self._people: dict[str, float] = {}  #: when each was sent something last, the longest ago first

    @property
    def tier(self) -> str | int:
        """The limit of people a day in Meta's words."""
        return TIERS.get(self.a_day, self.a_day)

    def level(self, number_id: str) -> str:
        """Return what Meta calls the number's throughput."""
        return "STANDARD" if 0 < self._rates[number_id] <= STANDARD else "HIGH"

    def rate(self, number_id: str) -> int:
        """Return how many messages a second the number may send; 0 if there is no limit."""
        return self._rates[number_id]

    def change_rate(self, number_id: str, rate: int, *, upgrading_for: float) -> None:
        """Change the number's rate; while it is upgraded (product seconds) it may send nothing."""
        self._rates[number_id] = rate
        self._upgrading_until[number_id] = clock.now() + upgrading_for / self._factor
        self._store.write(KEEP, f"limit {number_id}", str(rate))

    def change_day(self, people: int) -> None:
        """Change how many different people may be sent something in 24 hours."""
        self.a_day = people
        self._store.write(KEEP, "limit a day", str(people))

    def pace(self, number_id: str) -> None:
        """
        Count a message of the number.

        :raises GraphRefused: if it is one too many this second, or the number is being upgraded
        """
        rate = self._rates[number_id]
        if not rate and not self._upgrading_until:
            return
        now = clock.now()
        if now < self._upgrading_until.get(number_id, 0):
            raise GraphRefused(MAINTENANCE, "The account is in maintenance mode: its throughput is being upgraded.")
        second, count = self._seconds.get(number_id, (int(now), 0))
        count = count + 1 if second == int(now) else 1
        if rate and count > rate:
            raise GraphRefused(TOO_FAST, "Cloud API message throughput has been reached.")
        self._seconds[number_id] = (int(now), count)

    def admit(self, number: str, *, is_open: Callable[[str], bool]) -> None:
        """
        Count a message to the person, whose conversation may be open.

        :raises GraphRefused: if it is one too many to them, or they are one too many today
        """
        if self._pair_burst:
            self._count_pair(number)
        if self.a_day and not is_open(number):
            self._count_person(number)

    def remember(self, number: str, at: float) -> None:
        """Count a message of an earlier life."""
        self._people.pop(number, None)
        self._people[number] = at

    def _count_pair(self, number: str) -> None:
        now, gap = clock.now(), PAIR_GAP / self._factor
        due = max(now, self._pairs.get(number, 0)) + gap
        if due - now > self._pair_burst * gap:
            raise GraphRefused(PAIR_TOO_FAST, "Too many messages sent from this number to the same person.")
        self._pairs[number] = due

    def _count_person(self, number: str) -> None:
        now = clock.now()
        while self._people:
            first = next(iter(self._people))
            if self._people[first] > now - DAY / self._factor:
                break
            del self._people[first]
        # Meta documents no error for this; senders report that of the spam limit.
        if number not in self._people and len(self._people) >= self.a_day:
            words = f"The limit of {self.a_day} people in 24 hours has been reached."
            raise GraphRefused(SPAM_LIMIT, words)
        self.remember(number, now)
