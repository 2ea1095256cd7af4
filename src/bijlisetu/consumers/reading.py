"""A row of a consumers' export, read and checked: the registry's part of it."""

from __future__ import annotations

import re
from collections import Counter

from bijlisetu.consumers.mapping import FIELDS, FIGURES, TEXTS
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.files.intake import UNPRINTABLE, Unfit, clean
from bijlisetu.plumbing.files.mapping import Layout, picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.plumbing.typefaces.scripts import undrawable

#: The registry's columns of the staging table. Nothing means that the export says nothing about it.
COLUMNS = {
    "account": "text",
    "name": "text",
    "feeder_id": "bigint",
    **dict.fromkeys(TEXTS, "text"),
    "load": "numeric(12, 2)",
    "latitude": "float8",
    "longitude": "float8",
    "language": "text",
}
NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,12})?", re.ASCII)
#: Between what a figure makes sense: kilowatts, and degrees within India and its seas.
BOUNDS = {"load": (0.0, 999_999.0), "latitude": (6.0, 38.0), "longitude": (68.0, 98.0)}
FIRST_FIGURE = 3 + len(TEXTS)


class ConsumerReader:
    """Makes staged rows of cells, or says why they are not fit; counts what they had to be taken without."""

    def __init__(self, table: Table, *, layout: Layout, unusable: Counter[str]) -> None:
        places = layout.places(table.header, path=table.path)
        self._pick = picker(places, FIELDS)
        self._feeders = dict(Feeder.objects.values_list("code", "id"))
        self._account = layout.patterns.get("account", re.compile(r"\S{1,40}", re.ASCII)).fullmatch
        self._absent = [place for place, name in enumerate(TEXTS, start=3) if name not in places]
        self._language = layout.defaults.get("language", "hi")
        self._unusable = unusable

    def read(self, cells: list[str]) -> list[object] | Unfit:
        """Return the registry's columns of the row, or why it is not fit."""
        values = clean(self._pick(cells))
        if values is None:
            return UNPRINTABLE
        account, name, feeder = values[:3]
        if not self._account(account):
            return self._bad_account(account)
        if not name:
            return Unfit("name missing", "the name is missing")
        if feeder not in self._feeders:
            return Unfit("feeder unknown", f"feeder {feeder!r} is not in the network" if feeder else "no feeder code")
        if undrawable("".join(values[1:FIRST_FIGURE])):
            self._unusable["mark that no typeface has"] += 1
        staged: list[object] = [account, name, self._feeders[feeder], *values[3:FIRST_FIGURE]]
        for place in self._absent:
            staged[place] = None
        for place, figure in enumerate(FIGURES, start=FIRST_FIGURE):
            staged.append(self._figure(figure, values[place]))
        staged.append(self._language)
        return staged

    def _bad_account(self, account: str) -> Unfit:
        if not account:
            return Unfit("account missing", "the account number is missing")
        return Unfit("account malformed", f"{len(account)} characters that are no account number")

    def _figure(self, name: str, text: str) -> str | None:
        if not text:
            return None
        least, most = BOUNDS[name]
        if NUMBER.fullmatch(text) and least <= float(text) <= most:
            return text
        self._unusable[f"{name} unreadable"] += 1
        return None
