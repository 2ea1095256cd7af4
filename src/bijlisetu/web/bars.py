"""The reach bar and the chart of its growth, as numbers a template can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bijlisetu.reach.queries import Point
from bijlisetu.values import shares

#: A part of one person in three lakh must still be seen and hit.
LEAST_WIDTH = 0.5
NO_BREAK = "\u00a0"


class Counts(Protocol):
    """People by how far something got with them: of an office, of a run."""

    @property
    def people(self) -> int:
        """How many people there are."""
        ...

    @property
    def read(self) -> int:
        """Who have read it."""
        ...

    @property
    def delivered_proved(self) -> int:
        """Who got it on a number proved to be theirs."""
        ...

    @property
    def delivered_unproved(self) -> int:
        """Who got it on a number not proved."""
        ...

    @property
    def waiting(self) -> int:
        """Of whom nothing is known yet."""
        ...

    @property
    def failed(self) -> int:
        """Whom it did not reach."""
        ...

    @property
    def no_address(self) -> int:
        """Who have no address."""
        ...


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of the reach bar; left and width are per cent of the bar."""

    key: str
    people: int
    share: str
    left: float
    width: float


def reach_bar(counts: Counts) -> tuple[BarPart, ...]:
    """Return the parts of the bar, always six and always in this order; empty ones have no width."""
    people = {
        "read": counts.read,
        "delivered": counts.delivered_proved,
        "unproved": counts.delivered_unproved,
        "waiting": counts.waiting,
        "failed": counts.failed,
        "no_address": counts.no_address,
    }
    widths = [max(100 * part / counts.people, LEAST_WIDTH) if part else 0.0 for part in people.values()]
    scale = 100 / sum(widths) if any(widths) else 0
    tenths = shares.in_tenths(list(people.values()))
    parts, left = [], 0.0
    for (key, number), width, share in zip(people.items(), widths, tenths, strict=True):
        parts.append(BarPart(key, number, _per_cent(share), round(left * scale, 3), round(width * scale, 3)))
        left += width
    return tuple(parts)


def percent(part: int, whole: int) -> str:
    """Return the part in per cent with one decimal; 100.0 % means all."""
    return _per_cent(shares.of_whole(part, whole))


def _per_cent(tenths: int) -> str:
    return f"{shares.written(tenths)}{NO_BREAK}%"


DAY = timedelta(days=1)
WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 30, 28
#: The width of a label in the large letters of a phone, what keeps two apart, and where one stands behind its mark.
LABEL, APART, NEAR = 190, 16, 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the chart with what stands there."""

    x: float
    y: float
    at: datetime
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The growth of the reached people up to all of them, in the units of a picture WIDTH by HEIGHT."""

    line: str
    area: str
    marks: tuple[Mark, ...]
    labels: tuple[Mark, ...]  #: a few of the marks, to be written under the axis
    top: float
    bottom: float
    pace: str  #: the straight way to everyone by the deadline; empty without one
    deadline_x: float | None
    width: int = WIDTH
    height: int = HEIGHT


def chart(points: Sequence[Point], people: int, *, deadline: datetime | None) -> Chart | None:
    """Return the chart of the points; nothing where there is no growth to show."""
    if not points or not people:
        return None
    start = points[0].until - points[0].step
    # While the run is young, a day weeks ahead would press all that is known into a corner.
    far = deadline if deadline and points[0].step >= DAY else None
    end = max(points[-1].until, far or points[-1].until)
    span = (end - start).total_seconds()

    def x(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - start).total_seconds() / span, 1)

    def y(reached: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(reached / people, 1), 1)

    def _pace(start: datetime, until: datetime) -> str:
        by_then = round(people * (until - start) / (deadline - start)) if deadline else 0
        return f"{x(start)},{y(0)} {x(until)},{y(by_then)}"

    marks = tuple(Mark(x(point.until), y(point.reached), point.until, point.reached) for point in points)
    line = " ".join(f"{px},{py}" for px, py in [(x(start), y(0)), *((mark.x, mark.y) for mark in marks)])
    return Chart(
        line=line,
        area=f"{x(start)},{y(0)} {line} {marks[-1].x},{y(0)}",
        marks=marks,
        labels=_spread(marks),
        top=y(people),
        bottom=y(0),
        pace=_pace(start, min(end, deadline)) if deadline and deadline > start else "",
        deadline_x=x(far) if far and far > start else None,
    )


def _spread(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the last mark and those before it whose labels leave room between them, in a phone's large letters too."""
    chosen: list[Mark] = []
    for mark in reversed(marks):
        if not chosen or _right(mark) <= _right(chosen[-1]) - LABEL - APART:
            chosen.append(mark)
    return tuple(reversed(chosen))


def _right(mark: Mark) -> float:
    """Return where the label of the mark ends: it stands before it, and near the left edge behind it."""
    return mark.x + LABEL if mark.x < NEAR else mark.x
