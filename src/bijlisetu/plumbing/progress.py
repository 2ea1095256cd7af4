"""A bar on the terminal for work on many rows, and silence anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from bijlisetu.values import in_indian_groups


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work has come."""

    doing: str
    rows: int
    part: float  #: of the whole work, from 0 to 1


Watch = Callable[[Step], None]


def unwatched(_: Step) -> None:
    """Watch nothing."""


@contextmanager
def bar(console: Console | None = None) -> Iterator[Watch]:
    """Show a bar with rows, rate and time left on the error stream, if that is a terminal."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield unwatched
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=1.0, rows=0)
        yield lambda step: progress.update(task, description=step.doing, completed=step.part, rows=step.rows)


class _Rate(ProgressColumn):
    """Rows so far and rows a second."""

    def render(self, task: Task) -> Text:
        rows = int(task.fields["rows"])
        rate = int(rows / task.elapsed) if task.elapsed else 0
        return Text(f"{in_indian_groups(rows)} rows, {in_indian_groups(rate)}/s")
