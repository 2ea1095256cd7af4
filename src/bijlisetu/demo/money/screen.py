"""What the story of money shows in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rich.console import Console

from bijlisetu.demo.money.today import Today
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.runs.rules import Outcomes
from bijlisetu.values import in_indian_groups
from bijlisetu.values.money import rupees

SO_FAR = """
SELECT count(*) FILTER (WHERE state = 'credited'), coalesce(sum(amount) FILTER (WHERE state = 'credited'), 0),
       count(*) FILTER (WHERE state = 'suspense')
FROM payments_payment
"""


class Screen:
    """The terminal while a month goes by."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begins(self, *, begins: date, days: int) -> None:
        """Say what is about to happen."""
        self.console.print(
            f"\n[bold]पैसों का एक महीना · a month of money[/bold]: {days} days from {begins:%d-%m-%Y};"
            " people pay after what came to them and what they can"
        )

    def trial(self, seen: Outcomes) -> None:
        """Say what became of the first few letters."""
        self.console.print(f"पहले कुछ · canary: {in_indian_groups(seen.people)} people, {seen.arrived} arrived")

    def day(self, day: date, *, paid: int) -> None:
        """Say what the books hold at the end of a day."""
        ((credited, amount, waiting),) = rows(SO_FAR)
        self.console.print(
            f"{day:%d-%m} {in_indian_groups(paid)} paid; in the books {in_indian_groups(credited)} payments,"
            f" {rupees(amount)}; whose {waiting} are nobody knows yet",
            soft_wrap=True,
        )

    def today(self, paid: Today) -> None:
        """Say what came of the payments of this hour, and what the bills saved."""
        self.console.print(
            f"\nभुगतान · payments: {in_indian_groups(paid.made)} made by UPI, {in_indian_groups(paid.booked)} in the"
            f" books, {in_indian_groups(paid.told)} told, {in_indian_groups(paid.told_within_5_s)} of them within 5 s\n"
            f"बचत · saved by bills proved to have come: {in_indian_groups(paid.visits_saved)} visits,"
            f" {in_indian_groups(paid.sheets_saved)} sheets; the rest is told under Money",
            soft_wrap=True,
        )

    def ends(self, figures: Mapping[str, Any]) -> None:
        """Show what came of it, against the bank's book and the hidden truth."""
        self.console.print("\n[bold]भुगतान और बचत · payments and savings, against the bank's own book[/bold]")
        for name, number in figures.items():
            shown = in_indian_groups(number) if isinstance(number, int) else f"{number}"
            self.console.print(f"  {name.replace('_', ' '):<24} {shown:>16}")
