"""What came of a run: a plain table, and build/faults.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from faults.judge import Promise

SHOWN = 5  #: of what breaks a promise; the rest is in the file
LISTED = 200


@dataclass
class Outcome:
    """What came of one scenario."""

    name: str
    words: str
    seed: int
    skipped: str = ""  #: why it was not played
    seconds: float = 0.0
    notices: int = 0
    messages: int = 0
    kills: int = 0
    events: list[str] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Whether every promise was kept."""
        return not any(promise.broken for promise in self.promises)


def show(outcome: Outcome, console: Console) -> None:
    """Print the scenario's table."""
    if outcome.skipped:
        return console.print(f"{outcome.name}: not played, {outcome.skipped}\n")
    table = Table(
        title=f"{outcome.name}: {outcome.words}; {outcome.notices} notices, {outcome.messages} messages, "
        f"{outcome.kills} kills, {outcome.seconds:.0f} s, seed {outcome.seed}",
        title_justify="left",
    )
    for head in ("promise", "", "looked at", "broken", "counted"):
        table.add_column(head, justify="right" if head in ("looked at", "broken") else "left")
    for promise in outcome.promises:
        noted = ", ".join(f"{count} {what}" for what, count in promise.noted.items())
        table.add_row(promise.name, promise.words, str(promise.looked_at), str(len(promise.broken)), noted)
    console.print(table)
    for promise in outcome.promises:
        for words in promise.broken[:SHOWN]:
            console.print(f"  BROKEN {promise.name}: {words}")
        if len(promise.broken) > SHOWN:
            console.print(f"  BROKEN {promise.name}: and {len(promise.broken) - SHOWN} more")
    return console.print()


def write(outcomes: list[Outcome], path: Path) -> None:
    """Write all there is to know into the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [{**asdict(outcome), "promises": [_told(one) for one in outcome.promises]} for outcome in outcomes]
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> list[Outcome]:
    """Return the outcomes in the file."""
    return [
        Outcome(**{**told, "promises": [Promise(**promise) for promise in told["promises"]]})
        for told in json.loads(path.read_text(encoding="utf-8"))
    ]


def _told(promise: Promise) -> dict[str, object]:
    return {**promise._asdict(), "broken": promise.broken[:LISTED], "listed": promise.listed[:LISTED]}
