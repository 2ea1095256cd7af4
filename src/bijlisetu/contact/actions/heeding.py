"""What a carrier's refusal of a letter says of the person's wishes, at once or by a later report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.channels.letter import Reason
from bijlisetu.contact.actions.consent import Said, Wish, hold_back, keep_wishes
from bijlisetu.kinds.kind import MARKETING

BY, HOW = "carrier", "refusal"
#: Reasons that speak of the person and not of the letter.
SPEAKING = frozenset({Reason.MARKETING_STOPPED, Reason.HELD_BACK})


class Turned(NamedTuple):
    """A letter to the number that its carrier refused for the person's sake, and for how many seconds."""

    value: str
    reason: Reason
    at: datetime
    wait: float = 0


def heed(turned: Iterable[Turned], *, at: datetime) -> None:
    """Take a refusal of marketing for the wish that it is, and let whoever has had enough rest for the day."""
    told = list(turned)
    stopped = [
        Said(Wish(None, one.value, MARKETING), False, HOW, one.at)
        for one in told
        if one.reason is Reason.MARKETING_STOPPED
    ]
    keep_wishes(said=stopped, at=at, by=BY)
    until: dict[str, datetime] = {}
    for one in told:
        if one.reason is Reason.HELD_BACK:
            ends = one.at + timedelta(seconds=one.wait)
            until[one.value] = max(ends, until.get(one.value, ends))
    hold_back(until)
