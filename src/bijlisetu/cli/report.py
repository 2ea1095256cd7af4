"""`bijlisetu report`: numbers for those who lead the work."""

from __future__ import annotations

import csv
import sys
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from bijlisetu.plumbing import startup
from bijlisetu.values import in_indian_groups

DAY = click.DateTime(["%Y-%m-%d", "%d-%m-%Y"])


@click.group()
def report() -> None:
    """Reports."""


@report.command()
@click.option("--office", required=True, help="Code or name, as 'EDC SONBHADRA'.")
@click.option("--date", "on", type=DAY, help="The day reported on; by default today.")
@click.option("--deadline", type=DAY, required=True, help="The day by which everyone is to be reached.")
@click.option("--cycle", type=click.DateTime(["%Y-%m"]), help="Month of the bills, as 2026-11; by default the latest.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
def daily(office: str, on: datetime | None, deadline: datetime, cycle: datetime | None, form: str) -> None:
    """Say per office: people, reached, why not, repaired today, pace needed, forecast."""
    startup.set_up()
    from django.utils import timezone

    import bijlisetu.network.queries as network
    import bijlisetu.reports.daily as reports

    today = timezone.localdate()
    made = reports.daily(
        office=network.office(office),
        on=on.date() if on else today,
        deadline=deadline.date(),
        today=today,
        cycle=cycle.date() if cycle else None,
    )
    rows = [*made.rows, made.total]
    reasons = list(made.total.unreached_by_reason)
    head = ["office", "people", "reached", "percent", "proved", *reasons, "repaired_today", "pace_needed", "forecast"]
    cells = [
        [
            row.office, row.people, row.reached, f"{row.percent:.1f}", row.proved,
            *(row.unreached_by_reason.get(reason, 0) for reason in reasons),
            row.repaired_today, row.pace_needed, row.finish.isoformat() if row.finish else "",
        ]
        for row in rows
    ]  # fmt: skip
    if form == "csv":
        csv.writer(sys.stdout).writerows([head, *cells])
        return
    title = f"{made.office}, {made.cycle:%m-%Y}, at the end of {made.on:%d-%m-%Y}, deadline {made.deadline:%d-%m-%Y}"
    table = Table(title=title)
    for name in head:
        table.add_column(name.replace("_", " "), justify="left" if name == "office" else "right")
    for place, line in enumerate(cells):
        shown = [in_indian_groups(cell) if isinstance(cell, int) else str(cell or "–") for cell in line]
        table.add_row(*shown, style="bold" if place == len(cells) - 1 else None)
    Console().print(table)
