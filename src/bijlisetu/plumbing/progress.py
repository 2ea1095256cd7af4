"""A bar on the terminal for work on many rows, and silence anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from bijlisetu.values import in_indian_groups

MINUTE = 60
#: What a bar takes of a terminal of 80 columns beside the longest words and numbers.
BAR = 8
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
    with Progress(*columns(), _Rate(), console=console, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def columns() -> tuple[ProgressColumn, ...]:
    """Return what every bar shows: what is done, how much of it, and in plain words how long it will still take."""
    return TextColumn("{task.description}", markup=False), BarColumn(bar_width=BAR), _Done(), _Left()


class _Done(ProgressColumn):
    """How many are done, and of how many as far as that is known."""

    def render(self, task: Task) -> Text:
        done = in_indian_groups(int(task.completed))
        return Text(f"{done} / {in_indian_groups(int(task.total))}" if task.total else done)


class _Left(ProgressColumn):
    """How long it will still take; nothing while nobody can say."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        if left is None or task.finished:
            return Text("")
        if left < MINUTE:
            return Text(f"बाकी {int(left)} s · left")
        return Text(f"बाकी {in_indian_groups(-(-int(left) // MINUTE))} min · left")


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        rate = int(task.completed / task.elapsed) if task.elapsed else 0
        return Text(f"{in_indian_groups(rate)}/s")
