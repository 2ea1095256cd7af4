"""A row of a consumers' export, read and checked: the registry's part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bijlisetu.consumers.mapping import FIELDS, FIGURES, TEXTS
from bijlisetu.consumers.needs import need_in
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.files import damage
from bijlisetu.plumbing.files.intake import UNPRINTABLE, Unfit, clean, code, is_nothing
from bijlisetu.plumbing.files.mapping import Layout, picker
from bijlisetu.plumbing.files.missed import Missed
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
FIRST_TEXT = 3
FIRST_FIGURE = FIRST_TEXT + len(TEXTS)
#: What programs and clerks write where there is no name, address or code; figures so written are told as unreadable.
NO_TEXT = frozenset({"N/A", "#N/A", "NA", "N.A.", "NAN", "NONE", "(NONE)", "NIL"})
NEED = TEXTS.index("need")
#: The places of texts that are codes or serial numbers, which spreadsheets take for figures and dates.
CODES = tuple(TEXTS.index(name) for name in ("book", "pole", "meter_number", "transformer"))


class ConsumerReader:
    """Makes staged rows of cells, or says why they are not fit; notes what they had to be taken without."""

    def __init__(self, table: Table, *, layout: Layout, missed: Missed) -> None:
        places = layout.places(table.header, path=table.path)
        self._pick = picker(places, FIELDS)
        self._feeders = dict(Feeder.objects.values_list("code", "id"))
        own = layout.patterns.get("account")
        self._account = (own or re.compile(r"\S{1,40}", re.ASCII)).fullmatch
        self._may_be_damaged = own is None
        self._absent = [place for place, name in enumerate(TEXTS) if name not in places]
        self._language = layout.defaults.get("language", "hi")
        self._missed = missed

    def read(self, cells: list[str]) -> list[object] | Unfit:
        """Return the registry's columns of the row, or why it is not fit."""
        picked = self._pick(cells)
        values = clean(picked)
        if values is None:
            return UNPRINTABLE
        account, name, feeder, *texts = values[:FIRST_FIGURE]
        if not NO_TEXT.isdisjoint(map(str.upper, texts)):
            texts = ["" if text.upper() in NO_TEXT else text for text in texts]
        account, feeder = code(account), code(feeder)
        if not self._account(account) or (self._may_be_damaged and damage.of_code(account)):
            return self._bad_account(account)
        if not name or name.upper() in NO_TEXT:
            return Unfit("name missing", "the name is missing")
        text = name + "".join(texts)
        is_suspect = damage.is_suspect(text)
        if is_suspect and (done := damage.of_text(name)):
            return Unfit("name destroyed", f"the name was destroyed on its way: {done}")
        if feeder not in self._feeders:
            return Unfit("feeder unknown", f"feeder {feeder!r} is not in the network" if feeder else "no feeder code")
        self._tell_blanks(picked[FIRST_TEXT:FIRST_FIGURE])
        if marks := undrawable(text):
            self._missed.note("text", marks, words="mark that no typeface has")
        staged: list[object] = [account, name, self._feeders[feeder], *self._texts(texts, is_suspect=is_suspect)]
        for place, figure in enumerate(FIGURES, start=FIRST_FIGURE):
            staged.append(self._figure(figure, values[place]))
        staged.append(self._language)
        return staged

    def _bad_account(self, account: str) -> Unfit:
        if not account:
            return Unfit("account missing", "the account number is missing")
        if done := damage.of_code(account):
            return Unfit("account destroyed", f"the account number was destroyed on its way: {done}")
        return Unfit("account malformed", f"{len(account)} characters that are no account number")

    def _tell_blanks(self, texts: Sequence[str]) -> None:
        for field, text in zip(TEXTS, texts, strict=True):
            if is_nothing(text) or text.strip().upper() in NO_TEXT:
                self._missed.note(field, text, words=f"{field.replace('_', ' ')} blank: a database's word for nothing")

    def _texts(self, texts: list[str], *, is_suspect: bool) -> list[str | None]:
        """Return the texts; nothing where there is no column or the text was destroyed: it stays as we know it."""
        taken: list[str | None] = list(texts)
        for place in range(len(texts)) if is_suspect else CODES:
            text = texts[place]
            if done := (is_suspect and damage.of_text(text)) or (place in CODES and damage.of_code(text)):
                self._missed.note(TEXTS[place], text, words=f"{TEXTS[place].replace('_', ' ')} destroyed: {done}")
                taken[place] = None
        for place in self._absent:
            taken[place] = None
        taken[NEED] = self._need(taken[NEED] or "")
        return taken

    def _need(self, text: str) -> str | None:
        """Return the need; nothing where the cell is blank, for an officer may have marked what no export knows."""
        need = need_in(text)
        if text and need is None:
            self._missed.note("need", text, words="need unknown")
        return need

    def _figure(self, name: str, text: str) -> str | None:
        if not text:
            return None
        least, most = BOUNDS[name]
        if NUMBER.fullmatch(text) and least <= float(text) <= most:
            return text
        self._missed.note(name, text, words=f"{name} unreadable")
        return None
