"""What tasks are about: which evidence closes them, and by when they are to be done. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bijlisetu.plumbing.india import day_in_india


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a task is about."""

    name: str
    accepts: frozenset[str]  #: sorts of Task.Evidence that close it
    due_within: timedelta

    def due(self, at: datetime) -> date:
        """Return the day by which a task opened at the moment is to be done."""
        return day_in_india(at + self.due_within)


#: Somebody whom no message reached. Only what reaches them closes the task, not a visit that found nobody.
REACH = Subject(name="reach", accepts=frozenset({"receipt"}), due_within=timedelta(days=7))
