"""A bar says in plain words how much is done and how long it takes, in both languages of the terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.progress import Progress

from bijlisetu.plumbing.progress import columns


@pytest.mark.parametrize(("portion", "left"), [(50_000, "बाकी 40 s · left"), (10_000, "बाकी 4 min · left")])
def test_a_bar_has_the_words_and_numbers_of_the_terminal(portion: int, left: str) -> None:
    now = [0.0]
    console = Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None, record=True)
    with Progress(*columns(), console=console, auto_refresh=False, get_time=lambda: now[0]) as bar:
        task = bar.add_task("बिल · importing bills", total=350_000)
        for done in (1, 2, 3):
            now[0] += 10
            bar.update(task, completed=150_000 - (3 - done) * portion)
        console.print(bar.make_tasks_table(bar.tasks))
    written = console.export_text()

    assert "1,50,000 / 3,50,000" in written
    assert left in written
    assert not re.search(r"-:--|[0-9]:[0-9]{2}", written)


def test_no_line_of_a_bar_breaks_in_a_terminal_of_eighty_columns() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None, record=True)
    now = [0.0]
    with Progress(*columns(), console=console, auto_refresh=False, get_time=lambda: now[0]) as bar:
        task = bar.add_task("ज़िला बनाना · making the district", total=350_000)
        for done in (100_000, 100_001, 100_002):
            now[0] += 0.001
            bar.update(task, completed=done)
        now[0] += 10
        console.print(bar.make_tasks_table(bar.tasks))

    assert len([line for line in console.export_text().splitlines() if line.strip()]) <= 2
