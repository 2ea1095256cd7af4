"""A terminal on which no word is broken: widths count cells, not code points, and lines end at spaces."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

ANY_WIDTH = 10_000  #: a pipe has no edge


class WholeWords(Console):
    """A console that lets a long word stand out over the edge: half of a word in Devanagari is none."""

    def print(self, *objects: Any, **named: Any) -> None:
        """Print, lines ending at spaces alone."""
        own, self.width = self._width, max(self.width, *map(self._longest, objects), 1)
        try:
            super().print(*objects, **{"crop": False, **named})
        finally:
            self._width = own

    def _longest(self, what: Any) -> int:
        """Return how wide the longest word is, with what stands before it."""
        shown = self.render_str(what) if isinstance(what, str) else what
        wide = self.options.update(width=ANY_WIDTH)
        return Measurement.get(self, wide, shown).minimum


def console() -> WholeWords:
    """Return the console of the output: where that is no terminal lines have no edge, and [brackets] are only text."""
    return WholeWords(width=None if sys.stdout.isatty() else ANY_WIDTH, highlight=False, markup=False)


def show_table(
    to: Console, head: Sequence[str], lines: Sequence[Sequence[str]], *, right: Collection[str] = (), title: str = ""
) -> None:
    """Show the lines as a table; where the terminal is too narrow for its words, each line as a list of its own."""
    table = Table(title=title or None)
    for place, name in enumerate(head):
        cells = [name, *(line[place] for line in lines)]
        longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
        table.add_column(Text(name), justify="right" if name in right else "left", min_width=longest)
    for line in lines:
        table.add_row(*map(Text, line))
    if _width(to, table) <= to.width:
        to.print(table)
        return
    if title:
        to.print(Text(title, "italic"))
    for line in lines:
        to.print(Text("\n".join(f"{name}: {cell or '–'}" for name, cell in zip(head, line, strict=True)) + "\n"))


def _width(to: Console, table: Table) -> int:
    return max(sum(part.cell_length for part in line) for line in Segment.split_lines(to.render(table)))
