"""
What a bill says beside its own columns, and how it is kept: under our names, days in ISO form, amounts with their sign.

{"remark": "OK", "previous_on": "2026-10-23", "previous_reading": "3366", "charges": {"energy": "364.00",
"subsidy": "-210.00"}, "dues": {"arrears": "0.00"}, "history": ["63", "69"]}
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from bijlisetu.billing.mapping import DAYS, FIGURES, REMARK, BillMapping, item_field
from bijlisetu.plumbing.files.intake import clean
from bijlisetu.plumbing.files.mapping import Cells, picker

NUMBER = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{2})*,\d{3})(\.\d{1,6})?", re.ASCII)  # 1253.00, 1,25,300
#: Numbers without commas, or nothing, one after another: a row of these is looked at once, not number by number.
PLAIN = re.compile(r"(?:(?:-?\d{1,12}(?:\.\d{1,6})?)?;)*", re.ASCII)


class LineReader:
    """Reads the lines of a bill from a row's cells, and counts what it had to leave out."""

    def __init__(self, mapping: BillMapping, places: Mapping[str, Cells], *, unusable: Counter[str]) -> None:
        items = (*mapping.charges, *mapping.dues)
        self._pick = picker(places, (REMARK, *DAYS, *FIGURES, *map(item_field, items), *mapping.months))
        self._charges = [item.name for item in mapping.charges]
        self._dues = [item.name for item in mapping.dues]
        self._numbers = (*FIGURES, *self._charges, *self._dues, *mapping.months)
        self._taken_off = {item.name for item in items if item.taken_off}
        self._read_day = mapping.layout.day_reader()
        self._day = lru_cache(maxsize=10_000)(self._iso)
        self._unusable = unusable

    def read(self, cells: list[str]) -> str | None:
        """Return the row's lines as JSON, blank ones left out; nothing if there are control characters in them."""
        values = clean(self._pick(cells))
        if values is None:
            return None
        remark, days, numbers = values[0], values[1 : 1 + len(DAYS)], values[1 + len(DAYS) :]
        kept: dict[str, Any] = {REMARK: remark} if remark else {}
        for name, text in zip(DAYS, days, strict=True):
            if text and (day := self._day(text)):
                kept[name] = day
            elif text:
                self._leave_out(name)
        return orjson.dumps(self._with_numbers(kept, self._readable(numbers))).decode()

    def _with_numbers(self, kept: dict[str, Any], numbers: Sequence[str]) -> dict[str, Any]:
        charges_from = len(FIGURES)
        dues_from = charges_from + len(self._charges)
        months_from = dues_from + len(self._dues)
        kept.update(_said(FIGURES, numbers[:charges_from]))
        kept["charges"] = self._signed(_said(self._charges, numbers[charges_from:dues_from]))
        kept["dues"] = self._signed(_said(self._dues, numbers[dues_from:months_from]))
        kept["history"] = numbers[months_from:] if any(numbers[months_from:]) else []
        return kept

    def _readable(self, texts: list[str]) -> list[str]:
        if PLAIN.fullmatch(";".join(texts) + ";"):
            return texts
        return [self._figure(name, text) if text else "" for name, text in zip(self._numbers, texts, strict=True)]

    def _figure(self, name: str, text: str) -> str:
        if NUMBER.fullmatch(text):
            return text.replace(",", "")
        self._leave_out(name)
        return ""

    def _leave_out(self, name: str) -> None:
        self._unusable[f"{name.replace('_', ' ')} unreadable"] += 1

    def _signed(self, amounts: dict[str, str]) -> dict[str, str]:
        for name in self._taken_off & amounts.keys():
            amounts[name] = _negative(amounts[name])
        return amounts

    def _iso(self, text: str) -> str | None:
        day = self._read_day(text)
        return day.isoformat() if day else None


def _said(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    return {name: text for name, text in zip(names, texts, strict=True) if text}


def _negative(amount: str) -> str:
    if amount.startswith("-"):
        return amount[1:]
    return f"-{amount}" if amount.strip("0.") else amount
