"""`bijlisetu report`: numbers for those who lead the work."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len
from rich.table import Table

from bijlisetu.cli.asking.verify import verify
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.terminal import console
from bijlisetu.values import Language, in_indian_groups

if TYPE_CHECKING:
    from bijlisetu.reports.daily import Daily, OfficeRow

#: A heading and the cells below it.
Column = tuple[str, ...]
Line = list[str | int]
FIRST = ["office", "people", "reached", "percent", "proved"]
LAST = ["repaired_today", "pace_needed", "forecast"]
BORDERS = 4  #: of a table of one column, with the blanks beside it
DAY = click.DateTime(["%Y-%m-%d", "%d-%m-%Y"])


@click.group()
def report() -> None:
    """Print numbers for those who lead the work."""


report.add_command(verify)


@report.command()
@click.option("--office", required=True, help="Code or name, as 'EDC SONBHADRA'.")
@click.option("--date", "on", type=DAY, help="The day reported on; by default today.")
@click.option("--deadline", type=DAY, help="By when everyone is to be reached; by default as set on the office's page.")
@click.option("--cycle", type=click.DateTime(["%Y-%m"]), help="Month of the bills, as 2026-11; by default the latest.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
def daily(office: str, on: datetime | None, deadline: datetime | None, cycle: datetime | None, form: str) -> None:
    """Say per office: people, reached, why not, repaired today, pace needed, forecast."""
    startup.set_up()
    from django.utils import timezone

    import bijlisetu.network.queries as network
    import bijlisetu.reports.daily as reports

    today = timezone.localdate()
    made = reports.daily(
        office=network.office(office),
        on=on.date() if on else today,
        deadline=deadline.date() if deadline else None,
        today=today,
        occasion=f"{cycle:%Y-%m}" if cycle else "",
    )
    if form == "csv":
        Sheet(sys.stdout).rows(_cells(made))
    else:
        _show(made)


def _cells(made: Daily) -> list[Line]:
    reasons = list(made.total.unreached_by_reason)
    head: Line = [*FIRST, *reasons, *LAST]
    return [head, *(_line(row, reasons) for row in [*made.rows, made.total])]


def _line(row: OfficeRow, reasons: list[str]) -> Line:
    return [
        row.office, row.people, row.reached, "" if row.percent is None else f"{row.percent:.1f}", row.proved,
        *(row.unreached_by_reason.get(reason, 0) for reason in reasons),
        row.repaired_today, "" if row.pace_needed is None else row.pace_needed,
        row.finish.isoformat() if row.finish else "",
    ]  # fmt: skip


def _show(made: Daily) -> None:
    """Print one table, or several below each other where the terminal is too narrow for one."""
    to = console()
    head, *lines = _cells(made)
    shown = [[in_indian_groups(cell) if isinstance(cell, int) else cell or "–" for cell in line] for line in lines]
    columns = list(zip([str(name).replace("_", "\n") for name in head], *shown, strict=True))
    when = made.occasion.in_words(Language.ENGLISH)
    until = f", deadline {made.deadline:%d-%m-%Y}" if made.deadline else ""
    title = f"{made.office}, {when}, at the end of {made.on:%d-%m-%Y}{until}"
    to.print(title, style="bold")
    for block in _blocks(columns, to.width):
        to.print(_table(block))


def _blocks(columns: list[Column], room: int) -> list[list[Column]]:
    """Return columns that fit side by side, the offices first in each; reasons stand after the rest if not all do."""
    office, *others = columns
    if _width(columns) > room:
        reasons = others[len(FIRST) - 1 : -len(LAST)]
        others = [*others[: len(FIRST) - 1], *others[-len(LAST) :], *reasons]
    blocks = [[office]]
    for column in others:
        if len(blocks[-1]) > 1 and _width([*blocks[-1], column]) > room:
            blocks.append([office])
        blocks[-1].append(column)
    return blocks


def _width(columns: list[Column]) -> int:
    borders = 3 * len(columns) + 1
    return borders + sum(max(cell_len(part) for cell in column for part in cell.split("\n")) for column in columns)


def _table(columns: list[Column]) -> Table:
    table = Table()
    for place, (name, *_) in enumerate(columns):
        least = _width([columns[place]]) - BORDERS  # or a name would shrink where there is too little room
        table.add_column(name, justify="right" if place else "left", no_wrap=True, min_width=least)
    *rows, total = zip(*(cells for _, *cells in columns), strict=True)
    for row in rows:
        table.add_row(*row)
    table.add_row(*total, style="bold")
    return table
