"""What the story of light and dark shows in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.cuts.cut import Cut
from bijlisetu.values import in_indian_groups

WORDS = {
    "enter": "is told",
    "promise": "has another time",
    "back": "is said to be over",
    "cancel": "is cancelled",
    "find": "is found from what people say, and told",
}


class Screen:
    """The terminal while days go by."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begins(self, *, cuts: int, houses: int, days: int) -> None:
        """Say what is about to happen; nobody of the department knows it."""
        self.console.print(
            f"\n[bold]बिजली के कुछ दिन · days of light and dark[/bold]: {in_indian_groups(cuts)} cuts in {days} days"
            f" over {in_indian_groups(houses)} houses, a third of which hang elsewhere than the records say"
        )

    def desk(self, at: datetime, deed: str, cut: Cut) -> None:
        """Say what the desk has just done."""
        line = f"{at.astimezone(INDIA):%d-%m %H:%M} {cut.sort} at {cut.element} {WORDS[deed]}"
        self.console.print(line, soft_wrap=True)

    def shown(self, *, outages: int, complaints: int) -> None:
        """Say what there is to see of this hour."""
        self.console.print(
            f"\nबिजली और शिकायतें · outages and complaints of this hour: {outages} told, {complaints} on the board"
        )

    def ends(self, figures: Mapping[str, Any]) -> None:
        """Show what came of it, against the truth."""
        self.console.print("\n[bold]light and complaints, against the hidden truth[/bold]")
        for name, number in figures.items():
            if isinstance(number, int):
                self.console.print(f"  {name.replace('_', ' '):<28} {in_indian_groups(number):>10}")
