"""
What a bill says beside its own columns, and how it is kept: under our names, days in ISO form, amounts with their sign.

{"remark": "OK", "previous_on": "2026-10-23", "previous_reading": "3366", "charges": {"energy": "364.00",
"subsidy": "-210.00"}, "dues": {"arrears": "0.00"}, "history": ["63", "69"]}
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bijlisetu.billing.mapping import DAYS, FIGURES, REMARK, BillMapping, item_field
from bijlisetu.plumbing.files.intake import clean
from bijlisetu.plumbing.files.mapping import Cells, picker

NUMBER = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{2})*,\d{3})(\.\d{1,6})?", re.ASCII)  # 1253.00, 1,25,300
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class LineReader:
    """Reads the lines of a bill from a row's cells, and counts what it had to leave out."""

    def __init__(self, mapping: BillMapping, places: Mapping[str, Cells], *, unusable: Counter[str]) -> None:
        groups = (
            DAYS, FIGURES, tuple(map(item_field, mapping.charges)), tuple(map(item_field, mapping.dues)),
            mapping.months,
        )  # fmt: skip
        self._pick = picker(places, (REMARK, *(field for group in groups for field in group)))
        self._groups = _slices(groups)
        self._charges = [item.name for item in mapping.charges]
        self._dues = [item.name for item in mapping.dues]
        self._taken_off = {item.name for item in (*mapping.charges, *mapping.dues) if item.taken_off}
        self._months = mapping.months
        self._day = mapping.layout.day_reader()
        self._unusable = unusable

    def read(self, cells: list[str]) -> str | None:
        """Return the row's lines as JSON, blank ones left out; nothing if there are control characters in them."""
        values = clean(self._pick(cells))
        if values is None:
            return None
        days, figures, charges, dues, months = (values[group] for group in self._groups)
        kept: dict[str, Any] = {REMARK: values[0]} if values[0] else {}
        kept.update(self._readable(DAYS, days, self._iso))
        kept.update(self._readable(FIGURES, figures, _figure))
        kept["charges"] = self._signed(self._readable(self._charges, charges, _figure))
        kept["dues"] = self._signed(self._readable(self._dues, dues, _figure))
        units = self._readable(self._months, months, _figure)
        kept["history"] = [units.get(month, "") for month in self._months] if units else []
        return encode(kept)

    def _readable(
        self, names: Sequence[str], texts: Sequence[str], read: Callable[[str], str | None]
    ) -> dict[str, str]:
        found = {}
        for name, text in zip(names, texts, strict=True):
            if not text:
                continue
            value = read(text)
            if value is None:
                self._unusable[f"{name.replace('_', ' ')} unreadable"] += 1
            else:
                found[name] = value
        return found

    def _signed(self, amounts: dict[str, str]) -> dict[str, str]:
        for name in self._taken_off & amounts.keys():
            amounts[name] = _negative(amounts[name])
        return amounts

    def _iso(self, text: str) -> str | None:
        day = self._day(text)
        return day.isoformat() if day else None


def _slices(groups: Sequence[Sequence[str]]) -> list[slice]:
    """Return where each group stands among the values, behind the remark."""
    slices, start = [], 1
    for group in groups:
        slices.append(slice(start, start + len(group)))
        start += len(group)
    return slices


def _figure(text: str) -> str | None:
    return text.replace(",", "") if NUMBER.fullmatch(text) else None


def _negative(amount: str) -> str:
    if amount.startswith("-"):
        return amount[1:]
    return f"-{amount}" if amount.strip("0.") else amount
