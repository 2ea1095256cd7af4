"""A bar on the terminal for work on many rows, and silence anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from bijlisetu.values import in_indian_groups

#: Is told how many rows are done, and how many there are as far as that is known.
OnProgress = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """Watch nothing."""


@contextmanager
def bar(doing: str, *, console: Console | None = None) -> Iterator[OnProgress]:
    """Show a bar with rows, rate and time left on the error stream, if that is a terminal."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield unwatched
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class _Rate(ProgressColumn):
    """Rows so far and rows a second."""

    def render(self, task: Task) -> Text:
        rows = int(task.completed)
        rate = int(rows / task.elapsed) if task.elapsed else 0
        return Text(f"{in_indian_groups(rows)} rows, {in_indian_groups(rate)}/s")
