"""What the demo shows in the terminal: the same order and words as the pages."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import Progress
from rich.text import Text

from bijlisetu.demo.city import City
from bijlisetu.demo.figures import RunMoment
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.progress import columns
from bijlisetu.plumbing.terminal import show_table
from bijlisetu.reach.queries import ReachCounts, Survey
from bijlisetu.runs.queries import RunCard
from bijlisetu.runs.rules import Outcomes
from bijlisetu.values import in_indian_groups

#: Segments of the reach bar, in their one order: name, mark, colour, words.
SEGMENTS = (
    ("read", "▉", "#3FBF8A", "पढ़ा गया · read"),
    ("delivered_proved", "▓", "#7FCFAE", "पहुँच गया · delivered"),
    ("delivered_unproved", "▒", "#B4CF98", "पहुँच गया, नंबर सत्यापित नहीं · delivered, number not proved"),
    ("waiting", "░", "#8A97A5", "अभी जाना है या पुष्टि बाकी · no receipt yet"),
    ("failed", "╳", "#F2887F", "भेजा, पर नहीं पहुँचा · failed"),
    ("no_address", "·", "#B39DDB", "नंबर या ई-मेल नहीं · no number or e-mail"),
)
NUMBERS = ("people", "reached", "%", "proved", "to do")
WIDTH = 60
SAY_EVERY = 5.0  #: seconds between lines where no bar can be drawn


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
        with Progress(*columns(), console=self.console, transient=True, disable=not self.console.is_terminal) as bar:
            task = bar.add_task(what, total=None)
            last = [0]

            def on_progress(done: int, total: int) -> None:
                last[0] = done
                bar.update(task, completed=done, total=total or None)

            yield on_progress
        self.console.print(f"{what}: {in_indian_groups(last[0])} in {time.monotonic() - began:.1f} s")

    def imported(self, consumers: Summary, bills: Summary) -> None:
        """Say what the imports took and gave back."""
        for name, summary in (("consumers", consumers), ("bills", bills)):
            self.console.print(
                f"  {name}: {in_indian_groups(summary.rows)} rows = {in_indian_groups(summary.imported)} imported"
                f" + {in_indian_groups(summary.rejected)} rejected, each with its line and reason"
            )

    def gates(self, run: RunCard) -> None:
        """Say what the gates of the run found."""
        for finding in run.findings:
            mark = "[#F2887F]✗[/]" if not finding.passed else "[#3FBF8A]✓[/]" if finding.compared else "–"
            self.console.print(f"  {mark} {finding.title_hi} · {finding.title_en}: {escape(finding.en)}")

    def waits(self, card: RunCard | None, *, user: str, second: str) -> None:
        """Say what the person before the screen does next."""
        if card is None or card.state == "released":
            self.console.print("so few bills need no officers: they are on their way")
            return
        self.gates(card)
        self.console.print(
            f"\n[bold]{in_indian_groups(card.made)} bills wait for you:[/bold] log in as {user}, open खेप · Runs, answer"
            f" for the check and send the trial; then log in as {second} and release the rest"
        )

    def canary(self, seen: Outcomes) -> None:
        """Say what became of the first few hundred letters."""
        self.console.print(
            f"पहले कुछ · canary: {in_indian_groups(seen.people)} people, {in_indian_groups(seen.arrived)} arrived, "
            f"{seen.failed} failed, {seen.refused} refused by a carrier, {seen.objected} said not mine; "
            "a second officer releases the rest"
        )

    @contextmanager
    def delivery(self) -> Iterator[Callable[[RunMoment], None]]:
        """Show the run while it lasts."""
        if self.console.is_terminal:
            with Live(console=self.console, refresh_per_second=4, transient=True) as live:
                yield lambda flow: live.update(_flow(flow))
            return
        said_at, said = 0.0, Text()

        def say(flow: RunMoment) -> None:
            nonlocal said_at, said
            now = _flow(flow)
            if now != said and time.monotonic() - said_at > SAY_EVERY:
                said_at, said = time.monotonic(), now
                self.console.print(now)

        yield say

    def reached(self, survey: Survey) -> None:
        """Show the reach bar, why the rest was not reached, and reach by division, the widest gap first."""
        own = survey.own
        self._bar(own)
        self.console.print(
            f"\n[bold]{in_indian_groups(own.people)}[/bold] people, "
            f"[bold]{in_indian_groups(own.reached)}[/bold] reached ({_share(own.reached, own.people)}), "
            f"of these {in_indian_groups(own.proved)} proved; "
            f"[bold]{in_indian_groups(own.tasks_open)}[/bold] tasks for the section JEs"
        )
        for why, people in own.unreached_by_reason.items():
            self.console.print(f"  {why.replace('_', ' '):<20} {in_indian_groups(people):>10}")
        lines = []
        for branch in survey.branches:
            counts = branch.counts
            numbers = [counts.people, counts.reached, counts.proved, counts.tasks_open]
            all_of_them, done, sure, to_do = map(in_indian_groups, numbers)
            lines.append((branch.name, all_of_them, done, _share(counts.reached, counts.people), sure, to_do))
        show_table(self.console, ("division", *NUMBERS), lines, right=NUMBERS, title="पहुँच · reach by division")

    def ending(
        self,
        before: ReachCounts,
        after: ReachCounts,
        *,
        repaired: int,
        truth: dict[str, int],
        seconds: dict[str, float],
    ) -> None:
        """Show what the repairs brought and how the ledger stands against the truth."""
        self.console.print(
            f"\n{in_indian_groups(repaired)} numbers repaired: reached {in_indian_groups(before.reached)}"
            f" → [bold]{in_indian_groups(after.reached)}[/bold], tasks open {in_indian_groups(before.tasks_open)}"
            f" → {in_indian_groups(after.tasks_open)}"
        )
        self._bar(after)
        self.console.print("\n[bold]against the hidden truth (before the repairs)[/bold]")
        for name, people in truth.items():
            self.console.print(f"  {name.replace('_', ' '):<24} {in_indian_groups(people):>10}")
        self.console.print("seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))

    def _bar(self, counts: ReachCounts) -> None:
        line = Text()
        words = []
        for part, mark, colour, name in SEGMENTS:
            people = getattr(counts, part)
            line.append(mark * round(WIDTH * people / max(counts.people, 1)), style=colour)
            words.append(Text.assemble((f"  {mark} ", colour), f"{in_indian_groups(people):>10}  {name}"))
        self.console.print(line, *words, sep="\n")

    def evening(self, city: City, *, offices: int, mailbox: str, phone: str) -> None:
        """Say where the report of the evening stands."""
        self.console.print(
            f"\nशाम की रिपोर्ट · the report of the evening, of {in_indian_groups(offices)} offices, as PDF and table:"
            f"\nMailbox:  [bold]{city.simulator_url}/mailbox/{mailbox}[/bold] (the chief engineer's)"
            f"\nPhone:    [bold]{city.simulator_url}/phone/{phone}[/bold]",
            soft_wrap=True,
        )

    def addresses(self, city: City, *, user: str, second: str, password: str, circle: str, database: str) -> None:
        """Say where to look, and how to ask this database from another terminal."""
        self.console.print(
            f"\nOffice:   [bold]{city.public_url}/office/[/bold]   user [bold]{user}[/bold], password"
            f" [bold]{password}[/bold]\n          a second officer: [bold]{second}[/bold], the same password\n"
            f"Phones:   [bold]{city.simulator_url}/phone/[/bold]\n"
            f"Code to release a run: [bold]{city.simulator_url}/phone/app[/bold]"
        )
        if "password" not in database:
            known = "" if shutil.which("bijlisetu") else f' PATH="{Path(sys.executable).parent}:$PATH"'
            clock = f"BIJLISETU_CLOCK_FACTOR={city.factor:g}"
            deadline = timezone.localdate() + timedelta(days=30)
            self.console.print("\nIn another terminal, for this and any other command:")
            self.console.print(f'export BIJLISETU_DATABASE_URL="{database}" {clock}{known}', soft_wrap=True)
            self.console.print(f'bijlisetu report daily --office "{circle}" --deadline {deadline}', soft_wrap=True)
        self.console.print("Ctrl-C ends it all.")


def _flow(flow: RunMoment) -> Text:
    settled = flow.notices - flow.open
    filled = round(WIDTH * settled / max(flow.notices, 1))
    attempts = ", ".join(f"{channel} {in_indian_groups(count)}" for channel, count in flow.attempts.items())
    return Text.assemble(
        ("▉" * filled, "#6FB3EC"), ("░" * (WIDTH - filled), "#46525F"),
        f"\n{_share(settled, flow.notices)} settled, {in_indian_groups(flow.reached)} reached; {attempts}",
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
