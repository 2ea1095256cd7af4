"""A row of a file about meters, read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bijlisetu.metering.mapping import Holds, MeterMapping, Pays
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.cells.figures import NOTHING, figure
from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean, code
from bijlisetu.plumbing.files.mapping import picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.files.words import word_in
from bijlisetu.values.money import to_paise

#: All that a row of any of the files may say; what one does not is none.
COLUMNS = {
    "account": "text",
    "day": "date",
    "units": "numeric(10, 3)",
    "reading": "numeric(12, 3)",
    "opening": "numeric(14, 2)",
    "recharge": "numeric(14, 2)",
    "charge": "numeric(14, 2)",
    "closing": "numeric(14, 2)",
    "sort": "text",
    "is_prepaid": "boolean",
    "balance_left": "numeric(14, 2)",
}
STAGING = Staging("meters_import", COLUMNS)
MOST_RUPEES = Decimal(10_000_000)  #: a crore: no prepaid meter holds more
MOST_UNITS = Decimal(100_000)  #: of one connection on one day
MOST_READING = Decimal(100_000_000)  #: registers have eight digits before the point
#: What rounding may leave between balances and charges of a day.
ROUNDING = Decimal("0.05")
MOST_BEHIND, MOST_AHEAD = timedelta(days=1100), timedelta(days=366)
ANY_ACCOUNT = re.compile(r"\S{1,40}", re.ASCII)
NAUGHT = Decimal(0)


class _Unfit(Exception):
    """Why the row is not taken."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.unfit = Unfit(reason, words)


def reader_of(mapping: MeterMapping, *, today: date) -> Callable[[Table], ReadRow]:
    """Return what makes the reader of a table's rows."""
    take = {Holds.DAYS: _day, Holds.READS: _read, Holds.MODES: _mode}[mapping.holds]
    account, days = mapping.layout.patterns.get("account", ANY_ACCOUNT), DayReader(mapping.layout.dates)

    def row_reader(table: Table) -> ReadRow:
        pick = picker(mapping.layout.places(table.header, path=table.path), mapping.fields)

        def read(cells: list[str]) -> Sequence[object] | Unfit:
            values = clean(pick(cells))
            if values is None:
                return UNPRINTABLE
            defaults = mapping.layout.defaults
            row = {name: value or defaults.get(name, "") for name, value in zip(mapping.fields, values, strict=True)}
            try:
                told = {"account": _account(row["account"], account), **take(row, mapping)}
                told["day"] = _day_of(row["day"], days, today=today, ahead=mapping.holds is Holds.MODES)
            except _Unfit as why:
                return why.unfit
            return tuple(map(told.get, COLUMNS))

        return read

    return row_reader


def _day(row: Mapping[str, str], _: MeterMapping) -> dict[str, object]:
    units, reading = _figure(row, "units"), _known(row, "reading")
    if units < 0:
        raise _Unfit("units below zero", "the units of the day are below zero")
    if units > MOST_UNITS:
        raise _Unfit("units absurd", "no connection uses so many units on one day")
    _check_reading(reading)
    opening, closing, charge = (_rupees(row, name) for name in ("opening", "closing", "charge"))
    came_in = closing - opening + charge
    recharge = _rupees(row, "recharge") if row["recharge"].upper() not in NOTHING else None
    if recharge is not None and recharge < 0:
        raise _Unfit("recharge below zero", "the recharge of the day is below zero")
    if came_in < -ROUNDING or (recharge is not None and abs(came_in - recharge) > ROUNDING):
        raise _Unfit("balances do not add up", "the opening balance, recharges and charges do not give the closing one")
    if recharge is None:
        recharge = came_in if came_in > ROUNDING else NAUGHT
    money = {"opening": opening, "recharge": recharge, "charge": charge, "closing": closing}
    return {"units": units, "reading": reading, **{name: to_paise(amount) for name, amount in money.items()}}


def _read(row: Mapping[str, str], mapping: MeterMapping) -> dict[str, object]:
    reading = _figure(row, "reading")
    _check_reading(reading)
    sort = word_in(row["sort"], mapping.sorts)
    if sort is None:
        raise _Unfit("sort of read unknown", f"the sort of read {row['sort'][:30]!r} is none that the mapping knows")
    return {"reading": reading, "sort": sort}


def _mode(row: Mapping[str, str], mapping: MeterMapping) -> dict[str, object]:
    mode = word_in(row["mode"], mapping.modes)
    if mode is None:
        raise _Unfit("mode unknown", f"the mode {row['mode'][:30]!r} is neither prepaid nor postpaid")
    left = None if row["left"].upper() in NOTHING else to_paise(_rupees(row, "left"))
    return {"is_prepaid": mode is Pays.PREPAID, "balance_left": left}


def _account(text: str, pattern: re.Pattern[str]) -> str:
    account = code(text)
    if not account:
        raise _Unfit("account missing", "the account number is missing")
    if not pattern.fullmatch(account):
        raise _Unfit("account malformed", f"{len(account)} characters that are no account number")
    return account


def _day_of(text: str, days: DayReader, *, today: date, ahead: bool) -> date:
    if days.other_way_round(text):
        raise _Unfit("day the other way round", "the day has its day and month the other way round than the mapping")
    day = days.read(text)
    if day is None:
        raise _Unfit("day unreadable", "the day is missing or cannot be read")
    if day > (today + MOST_AHEAD if ahead else today):
        raise _Unfit("day ahead", f"the day {day:%d-%m-%Y} has not come yet")
    if day < today - MOST_BEHIND:
        raise _Unfit("day absurd", f"the day {day:%d-%m-%Y} lies more than three years back")
    return day


def _check_reading(reading: Decimal | None) -> None:
    if reading is not None and not 0 <= reading < MOST_READING:
        raise _Unfit("reading absurd", "no meter shows such a reading: below zero, or of more than eight digits")


def _known(row: Mapping[str, str], name: str) -> Decimal | None:
    return None if row[name].upper() in NOTHING else _figure(row, name)


def _rupees(row: Mapping[str, str], name: str) -> Decimal:
    amount = _figure(row, name)
    if abs(amount) > MOST_RUPEES:
        raise _Unfit("amount absurd", f"the {name} is more than a meter ever holds")
    return amount


def _figure(row: Mapping[str, str], name: str) -> Decimal:
    written = figure(row[name])
    if written is None:
        raise _Unfit(f"{name} unreadable", f"the {name} is missing or not a number")
    return Decimal(written)
