"""What is usual for a run of bills: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LEAST_DAYS_TO_PAY = 3
#: Bills are printed a few days before the day that they bear; one of next month was mistyped.
MOST_DAYS_AHEAD = 5
#: Nobody is given longer than this to pay.
MOST_DAYS_TO_PAY = 90
#: A bill this many times its consumer's last one, or the other way round, is far from it …
TIMES = 4
#: … unless both are small: from ₹ 40 to ₹ 180 is a changed habit, no fault.
LEAST_JUMP = Decimal(500)
SIGMAS = 3
#: Summer, a new meter, arrears: one bill in fifty may be far from the last one.
MOST_FAR = 0.02
#: The middle bill of the whole run moves with the season, not by half.
MIDDLE = (0.5, 2.0)
#: With fewer bills to compare, the middle says nothing.
LEAST_COMPARED = 30
MOST_WITHOUT_AMOUNT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """Bills held beside the last ones of the same consumers."""

    compared: int
    far: int  #: more than TIMES
    outside: int  #: more than SIGMAS from the others' jumps
    middle: float  #: how many times the last bill the middle one is

    @property
    def are_usual(self) -> bool:
        """Whether single bills and the run as a whole moved no more than they do from month to month."""
        if self.compared < LEAST_COMPARED:
            return True
        low, high = MIDDLE
        return max(self.far, self.outside) <= MOST_FAR * self.compared and low <= self.middle <= high
