"""Read the ladders: pure. The files are dated as those of the ledger are, each value with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.quiet import quiet_for
from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import Dated, is_amount, is_whole
from bijlisetu.runs.quiet_hours import LONGEST

#: What steps are said by: only this may be refused by a person, and only this is held back from some.
REMINDER = "reminder"
OF_A_STEP = frozenset({"name", "day", "kind"})
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
EARLIEST, LATEST = -30, 365
NO_STEPS = (
    'Steps are { name = "week_late", day = 7, kind = "reminder_overdue" } by growing days from the last day to pay, '
    "each name once; their kinds are reminders, good for longer than their quiet hours, which last 16 hours at most."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One reminder: so many days from the last day to pay, before it where that is below nought."""

    name: str
    day: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A utility's steps from a day on."""

    name: str  #: uppcl/2026-11-01
    steps: tuple[Step, ...]
    least: Decimal  #: below so many rupees nobody is reminded
    lasts: int  #: days after its own on which a step may still be said, where it could not be said before
    held_back_percent: int

    def step_for(self, due: date, *, on: date) -> Step | None:
        """Return the step whose turn it is on the day: the last that has come, unless it is long past."""
        gone = (on - due).days
        come = [step for step in self.steps if step.day <= gone]
        return come[-1] if come and gone - come[-1].day <= self.lasts else None

    def due_days(self, *, on: date) -> tuple[date, date]:
        """Return the first and the last day to pay of bills that may have a step on the day."""
        return (
            on - timedelta(days=self.steps[-1].day + self.lasts),
            on - timedelta(days=self.steps[0].day),
        )


def _are_steps(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and all(map(_is_step, said)) and _in_order(said)


def _is_step(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == OF_A_STEP
        and isinstance(one["name"], str)
        and NAME.fullmatch(one["name"]) is not None
        and type(one["day"]) is int
        and EARLIEST <= one["day"] <= LATEST
        and one["kind"] in kinds()
        and kinds()[one["kind"]].purpose == REMINDER
        and _has_hours(kinds()[one["kind"]])
    )


def _has_hours(kind: Kind) -> bool:
    """Return whether quiet hours leave enough of the day to tell everybody, before a reminder is out of date."""
    return quiet_for(kind.quiet) <= LONGEST and quiet_for(kind.quiet) < kind.valid_for


def _in_order(said: Sequence[Mapping[str, Any]]) -> bool:
    days = [one["day"] for one in said]
    return days == sorted(set(days)) and len({one["name"] for one in said}) == len(said)


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={
        "steps": (_are_steps, NO_STEPS),
        "least": is_amount("100000"),
        "lasts": is_whole(0, 30),
        "held_back_percent": is_whole(0, 50),
    },
)


def ladder_of(utility: str, *, on: date) -> Ladder:
    """Return the utility's ladder as it stands on the day."""
    return as_ladder(FILES.of_utility(utility, on=on))


def as_ladder(told: Dated) -> Ladder:
    """Return what a file says as values."""
    said = told.values
    return Ladder(
        name=told.name, steps=tuple(Step(**one) for one in said["steps"]), least=Decimal(said["least"]),
        lasts=said["lasts"], held_back_percent=said["held_back_percent"],
    )  # fmt: skip
