"""A row of a settlement file, read and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bijlisetu.payments.amounts import RUPEES, amount_in, fit, went_back
from bijlisetu.payments.mapping import FIELDS, NAMED_BY, PaymentMapping, is_debit
from bijlisetu.payments.names import Cheque, names_of
from bijlisetu.payments.states import Mode, Status
from bijlisetu.payments.taking import Told
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.cells.figures import NOTHING
from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean, code
from bijlisetu.plumbing.files.mapping import WrongColumns, picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.files.words import word_in

MOST_BEHIND = timedelta(days=1100)  #: dues older than two years are not recovered
LONGEST_WORDS, LONGEST_ROW = 200, 100
PAISE = re.compile(r"-?\d{1,14}(\.0+)?", re.ASCII)


def reader_of(mapping: PaymentMapping, *, source: str, today: date) -> Callable[[Table], ReadRow]:
    """Return what makes the reader of a table's rows."""

    def row_reader(table: Table) -> ReadRow:
        places = mapping.layout.places(table.header, path=table.path)
        if not any(name in places for name in (*NAMED_BY, "reference", "account", "bill")):
            raise WrongColumns(f"{table.path} says of no row what it is or whose.", found=table.header)
        pick = picker(places, FIELDS)
        return _Rows(mapping, pick, source=source, today=today).read

    return row_reader


class _Rows:
    """Reads rows of one file."""

    def __init__(
        self, mapping: PaymentMapping, pick: Callable[[list[str]], Sequence[str]], *, source: str, today: date
    ) -> None:
        self._mapping, self._pick, self._source, self._today = mapping, pick, source, today
        self._day = DayReader(mapping.layout.dates)

    def read(self, cells: list[str]) -> Sequence[object] | Unfit:
        values = clean(self._pick(cells))
        if values is None:
            return UNPRINTABLE
        defaults = self._mapping.layout.defaults
        # An apostrophe is how somebody told a spreadsheet that a number is a text.
        told = (value.removeprefix("'") for value in values)
        row = {name: value or defaults.get(name, "") for name, value in zip(FIELDS, told, strict=True)}
        paid_on = self._paid_on(row["paid_on"])
        if isinstance(paid_on, Unfit):
            return paid_on
        ends = self._mapping.ends(status=row["status"], said=row["said"]) if is_debit(row["debit"]) else None
        status = ends or self._status(row["status"])
        if isinstance(status, Unfit):
            return status
        amount = self._amount(row, went=status.rank > Status.PAID.rank)
        if isinstance(amount, Unfit):
            return amount
        return self._told(row, amount, paid_on, status).staged()

    def _told(self, row: Mapping[str, str], amount: Decimal, paid_on: date, status: Status) -> Told:
        mode = word_in(row["mode"], self._mapping.modes) or Mode.OTHER
        if is_debit(row["debit"]) and status is Status.BOUNCED:
            mode = Mode.CHEQUE  # the bank's word for the way of a debit is often none
        names = names_of(
            namesake=self._mapping.namesake, rrn=row["rrn"], transaction=row["transaction"], receipt=row["receipt"],
            cheque=Cheque(row["rrn"], amount) if mode is Mode.CHEQUE else None,
        )  # fmt: skip
        if row["row"]:
            # Many count the rows of each file anew: the day and the amount tell one row 7 from the other.
            names.insert(0, f"row:{self._mapping.namesake}:{row['row'][:LONGEST_ROW]}/{paid_on}/{amount}")
        if not names:
            names = [f"row:{self._mapping.namesake}:{_digest(row, amount, paid_on)}"]
        return Told(
            key=f"{self._source}:{names[0]}:{status}",
            source=self._source,
            names=names,
            reference=code(row["reference"]),
            account=code(row["account"]),
            bill_number=code(row["bill"]),
            amount=amount,
            paid_on=paid_on,
            status=status,
            mode=mode,
            said=row["said"][:LONGEST_WORDS],
        )

    def _amount(self, row: Mapping[str, str], *, went: bool) -> Decimal | Unfit:
        if row["currency"].upper() not in RUPEES:
            return Unfit("currency", f"the currency {row['currency'][:10]!r} is not rupees")
        if went and is_debit(row["debit"]):
            return went_back(row["debit"])
        text, in_paise = (row["amount"], False) if row["amount"] else (row["paise"], True)
        if text.upper() in NOTHING:
            return Unfit("amount missing", "the amount is missing")
        if in_paise and not PAISE.fullmatch(text):
            return Unfit("amount unreadable", "the amount in paise is not a whole number")
        if in_paise:
            return fit(abs(Decimal(text)) / 100 if went else Decimal(text) / 100)
        return went_back(text) if went else amount_in(text)

    def _paid_on(self, text: str) -> date | Unfit:
        if self._day.other_way_round(text):
            return Unfit("day unreadable", "the day of payment has its day and month the other way round")
        paid_on = self._day.read(text)
        if paid_on is None:
            return Unfit("day unreadable", "the day of payment is missing or cannot be read")
        if paid_on > self._today:
            return Unfit("day ahead", f"paid on {paid_on:%d-%m-%Y}, which has not come yet")
        if paid_on < self._today - MOST_BEHIND:
            return Unfit("day absurd", f"paid on {paid_on:%d-%m-%Y}, more than three years back")
        return paid_on

    def _status(self, text: str) -> Status | Unfit:
        if not text:
            return Status.PAID
        status = word_in(text, self._mapping.statuses)
        if status is None:
            return Unfit("status unknown", f"the status {text[:30]!r} is none that the mapping knows")
        # Of what the bank itself calls failed there is no money, whoever said otherwise before.
        return Status.REVERSED if status is Status.FAILED and self._mapping.is_final else status


def _digest(row: Mapping[str, str], amount: Decimal, paid_on: date) -> str:
    """
    Return what a row is known by that has no number of its own: all it says.

    Of two that say the same, nobody can tell whether they are one payment: the second goes back to whoever brings it.
    """
    said = "\0".join((str(amount), f"{paid_on}", *(row[name] for name in ("reference", "account", "bill", "said"))))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
