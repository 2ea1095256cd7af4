"""A row of the list of feeders, read and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import execute
from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean, refuse_repeats
from bijlisetu.plumbing.files.mapping import Layout, picker
from bijlisetu.plumbing.files.table import Table

FIELDS = (
    "discom", "zone", "circle", "division", "substation", "feeder", "feeder_code", "voltage_kv",
    "category", "project_area", "status",
)  # fmt: skip
NEEDED = FIELDS[:7]
LAYOUT = Layout(columns={name: name for name in FIELDS}, required=NEEDED)
STAGING = Staging(
    "network_import",
    {
        "company": "text",
        "zone": "text",
        "circle": "text",
        "division": "text",
        "section": "text",
        "section_name": "text",
        "feeder": "text",
        "code": "text",
        "voltage_kv": "numeric(6, 2)",
        "category": "text",
        "supply": "text",
        "in_use": "boolean",
    },
)
VOLTAGE = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
USUAL_VOLTAGE = "11"
SUBSTATION_NUMBER = re.compile(r"\s*_\d+$")
IN_USE = {"active": True, "": True, "inactive": False}
#: Each kind of office and the kind above it, by their columns in the staging table, and that kind's plural.
ABOVE = (("zone", "company", "companies"), ("circle", "zone", "zones"), ("division", "circle", "circles"))


def row_reader(table: Table) -> ReadRow:
    """Return a function that makes a staged row of a row's cells, or says why it is not fit."""
    pick = picker(LAYOUT.places(table.header, path=table.path), FIELDS)

    def read(cells: list[str]) -> Sequence[object] | Unfit:
        values = clean(pick(cells))
        if values is None:
            return UNPRINTABLE
        missing = [name for name, value in zip(NEEDED, values, strict=False) if not value]
        if missing:
            return Unfit(f"{missing[0]} missing", f"{missing[0]} is missing")
        return _staged(*values)

    return read


def refuse_bad() -> None:
    """Mark rows that contradict an earlier one."""
    for office, parent, parents in ABOVE:
        execute(
            f"""
            UPDATE pg_temp.{STAGING.name} staged
            SET reason = '{office} under two {parents}',
                words = format('{office} %%s is under {parent} %%s on line %%s',
                               first.{office}, first.{parent}, first.line)
            FROM (SELECT DISTINCT ON ({office}) {office}, {parent}, line FROM pg_temp.{STAGING.name}
                  WHERE reason IS NULL ORDER BY {office}, line) first
            WHERE staged.{office} = first.{office} AND staged.{parent} <> first.{parent} AND staged.reason IS NULL
            """
        )
    # Last, lest a row that is refused makes a repeat of the good one behind it.
    refuse_repeats(STAGING, "code", called="feeder code")


def section_name(substation: str) -> str:
    """Return the substation's name without the number that the list puts behind it."""
    return SUBSTATION_NUMBER.sub("", substation) or substation


def _staged(
    company: str,
    zone: str,
    circle: str,
    division: str,
    substation: str,
    feeder: str,
    code: str,
    voltage: str,
    category: str,
    supply: str,
    status: str,
) -> Sequence[object] | Unfit:
    in_use = IN_USE.get(status.lower())
    if in_use is None:
        return Unfit("status unknown", f"status {status!r} is neither active nor inactive")
    if voltage and not VOLTAGE.fullmatch(voltage):
        return Unfit("voltage unreadable", f"voltage {voltage!r} is not a number of kilovolts")
    # A substation may serve two divisions: each has its own section there.
    section = (f"{division}/{substation}", section_name(substation))
    return (company, zone, circle, division, *section, feeder, code, voltage or USUAL_VOLTAGE, category, supply, in_use)
