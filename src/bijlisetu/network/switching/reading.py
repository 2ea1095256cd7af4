"""A row of the list of switchings, read and checked: what hangs on which line, from when until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bijlisetu.network.models import Feeder, Transformer
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean, code
from bijlisetu.plumbing.files.mapping import Layout, picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.india import INDIA
from bijlisetu.values.digits import ascii_digits

#: Without a transformer the whole feeder is meant; without an end it hangs there still.
FIELDS = ("feeder_code", "transformer", "fed_by", "from", "until", "why")
LAYOUT = Layout(columns={name: name for name in FIELDS}, required=("feeder_code", "fed_by", "from"))
STAGING = Staging(
    "switching_import",
    {
        "feeder_id": "bigint",
        "transformer_id": "bigint",
        "fed_by_id": "bigint",
        "from_at": "timestamptz",
        "until_at": "timestamptz",
        "why": "text",
    },
)
#: As spreadsheets and clerks write an instant: the day stands first in India, and 9:30 is half past nine.
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=\D)", re.ASCII)
SHORT_HOUR = re.compile(r"(?<=[ T])(?=\d:)")
#: A year beyond these was mistyped; the first and last of the calendar cannot even be told by another zone's clock.
YEARS = range(2000, 2100)


def row_reader(table: Table) -> ReadRow:
    """Return a function that makes a staged row of a row's cells, or says why it is not fit."""
    pick = picker(LAYOUT.places(table.header, path=table.path), FIELDS)
    feeders = dict(Feeder.objects.values_list("code", "id"))
    transformers = {
        (feeder, name.casefold()): number
        for number, feeder, name in Transformer.objects.values_list("id", "feeder_id", "name")
    }

    def read(cells: list[str]) -> Sequence[object] | Unfit:
        values = clean(pick(cells))
        if values is None:
            return UNPRINTABLE
        own, name, other, begins, ends, why = values
        feeder, fed_by = feeders.get(code(own)), feeders.get(code(other))
        if feeder is None:
            return Unfit(
                "feeder unknown", f"feeder_code {own!r} is not in the network" if own else "feeder_code is blank"
            )
        if fed_by is None:
            return Unfit(
                "feeding line unknown", f"fed_by {other!r} is not in the network" if other else "fed_by is blank"
            )
        if feeder == fed_by:
            return Unfit("fed by its own line", f"fed_by {other!r} is its own feeder_code: name another line")
        transformer = transformers.get((feeder, name.casefold()))
        if name and transformer is None:
            return Unfit("transformer unknown", f"transformer {name!r} is none of feeder_code {own!r}")
        times = _times(begins, ends)
        if isinstance(times, Unfit):
            return times
        return (None if name else feeder, transformer, fed_by, *times, why)

    return read


def instant(text: str) -> datetime | None:
    """
    Return the instant that is written, by India's clock where it names no zone.

    None if it is not a full one, or lies in no year of ours.
    """
    text = DAY_FIRST.sub(lambda found: f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}", ascii_digits(text))
    text = SHORT_HOUR.sub("0", text)
    if ":" not in text:  # a day alone says neither when it began nor whether it had ended
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=INDIA)


def _unknown(column: str, text: str) -> str:
    return f"{column} {text!r} is not in the network" if text else f"{column} is blank"


def _times(begins: str, ends: str) -> tuple[datetime, datetime | None] | Unfit:
    from_at, until_at = instant(begins), instant(ends)
    if from_at is None:
        return Unfit("from unreadable", f"from {begins!r} is no day of our time with its hour, as 28-11-2026 10:00")
    if ends and until_at is None:
        return Unfit("until unreadable", f"until {ends!r} is no day of our time with its hour, as 28-11-2026 10:00")
    if until_at is not None and until_at <= from_at:
        return Unfit("until before from", f"until {ends!r} is not after from {begins!r}")
    return from_at, until_at
