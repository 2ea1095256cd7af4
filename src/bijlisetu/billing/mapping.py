"""How a utility's export of bills is laid out, and the words for its lines: one file in `mappings/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from bijlisetu.billing.page.facts import Basis, Remark
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in

FOLDER = resources.files("bijlisetu.billing") / "mappings"
#: What every bill has, in the order a row is read.
FIELDS = ("account", "number", "kind", "bill_date", "due_date", "units", "amount_payable")
#: What the page shows beside, where the export has it.
DAYS = ("previous_on", "current_on", "last_paid_on")
FIGURES = ("previous_reading", "current_reading", "multiplying_factor", "maximum_demand", "last_paid")
REMARK = "remark"
#: What an amount holds that comes without arrears: none of them, or nobody knows how much.
WITHOUT_ARREARS = ("none", "within")
#: The page has room for so many lines of dues.
MOST_DUES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BillItem:
    """A line of money on a bill: its column, its words, and whether the export writes what is taken off."""

    name: str
    column: str
    hi: str
    en: str
    taken_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BillMapping:
    """A utility's export of bills; items and months of history are fields of the layout too."""

    layout: Layout
    charges: tuple[BillItem, ...]  #: in the order they are printed
    dues: tuple[BillItem, ...]
    months: tuple[str, ...]  #: fields of the units billed before, the newest first
    remarks: Mapping[str, Remark]  #: by the reader's code
    loose_remarks: frozenset[str]  #: under which the units need not be what the readings say
    arrears_within: bool  #: a bill that says no arrears may hold some in what it asks for


@cache
def bill_mapping(name: str) -> BillMapping:
    """
    Return the mapping of that name, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    with mapping_file(name, folder=FOLDER) as text:
        charges, dues = _items(text.pop("charges", {})), _items(text.pop("dues", {}))
        history = [str(column) for column in text.pop("history", ())]
        said_of = text.pop("remarks", {})
        loose = frozenset(code.upper() for code, said in said_of.items() if not said.pop("adds_up", True))
        remarks = {code: _remark(code, **said) for code, said in said_of.items()}
        if len(dues) > MOST_DUES:
            raise ValueError(f"[dues] has {len(dues)} lines where the page has room for {MOST_DUES}")
        without_arrears = text.pop("without_arrears", "none")
        if without_arrears not in WITHOUT_ARREARS:
            raise ValueError(f"without_arrears is {' or '.join(WITHOUT_ARREARS)}")
        found = layout(text, name=name, fields=(*FIELDS, *DAYS, *FIGURES, REMARK))
        DayReader(found.dates)  # says what is wrong with them while the mapping is read
        months = {f"month {back}": column for back, column in enumerate(history, start=1)}
        items = {item_field(item): item.column for item in (*charges, *dues)}
        return BillMapping(
            layout=replace(found, columns={**found.columns, **items, **months}),
            charges=charges,
            dues=dues,
            months=tuple(months),
            remarks=remarks,
            loose_remarks=loose,
            arrears_within=without_arrears == "within",
        )


def kept_name(name: str) -> str:
    """Return the name under which a bill remembers its mapping: that of a file stands whatever folder we are in."""
    return str(Path(name).resolve()) if name.endswith(".toml") else name


def item_field(item: BillItem) -> str:
    """Return the field of the layout in which the item's amount stands."""
    return f"item {item.name}"


def bill_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)


def _items(tables: Mapping[str, Any]) -> tuple[BillItem, ...]:
    return tuple(BillItem(name=name, **said) for name, said in tables.items())


def _remark(code: str, *, hi: str, en: str, basis: str) -> Remark:
    return Remark(code, hi, en, Basis(basis))
