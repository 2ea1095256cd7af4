"""Does somebody hang on another transformer than the registry says? By the cuts they spoke of: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: One cut may be an accident of the hour, two a bad week.
FEWEST_OUTAGES = 3
#: A transformer that fails five times in a storm is one story.
FEWEST_DAYS = 2
#: So many times more must speak for it than against it.
OUTWEIGHS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """How well another transformer explains what somebody said, where their own was not known to be dark."""

    transformer: int
    outages: int  #: of it, in which they said that they were dark
    days: int  #: on which these were
    against: int  #: outages of it in which they said that they had light


def hangs_on(fits: Sequence[Fits], *, own: int) -> Fits | None:
    """
    Return the transformer on which the person seems to hang; none while it is not sure, or two explain it as well.

    :param own: outages of the registry's transformer in which they said that they were dark
    """
    first, second = [*sorted(fits, key=lambda one: -one.outages), None, None][:2]
    if first is None or (second is not None and second.outages == first.outages):
        return None
    is_seen = first.outages >= FEWEST_OUTAGES and first.days >= FEWEST_DAYS
    return first if is_seen and first.outages > OUTWEIGHS * (first.against + own) else None
