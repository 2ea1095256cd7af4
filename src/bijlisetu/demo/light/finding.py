"""How soon a cut was known from what people said, before the desk spoke of it: findings held against the truth."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.outages.learning.rules import FEWEST
from bijlisetu.simulator.cuts.cut import Cut, Sort
from bijlisetu.simulator.cuts.light import names_around
from bijlisetu.simulator.cuts.neighbours import Said
from bijlisetu.simulator.cuts.wiring import House

FEW = 10  #: reports
#: What is found when the light has just come back was found all the same.
JUST_BACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """That a part of the network was believed to be dark, and since when we believed it."""

    element: str
    at: datetime


def found(
    cuts: Iterable[Cut], findings: Sequence[Finding], *, said: Sequence[Said], houses: Sequence[House], days: int
) -> dict[str, float | int]:
    """
    Return how many cuts could be found and were, after how many reports and minutes, and what was found falsely.

    A cut can be found of which three people wrote to us before the desk spoke of it: fewer are never believed, and who
    has been told writes no more. That of one house is nobody else's, and a planned one is known.
    It is found when the desk is sent there: to it, to what feeds it, or to a part of it. Where nothing of that is dark,
    the desk was sent for nothing.
    """
    all_cuts = list(cuts)
    around = {one.element: names_around(one.element, houses) for one in findings}
    told_of = [cut for cut in all_cuts if cut.sort is Sort.BREAKDOWN and any(one.subject == cut.name for one in said)]
    to_find = [cut for cut in told_of if _writers(cut, said) >= FEWEST]
    near = {cut.name: [one for one in findings if cut.element in around[one.element]] for cut in to_find}
    first = {cut.name: at for cut in to_find if (at := _first(cut, near[cut.name])) is not None}
    minutes = [(at - cut.begins_at).total_seconds() / 60 for cut in to_find if (at := first.get(cut.name))]
    return {
        "cuts": len(to_find),
        "cuts_of_few": len(told_of) - len(to_find),
        "cuts_found": len(first),
        "cuts_found_exactly": sum(
            any(one.element == cut.element and _is_during(cut, one.at) for one in near[cut.name]) for cut in to_find
        ),
        "found_within_10_reports": sum(
            sum(one.subject == name and one.at <= at for one in said) <= FEW for name, at in first.items()
        ),
        "minutes_to_find_median": round(statistics.median(minutes), 1) if minutes else 0.0,
        "false_outages": sum(
            not any(cut.element in around[one.element] and _is_during(cut, one.at) for cut in all_cuts)
            for one in findings
        ),
        "circle_days": days,
    }


def _writers(cut: Cut, said: Iterable[Said]) -> int:
    """Return how many people wrote of the cut before the desk spoke of it by itself."""
    until = cut.entered_at or cut.ends_at
    return len({one.account for one in said if one.subject == cut.name and one.at < until})


def _first(cut: Cut, findings: Iterable[Finding]) -> datetime | None:
    return min((one.at for one in findings if _is_during(cut, one.at)), default=None)


def _is_during(cut: Cut, at: datetime) -> bool:
    return cut.begins_at <= at < cut.ends_at + JUST_BACK
