"""What the demo's drive shows in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.text import Text

from bijlisetu.drives.models import Matter
from bijlisetu.drives.pace.queries import Picture
from bijlisetu.drives.plan.actions import Planned
from bijlisetu.values import in_indian_groups

WIDTH = 48
#: Parts of the drive's bar: mark, colour.
PARTS = {"done": ("▉", "#3FBF8A"), "blocked": ("╳", "#F2887F"), "open": ("░", "#8A97A5")}


class DriveScreen:
    """The terminal while a drive goes on."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def planned(self, planned: Planned) -> None:
        """Say what was planned."""
        doors, beats, workers = (in_indian_groups(n) for n in (planned.doors, planned.beats, planned.workers))
        self.console.print(
            f"\n[bold]अभियान · the drive[/bold]: {doors} doors of people not reached,"
            f" in {beats} beats for {workers} workers (some of them cheat; nobody of the department knows who)"
        )

    def day(self, on: date, seen: Picture) -> None:
        """Show how the drive stands in the evening of a day."""
        own = seen.own
        line = Text(f"{on:%d-%m} ")
        for part, doors in (("done", own.done), ("blocked", own.blocked), ("open", own.open)):
            mark, colour = PARTS[part]
            line.append(mark * round(WIDTH * doors / max(own.doors, 1)), style=colour)
        end = own.forecast
        closed, everything, due = (in_indian_groups(number) for number in (own.closed, own.doors, own.expected))
        line.append(f"\n      {closed} of {everything}, expected {due}")
        line.append(f", ends {end.soonest:%d-%m} to {end.latest:%d-%m}" if end and own.open else "")
        self.console.print(line)

    def signals(self, matters: Sequence[Matter]) -> None:
        """Say whose visits the officer has looked at."""
        names = ", ".join(matter.person.username for matter in matters)
        self.console.print(f"  भेंट देखी गईं · visits that needed a look: {names}; others walk there again")

    def driven(self, figures: Mapping[str, Any]) -> None:
        """Show what came of it, against the truth."""
        self.console.print("\n[bold]the drive, against the hidden truth[/bold]")
        for name, number in figures.items():
            self.console.print(f"  {name.replace('_', ' '):<28} {in_indian_groups(number):>10}")
