"""The bank's own book: every payment that was truly made, in a file that outlives the process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

FILE = "bank.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    id INTEGER PRIMARY KEY,
    way TEXT NOT NULL,
    account TEXT NOT NULL,      -- as the payer wrote it
    reference TEXT NOT NULL,    -- as it stood in the link or the QR
    bill TEXT NOT NULL,
    paise INTEGER NOT NULL,
    day TEXT NOT NULL,
    at REAL NOT NULL,
    bounced_on TEXT             -- a cheque that was not honoured
);
CREATE INDEX IF NOT EXISTS payments_of_a_day ON payments (day);
CREATE TABLE IF NOT EXISTS answered (payment INTEGER PRIMARY KEY) WITHOUT ROWID;
"""
COLUMNS = "id, way, account, reference, bill, paise, day, at, bounced_on"


class Way(StrEnum):
    """How money comes to the bank."""

    UPI = "upi"  #: by the aggregator, who calls at once
    BBPS = "bbps"
    COUNTER = "counter"
    TRANSFER = "transfer"
    CHEQUE = "cheque"


class Wish(NamedTuple):
    """What somebody pays, with all that they write beside it."""

    way: Way
    account: str
    reference: str
    bill: str
    paise: int


class Paid(NamedTuple):
    """A payment as the bank knows it."""

    id: int
    way: Way
    account: str
    reference: str
    bill: str
    paise: int
    day: date
    at: float  #: seconds of the epoch, by the carriers' clock
    bounced_on: date | None

    @property
    def rrn(self) -> str:
        """The bank's reference."""
        return rrn_of(self.id)

    @property
    def transaction(self) -> str:
        """The number that the aggregator, or the bank, gives it."""
        return f"pay{self.id:010d}"


def rrn_of(payment: int) -> str:
    """Return the bank's reference of its payment: twelve digits."""
    return f"{6_000_000_000_00 + payment:012d}"


class Book:
    """One process's hand on the book."""

    def __init__(self, folder: Path) -> None:
        """Open the book in the folder, or begin one."""
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / FILE, timeout=30, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def take(self, wishes: Sequence[Wish], *, day: date, at: float) -> list[Paid]:
        """Write down payments that were made."""
        self._connection.execute("BEGIN IMMEDIATE")
        made = [
            self._connection.execute(
                "INSERT INTO payments (way, account, reference, bill, paise, day, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*wish, day.isoformat(), at),
            ).lastrowid
            for wish in wishes
        ]
        self._connection.execute("COMMIT")
        return [Paid(number or 0, *wish, day, at, None) for number, wish in zip(made, wishes, strict=True)]

    def bounce(self, payments: Iterable[int], *, day: date) -> None:
        """Write down that cheques were not honoured."""
        self._connection.executemany(
            "UPDATE payments SET bounced_on = ? WHERE id = ? AND bounced_on IS NULL",
            [(day.isoformat(), one) for one in payments],
        )

    def answered(self, payment: int) -> None:
        """Write down that the department has answered the call of the payment."""
        self._connection.execute("INSERT OR IGNORE INTO answered VALUES (?)", (payment,))

    def is_answered(self, payment: int) -> bool:
        """Return whether the department has answered the call of the payment."""
        return bool(self._connection.execute("SELECT 1 FROM answered WHERE payment = ?", (payment,)).fetchone())

    def of(self, ways: Sequence[Way], *, days: Sequence[date]) -> list[Paid]:
        """Return payments made on the days, or bounced on them, as they came."""
        marks, told = ", ".join("?" * len(ways)), [one.isoformat() for one in days]
        dates = ", ".join("?" * len(told))
        return self._all(
            f"WHERE way IN ({marks}) AND (day IN ({dates}) OR bounced_on IN ({dates}))", *ways, *told, *told
        )

    def all(self) -> list[Paid]:
        """Return all payments ever made."""
        return self._all("")

    def _all(self, which: str, *values: object) -> list[Paid]:
        rows = self._connection.execute(f"SELECT {COLUMNS} FROM payments {which} ORDER BY id", values)
        return [_paid(*row) for row in rows]


def _paid(
    number: int, way: str, account: str, reference: str, bill: str, paise: int, day: str, at: float, bounced: str | None
) -> Paid:
    on = date.fromisoformat(bounced) if bounced else None
    return Paid(number, Way(way), account, reference, bill, paise, date.fromisoformat(day), at, on)
