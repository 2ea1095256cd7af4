"""A row of a bills' export, read and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bijlisetu.billing.headings import refuse_misspelt
from bijlisetu.billing.lines import LineReader
from bijlisetu.billing.mapping import DAYS, FIELDS, BillMapping
from bijlisetu.billing.sorts import Sort, SortReader
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.cells.figures import NOTHING, figure, says_credit
from bijlisetu.plumbing.files.intake import UNPRINTABLE, Unfit, clean, code
from bijlisetu.plumbing.files.mapping import picker
from bijlisetu.plumbing.files.missed import Missed
from bijlisetu.plumbing.files.table import Table

#: The staging table's columns, in the order a row is read.
COLUMNS = {
    "account": "text",
    "number": "text",
    "bill_date": "date",
    "due_date": "date",
    "units": "numeric(14, 2)",
    "amount_payable": "numeric(14, 2)",
    "is_revised": "boolean",
    "is_cancelled": "boolean",
    "lines": "jsonb",
}
LEAST_CREDIT, MOST_PAYABLE = -1_000_000, 100_000_000  # rupees: ten lakh back, ten crore to pay
MOST_UNITS = 1_000_000_000
#: A mistyped year must neither become the latest cycle nor keep a bill open for good.
MOST_AHEAD, MOST_BEHIND, LONGEST_TO_PAY = timedelta(days=45), timedelta(days=400), timedelta(days=180)
OTHER_WAY_ROUND = "days and months the other way round"
ANY_ACCOUNT = re.compile(r"\S{1,40}", re.ASCII)


class BillReader:
    """Makes staged rows of cells, or says why they are not fit; counts what they had to be taken without."""

    def __init__(self, table: Table, *, mapping: BillMapping, missed: Missed, today: date) -> None:
        layout = mapping.layout
        places = layout.places(table.header, path=table.path)
        refuse_misspelt(layout, places, table.header, path=table.path)
        self._pick = picker(places, FIELDS)
        self._day = DayReader(layout.dates)
        self._lines = LineReader(mapping, places, day=self._day, latest=today + MOST_AHEAD, missed=missed)
        self._days = [field for field in ("bill_date", "due_date", *DAYS) if field in places]
        self._pick_days = picker(places, self._days)
        self._account = layout.patterns.get("account", ANY_ACCOUNT).fullmatch
        self._number = layout.patterns.get("number", ANY_ACCOUNT).fullmatch
        self._sort = SortReader(layout.patterns, source=layout.source)
        self._today = today

    def read(self, cells: list[str]) -> Sequence[object] | Unfit:
        """Return the staged columns of the row, or why it is not fit."""
        got = self._read(cells)
        return self._other_way_round(cells) or got if isinstance(got, Unfit) else got

    def _read(self, cells: list[str]) -> Sequence[object] | Unfit:
        values = clean(self._pick(cells))
        if values is None:
            return UNPRINTABLE
        account, number, kind, billed, due, units, amount = code(values[0]), code(values[1]), *values[2:]
        bill_date, due_date, sort = self._day.read(billed), self._day.read(due), self._sort.read(kind)
        if unfit := self._unfit_names(account, number):
            return unfit
        if isinstance(sort, Unfit):
            return sort
        # Units that nobody has written are not none: what they may be is for the readings to say.
        used, payable = "" if units.upper() in NOTHING else figure(units), figure(amount)
        unfit = _unfit_days(bill_date, due_date, today=self._today, sort=sort) or _unfit_figures(
            used, payable, sort=sort, is_credit=sort.is_credit or says_credit(amount)
        )
        if unfit:
            return unfit
        read = self._lines.read(cells, payable=float(payable or 0), units=used or "", checks=not sort.is_cancelled)
        if isinstance(read, Unfit):
            return read
        return (
            account, number, bill_date, due_date, read.units, payable, sort.is_revised, sort.is_cancelled, read.lines
        )  # fmt: skip

    def _other_way_round(self, cells: list[str]) -> Unfit | None:
        """Return a fault that tells of all the file's days: one of the row's can only be a month before its day."""
        for field, text in zip(self._days, clean(self._pick_days(cells)) or (), strict=False):
            if self._day.other_way_round(text):
                said = f"the {field.replace('_', ' ')} {text[:40]}"
                return Unfit(OTHER_WAY_ROUND, f"{said} has its day and month the other way round than the mapping")
        return None

    def _unfit_names(self, account: str, number: str) -> Unfit | None:
        if not account:
            return Unfit("account missing", "the account number is missing")
        if not self._account(account):
            return Unfit("account malformed", f"{len(account)} characters that are no account number")
        if not number:
            return Unfit("bill number missing", "the bill number is missing")
        if not self._number(number):
            return Unfit("bill number malformed", "the bill number is not written as one")
        return None


def _unfit_days(bill_date: date | None, due_date: date | None, *, today: date, sort: Sort) -> Unfit | None:
    if bill_date is None:
        return Unfit("bill date unreadable", "the bill date is missing or cannot be read")
    if due_date is None:
        return Unfit("due date unreadable", "the due date is missing or cannot be read")
    if not today - MOST_BEHIND <= bill_date <= today + MOST_AHEAD:
        allowed = f"more than {MOST_AHEAD.days} days ahead or {MOST_BEHIND.days} days back"
        return Unfit("bill date absurd", f"the bill date {bill_date:%d-%m-%Y} is absurd: {allowed}")
    if due_date < today and not sort.is_cancelled:
        return Unfit("due date in the past", f"due on {due_date:%d-%m-%Y}, which has passed")
    if due_date < bill_date:
        return Unfit("due before its date", f"due on {due_date:%d-%m-%Y}, before the bill's own date")
    if due_date > bill_date + LONGEST_TO_PAY:
        after = f"more than {LONGEST_TO_PAY.days} days after the bill's own date"
        return Unfit("due date absurd", f"the due date {due_date:%d-%m-%Y} is absurd: {after}")
    return None


def _unfit_figures(units: str | None, amount: str | None, *, sort: Sort, is_credit: bool) -> Unfit | None:
    if units is None or abs(float(units or 0)) >= MOST_UNITS:
        return Unfit("units unreadable", "the units billed are not a number")
    if float(units or 0) < 0 and not sort.is_cancelled:
        return Unfit("units below zero", "the units billed are below zero")
    if amount is None:
        return Unfit("amount unreadable", "the amount payable is missing or not a number")
    payable = float(amount)
    if payable < 0 and not is_credit and not sort.is_cancelled:
        return Unfit("amount negative", "the amount payable is below zero and the bill is no credit")
    if not LEAST_CREDIT <= payable <= MOST_PAYABLE:
        return Unfit("amount absurd", "no bill is that large: more than ten crore to pay, or ten lakh to give back")
    return None
