"""A synthetic district read back from its folder."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bijlisetu.simulator.district import bills, connections
from bijlisetu.simulator.district.truth import TruthRow, read_truth

Row = dict[str, str]


@dataclass(frozen=True)
class District:
    """A district's folder, read back."""

    folder: Path

    def lines(self, name: str) -> list[list[str]]:
        """Return the lines of one file after its heading."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[1:]

    @cached_property
    def truth(self) -> list[TruthRow]:
        """The hidden truth."""
        return list(read_truth(self.folder / "truth.csv"))

    @cached_property
    def consumers(self) -> list[Row]:
        """The sound lines of consumers.csv, in their order."""
        codes = {line[6] for line in self.lines("network.csv")}
        rows = [
            dict(zip(connections.COLUMNS, line, strict=True))
            for line in self.lines("consumers.csv")
            if len(line) == len(connections.COLUMNS)
        ]
        sound = [row for row in rows if len(row["ACCT_ID"]) >= 10 and row["NAME"] and row["FEEDER_CODE"] in codes]
        first: dict[str, Row] = {}
        for row in sound:
            first.setdefault(row["ACCT_ID"], row)
        return list(first.values())

    @cached_property
    def bills(self) -> list[Row]:
        """The first bill of each account: the sound one."""
        accounts = {row["ACCT_ID"] for row in self.consumers}
        first: dict[str, Row] = {}
        for line in self.lines("bills.csv"):
            if line[0] in accounts and len(line) == len(bills.COLUMNS):
                first.setdefault(line[0], dict(zip(bills.COLUMNS, line, strict=True)))
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
