"""
SAIFI, SAIDI, CAIDI and MAIFI, as IEEE 1366 and the commissions define them: pure.

SAIFI = sum(Ni) / NT, SAIDI = sum(Ri x Ni) / NT, CAIDI = SAIDI / SAIFI, MAIFI = sum(IMi x Nmi) / NT: Ni are the
customers of a sustained interruption, Ri its minutes, Nmi those of a momentary one, NT the customers served.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class Denominator(enum.StrEnum):
    """By which number of consumers the sums of several months are divided."""

    LAST_MONTH = "last_month"
    MEAN = "mean"  #: of the months


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What interruptions add up to."""

    interruptions: int = 0  #: sustained ones, of a feeder each
    customer_interruptions: Decimal = Decimal(0)
    customer_minutes: Decimal = Decimal(0)
    momentary: Decimal | None = None  #: customers of momentary ones; none: nobody measured them

    def __add__(self, other: Sums) -> Sums:
        """Return both together; what one of them did not measure is what the other did."""
        measured = [one.momentary for one in (self, other) if one.momentary is not None]
        return Sums(
            interruptions=self.interruptions + other.interruptions,
            customer_interruptions=self.customer_interruptions + other.customer_interruptions,
            customer_minutes=self.customer_minutes + other.customer_minutes,
            momentary=sum(measured, Decimal(0)) if measured else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """The indices, and what they rest on; none where nobody is served, or nothing was measured."""

    sums: Sums
    served: Decimal | None
    saifi: Decimal | None  #: interruptions of an average customer
    saidi_minutes: Decimal | None
    caidi_minutes: Decimal | None
    maifi: Decimal | None


def indices(sums: Sums, served: Mapping[date, int], *, denominator: Denominator) -> Indices:
    """Return the indices of the sums, divided by the customers served in the months."""
    by = denominator_of(served, denominator)
    saifi, saidi = _divided(sums.customer_interruptions, by), _divided(sums.customer_minutes, by)
    return Indices(
        sums=sums, served=by, saifi=saifi, saidi_minutes=saidi,
        caidi_minutes=_divided(sums.customer_minutes, sums.customer_interruptions),
        maifi=None if sums.momentary is None else _divided(sums.momentary, by),
    )  # fmt: skip


def denominator_of(served: Mapping[date, int], denominator: Denominator) -> Decimal | None:
    """Return how many customers count as served, of the months that are known; none where none is."""
    if not served:
        return None
    if denominator is Denominator.LAST_MONTH:
        return Decimal(served[max(served)])
    return Decimal(sum(served.values())) / len(served)


def _divided(amount: Decimal, by: Decimal | None) -> Decimal | None:
    return amount / by if by else None
