"""How soon a cut was known from what people said, before the desk spoke of it: findings held against the truth."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut, Sort
from bijlisetu.simulator.cuts.neighbours import Said
from bijlisetu.simulator.cuts.wiring import House, Wire

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

    A cut can be found of which somebody wrote to us; that of one house is nobody else's, and a planned one is known.
    """
    all_cuts = list(cuts)
    to_find = [cut for cut in all_cuts if cut.sort is Sort.BREAKDOWN and any(one.subject == cut.name for one in said)]
    first = {cut.name: at for cut in to_find if (at := _first(cut, findings)) is not None}
    minutes = [(at - cut.begins_at).total_seconds() / 60 for cut in to_find if (at := first.get(cut.name))]
    return {
        "cuts": len(to_find),
        "cuts_found": len(first),
        "found_within_10_reports": sum(
            sum(one.subject == name and one.at <= at for one in said) <= FEW for name, at in first.items()
        ),
        "minutes_to_find_median": round(statistics.median(minutes), 1) if minutes else 0.0,
        "false_outages": sum(not _is_true(one, all_cuts, houses) for one in findings),
        "circle_days": days,
    }


def _first(cut: Cut, findings: Iterable[Finding]) -> datetime | None:
    seen = (one.at for one in findings if one.element == cut.element)
    return min((at for at in seen if cut.begins_at <= at < cut.ends_at + JUST_BACK), default=None)


def _is_true(finding: Finding, cuts: Iterable[Cut], houses: Iterable[House]) -> bool:
    """Return whether it is dark there: by a cut of the element itself, or of what feeds it."""
    over = {finding.element}.union(*(_up_to(house.wire, finding.element) for house in houses))
    return any(cut.element in over and cut.begins_at <= finding.at < cut.ends_at + JUST_BACK for cut in cuts)


def _up_to(wire: Wire, element: str) -> Sequence[str]:
    """Return the element of the wire with all that feeds it; nothing if it is none of the wire's."""
    line = [
        wiring.transformer(wire.feeder, wire.transformer),
        wiring.feeder(wire.feeder),
        wiring.substation(wire.substation),
    ]
    return line[line.index(element) :] if element in line else ()
