"""A synthetic district read back from its folder."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bijlisetu.simulator.district.billing_system import BillingSystem
from bijlisetu.simulator.district.truth import TruthRow, read_truth

Row = dict[str, str]


@dataclass(frozen=True)
class District:
    """A district's folder, read back: a line's cells by the facts that stand in them."""

    folder: Path
    system: BillingSystem

    def lines(self, name: str) -> list[list[str]]:
        """Return the lines of one file after its heading."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[1:]

    def whole(self, name: str) -> list[Row]:
        """Return the lines of consumers.csv or bills.csv that have all their columns."""
        facts = list(self.columns(name).values())
        return [_row(facts, line) for line in self.lines(name) if len(line) == len(facts)]

    def columns(self, name: str) -> Mapping[str, str]:
        """Return the columns of consumers.csv or bills.csv, with the fact that stands in each."""
        return self.system.consumers if name == "consumers.csv" else self.system.bills

    def is_in_town(self, account: str) -> bool:
        """Return whether the account is one of a town's."""
        alike = self.system.account(7, urban=True)
        return len(account) == len(alike) and account[:5] == alike[:5]

    @cached_property
    def truth(self) -> list[TruthRow]:
        """The hidden truth."""
        return list(read_truth(self.folder / "truth.csv"))

    @cached_property
    def consumers(self) -> list[Row]:
        """The sound lines of consumers.csv, in their order."""
        codes = {line[6] for line in self.lines("network.csv")}
        rows = self.whole("consumers.csv")
        sound = [row for row in rows if len(row["account"]) >= 10 and row["name"] and row["feeder_code"] in codes]
        first: dict[str, Row] = {}
        for row in sound:
            first.setdefault(row["account"], row)
        return list(first.values())

    @cached_property
    def bills(self) -> list[Row]:
        """The first bill of each account: the sound one."""
        accounts = {row["account"] for row in self.consumers}
        first: dict[str, Row] = {}
        for row in self.whole("bills.csv"):
            if row["account"] in accounts:
                first.setdefault(row["account"], row)
        return list(first.values())

    @cached_property
    def on_file(self) -> dict[str, TruthRow]:
        """The mobile on file of each account that has a readable one."""
        return {row.account: row for row in self.truth if row.kind == "mobile" and row.on_file}

    @cached_property
    def accounts_on_number(self) -> Counter[str]:
        """How many accounts each mobile number on file stands on."""
        return Counter(row.address for row in self.on_file.values())


Make = Callable[..., District]


def _row(facts: Sequence[str], line: Sequence[str]) -> Row:
    row = dict(zip(facts, line, strict=True))
    if "account" not in row:
        row["account"] = f"{row['account_office']}-{row['account_number']}"
    return row
