"""A month's bills entered in the books, payments from four connections at once, and what pages ask."""

from __future__ import annotations

import json

from bench import meter, stage
from bench.scale import Figures, module


def measure(figures: Figures, *, bills: int) -> None:
    """Enter the bills beside a plain COPY of the same rows, let four connections pay on one feeder, and ask."""
    stage.new_database()
    figures.tell("ledger_machine", meter.others())
    told = json.loads(module("bench.load.books", str(bills)))
    figures.put("ledger_bills", bills, "bills")
    figures.put("ledger_bills_written", told["bills_written"], "s")
    figures.put("ledger_bills_copied", told["copied"], "s")
    figures.put("ledger_bills_entered", told["bills_entered"], "s")
    figures.times("ledger_bills_entered", "ledger_bills_copied")
    figures.times("ledger_bills_entered", "ledger_bills_written")
    figures.put("ledger_payments", told["payments_a_second"], "entries/s", target="500")
    figures.put("ledger_statement_of_36_months", told["statement"] * 1000, "ms", target="300 for the page")
    figures.put("ledger_totals_of_a_company", told["office"] * 1000, "ms")
    figures.put("ledger_gate", told["gate"], "s")
    figures.put("ledger_totals_wrong", told["wrong"], "totals", target="0")


def plays(figures: Figures, *, plays: int) -> None:
    """Play so many times with the books, and as often with payments; a second computation that differs ends it."""
    for name in ("books", "payments"):
        stage.new_database()
        took = float(module("bench.load.plays", name, str(plays)))
        figures.put(f"plays_{name}", plays, "sequences", target="10000, all as computed a second time")
        figures.put(f"plays_{name}_took", took, "s")
