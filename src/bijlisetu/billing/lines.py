"""
What a bill says beside its own columns, and how it is kept: under our names, days in ISO form, amounts with their sign.

{"remark": "OK", "previous_on": "2026-10-23", "previous_reading": "3366", "charges": {"energy": "364.00",
"subsidy": "-210.00"}, "dues": {"arrears": "0.00"}, "history": ["63", "69"]}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import orjson

from bijlisetu.billing.mapping import DAYS, FIGURES, REMARK, BillMapping, item_field
from bijlisetu.billing.metering import Measured, unfit_units
from bijlisetu.billing.page.facts import Basis
from bijlisetu.plumbing.files.cells.days import NO_SUCH_DAYS, DayReader
from bijlisetu.plumbing.files.cells.days import NOTHING as NO_DAY
from bijlisetu.plumbing.files.cells.figures import NOTHING, figure
from bijlisetu.plumbing.files.intake import UNPRINTABLE, Unfit, clean
from bijlisetu.plumbing.files.mapping import Cells, picker
from bijlisetu.plumbing.files.missed import Missed

#: Numbers without commas, or nothing, one after another: a row of these is looked at once, not number by number.
PLAIN = re.compile(r"(?:(?:-?\d{1,12}(?:\.\d{1,6})?)?;)*", re.ASCII)
#: What rounding to the rupee leaves is less than this.
ROUNDING = 1.0
#: No reading and no payment is older, however long a house stood empty.
LONGEST_AGO = timedelta(days=40 * 365)
LAST_PAID = "last_paid"


class Lines(NamedTuple):
    """The units of a row, which are nought only where something says so, and its lines as JSON."""

    units: str
    lines: str


class LineReader:
    """Reads the lines of a bill from a row's cells; what cannot be read, or does not add up, makes the row unfit."""

    def __init__(
        self,
        mapping: BillMapping,
        places: Mapping[str, Cells],
        *,
        day: DayReader,
        latest: date,
        missed: Missed,
    ) -> None:
        self._items = (*mapping.charges, *mapping.dues)
        self._pick = picker(places, (REMARK, *DAYS, *FIGURES, *map(item_field, self._items), *mapping.months))
        self._charges = [item.name for item in mapping.charges]
        self._dues = [item.name for item in mapping.dues]
        self._numbers = (*FIGURES, *self._charges, *self._dues, *mapping.months)
        self._taken_off = {item.name for item in self._items if item.taken_off}
        # Where the export leaves a column out, what stood in it is unknown, and no sum can be asked for.
        self._has_all_items = all(item_field(item) in places for item in self._items)
        self._remarks = {code.upper() for code in mapping.remarks}
        self._unmetered = {code.upper() for code, said in mapping.remarks.items() if said.basis is Basis.UNMETERED}
        self._measured = {
            code.upper() for code, said in mapping.remarks.items() if said.basis is Basis.READ
        } - mapping.loose_remarks | {""}
        self._day, self._latest = day, latest
        self._missed = missed

    def read(self, cells: list[str], *, payable: float, units: str, checks: bool = True) -> Lines | Unfit:
        """
        Return the row's lines, blank ones left out, or why it is not fit.

        Without checks they need not add up: a bill that is cancelled asks for nothing.
        """
        values = clean(self._pick(cells))
        if values is None:
            return UNPRINTABLE
        remark, texts, numbers = values[0], values[1 : 1 + len(DAYS)], values[1 + len(DAYS) :]
        days, figures = self._days(texts), self._readable(numbers)
        if isinstance(days, Unfit):
            return days
        if isinstance(figures, Unfit):
            return figures
        for name, number in zip(FIGURES, figures, strict=False):
            if number.startswith("-") and name != LAST_PAID:
                return Unfit(f"{_called(name)} below zero", f"the {_called(name)} is below zero")
        kept: dict[str, Any] = {REMARK: self._known(remark)} if remark else {}
        kept |= {name: day.isoformat() for name, day in days.items()}
        self._with_numbers(kept, figures)
        if checks and (unfit := self._unfit_units(kept, units) or self._unfit_sum(kept, payable)):
            return unfit
        return Lines(units or "0", orjson.dumps(kept).decode())

    def _unfit_units(self, kept: dict[str, Any], units: str) -> Unfit | None:
        remark = kept.get(REMARK, "")
        measured = Measured.read(kept, units)
        if not measured.has_readings and measured.factor == 0:
            del kept["multiplying_factor"]  # an export's nought where there is no meter
        return unfit_units(measured, is_unmetered=remark in self._unmetered, is_measured=remark in self._measured)

    def _known(self, remark: str) -> str:
        if remark.upper() in self._remarks:
            return remark.upper()
        self._missed.note(REMARK, remark, words="remark unknown")
        return remark

    def _days(self, texts: Sequence[str]) -> dict[str, date] | Unfit:
        days: dict[str, date] = {}
        for name, text in zip(DAYS, texts, strict=True):
            if text in NO_DAY:
                continue
            day = self._day.read(text)
            if day is None:
                return Unfit(f"{_called(name)} unreadable", f"the day of {_called(name)} cannot be read")
            if day in NO_SUCH_DAYS:
                continue
            if day < self._latest - LONGEST_AGO:
                return Unfit(f"{_called(name)} absurd", f"the day of {_called(name)}, {day:%d-%m-%Y}, is far back")
            if day > self._latest:
                return Unfit(f"{_called(name)} absurd", f"the day of {_called(name)}, {day:%d-%m-%Y}, is far ahead")
            days[name] = day
        if "previous_on" in days and "current_on" in days and days["previous_on"] > days["current_on"]:
            return Unfit("readings the wrong way round", "the present reading is older than the previous one")
        return days

    def _with_numbers(self, kept: dict[str, Any], numbers: Sequence[str]) -> None:
        charges_from = len(FIGURES)
        dues_from = charges_from + len(self._charges)
        months_from = dues_from + len(self._dues)
        kept.update(_said(FIGURES, numbers[:charges_from]))
        if LAST_PAID in kept:  # to some systems a payment is a credit, or below zero
            kept[LAST_PAID] = kept[LAST_PAID].removeprefix("-")
        kept["charges"] = self._signed(_said(self._charges, numbers[charges_from:dues_from]))
        kept["dues"] = self._signed(_said(self._dues, numbers[dues_from:months_from]))
        kept["history"] = numbers[months_from:] if any(numbers[months_from:]) else []

    def _readable(self, texts: list[str]) -> list[str] | Unfit:
        if PLAIN.fullmatch(";".join(texts) + ";"):
            return texts
        figures = []
        for name, text in zip(self._numbers, texts, strict=True):
            number = "" if text.upper() in NOTHING else figure(text)
            if number is None:
                return Unfit(f"{_called(name)} unreadable", f"the {_called(name)} is no number that can be read")
            figures.append(number)
        return figures

    def _unfit_sum(self, kept: Mapping[str, Any], payable: float) -> Unfit | None:
        lines = (*kept["charges"].values(), *kept["dues"].values())
        if not lines or not self._has_all_items:
            return None
        if abs(round(payable - sum(map(float, lines)), 2)) < ROUNDING:
            return None
        return Unfit("does not add up", "its charges and dues together are not the amount payable")

    def _signed(self, amounts: dict[str, str]) -> dict[str, str]:
        for name in self._taken_off & amounts.keys():
            amounts[name] = _negative(amounts[name])
        return amounts


def _called(name: str) -> str:
    return name.removesuffix("_on").replace("_", " ")


def _said(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    return {name: text for name, text in zip(names, texts, strict=True) if text}


def _negative(amount: str) -> str:
    if amount.startswith("-"):
        return amount[1:]
    return f"-{amount}" if amount.strip("0.") else amount
