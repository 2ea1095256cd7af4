"""What the demo shows in the terminal: the same order and words as the pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bijlisetu.demo.city import City
from bijlisetu.demo.figures import Flow
from bijlisetu.values import in_indian_groups

#: Segments of the reach bar, in their one order: name, mark, colour, words.
SEGMENTS = (
    ("read", "▉", "#3FBF8A", "पढ़ा · read"),
    ("delivered", "▓", "#7FCFAE", "पहुँचा · delivered"),
    ("unproved", "▒", "#B4CF98", "पहुँचा, नंबर प्रमाणित नहीं · delivered, number not proved"),
    ("waiting", "░", "#8A97A5", "रसीद नहीं · no receipt yet"),
    ("failed", "╳", "#F2887F", "असफल · failed"),
    ("none", "·", "#B39DDB", "पता नहीं · no address"),
)
WIDTH = 60
SAY_EVERY = 5.0  #: seconds between lines where no bar can be drawn

OFFICES = """
SELECT office.name,
       count(*) AS people, count(*) FILTER (WHERE standing.reached) AS reached,
       count(*) FILTER (WHERE standing.proved) AS proved, count(*) FILTER (WHERE NOT standing.reached) AS missing
FROM reach_standing standing
JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office office ON office.id = tree.ancestor_id AND office.kind = 'division'
GROUP BY office.id, office.name ORDER BY missing DESC
"""
BAR = """
SELECT CASE WHEN degree = 'read' THEN 'read' WHEN degree = 'delivered' AND proved THEN 'delivered'
            WHEN degree = 'delivered' THEN 'unproved' WHEN degree IN ('waiting', 'accepted') THEN 'waiting'
            WHEN degree = 'no_address' THEN 'none' ELSE 'failed' END AS segment, count(*)
FROM reach_standing GROUP BY segment
"""


class Screen:
    """The terminal, or a plain log where there is none."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def title(self, *, consumers: int, profile: str, circle: str) -> None:
        """Say what is about to be done."""
        self.console.print("[bold]बिजली सेतु · Bijli Setu[/bold]")
        self.console.print(f"{circle}, {in_indian_groups(consumers)} consumers, profile {profile} (synthetic people)\n")

    @contextmanager
    def work(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """Show a bar with time left while the work lasts, and one line when it is done."""
        began = time.monotonic()
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.console.is_terminal) as bar:
            task = bar.add_task(what, total=None)
            last = [0]

            def on_progress(done: int, total: int) -> None:
                last[0] = done
                bar.update(task, completed=done, total=total or None)

            yield on_progress
        self.console.print(f"{what}: {in_indian_groups(last[0])} in {time.monotonic() - began:.1f} s")

    def imported(self, consumers: Any, bills: Any) -> None:
        """Say what the imports took and gave back."""
        for name, summary in (("consumers", consumers), ("bills", bills)):
            self.console.print(
                f"  {name}: {in_indian_groups(summary.rows)} rows = {in_indian_groups(summary.imported)} imported"
                f" + {in_indian_groups(summary.rejected)} rejected, each with its line and reason"
            )

    @contextmanager
    def delivery(self) -> Iterator[Callable[[Flow], None]]:
        """Show the run while it lasts."""
        if self.console.is_terminal:
            with Live(console=self.console, refresh_per_second=4, transient=True) as live:
                yield lambda flow: live.update(_flow(flow))
            return
        said_at, said = 0.0, Text()

        def say(flow: Flow) -> None:
            nonlocal said_at, said
            now = _flow(flow)
            if now != said and time.monotonic() - said_at > SAY_EVERY:
                said_at, said = time.monotonic(), now
                self.console.print(now)

        yield say

    def reached(self, flow: Flow, reasons: dict[str, int]) -> None:
        """Show the reach bar and why the rest was not reached."""
        self.console.print()
        bar()(self.console)
        self.console.print(
            f"\n[bold]{in_indian_groups(flow.notices)}[/bold] people, "
            f"[bold]{in_indian_groups(flow.reached)}[/bold] reached ({_share(flow.reached, flow.notices)}), "
            f"of these {in_indian_groups(flow.proved)} proved; "
            f"[bold]{in_indian_groups(flow.tasks_open)}[/bold] tasks for the section JEs"
        )
        for why, people in reasons.items():
            self.console.print(f"  {why.replace('_', ' '):<20} {in_indian_groups(people):>10}")

    def offices(self) -> None:
        """Show reach by division, the largest gap first."""
        table = Table(title="पहुँच · reach by division")
        for name in ("division", "people", "reached", "%", "proved", "to do"):
            table.add_column(name, justify="left" if name == "division" else "right")
        with connection.cursor() as cursor:
            cursor.execute(OFFICES)
            for name, people, reached, proved, missing in cursor.fetchall():
                numbers = (in_indian_groups(people), in_indian_groups(reached), _share(reached, people))
                table.add_row(name, *numbers, in_indian_groups(proved), in_indian_groups(missing))
        self.console.print(table)

    def ending(
        self, before: Flow, after: Flow, repaired: int, truth: dict[str, int], seconds: dict[str, float]
    ) -> None:
        """Show what the repairs brought and how the ledger stands against the truth."""
        self.console.print(
            f"\n{in_indian_groups(repaired)} numbers repaired: reached {in_indian_groups(before.reached)}"
            f" → [bold]{in_indian_groups(after.reached)}[/bold], tasks open {in_indian_groups(before.tasks_open)}"
            f" → {in_indian_groups(after.tasks_open)}"
        )
        bar()(self.console)
        self.console.print("\n[bold]against the hidden truth (before the repairs)[/bold]")
        for name, people in truth.items():
            self.console.print(f"  {name.replace('_', ' '):<24} {in_indian_groups(people):>10}")
        self.console.print("seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))

    def addresses(self, city: City, *, user: str, password: str) -> None:
        """Say where to look."""
        self.console.print(
            f"\nOffice:  [bold]{city.public_url}/office/[/bold]   user [bold]{user}[/bold], password"
            f" [bold]{password}[/bold]\nPhones:  [bold]{city.simulator_url}/phone/[/bold]\nCtrl-C ends it all."
        )


def bar() -> Callable[[Console], None]:
    """Return what prints the reach bar as it stands now, with numbers in words under it."""
    with connection.cursor() as cursor:
        cursor.execute(BAR)
        counts = dict(cursor.fetchall())
    total = sum(counts.values())

    def show(console: Console) -> None:
        line = Text()
        for name, mark, colour, _ in SEGMENTS:
            line.append(mark * round(WIDTH * counts.get(name, 0) / max(total, 1)), style=colour)
        console.print(line)
        for name, mark, colour, words in SEGMENTS:
            people = in_indian_groups(counts.get(name, 0))
            console.print(Text.assemble((f"  {mark} ", colour), f"{people:>10}  {words}"))

    return show


def _flow(flow: Flow) -> Text:
    settled = flow.notices - flow.open
    filled = round(WIDTH * settled / max(flow.notices, 1))
    attempts = ", ".join(f"{channel} {in_indian_groups(count)}" for channel, count in flow.attempts.items())
    return Text.assemble(
        ("▉" * filled, "#6FB3EC"), ("░" * (WIDTH - filled), "#46525F"),
        f" {_share(settled, flow.notices)} settled, {in_indian_groups(flow.reached)} reached · {attempts}",
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
