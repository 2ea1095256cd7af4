"""The columns of the evening's tables: paper, spreadsheet and page take them from here. A drive adds its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.values import in_indian_groups
from bijlisetu.values.dates import day_in_words

DEPARTMENT = _("Department")


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each row: its key, its heading, and which list its number opens."""

    key: str
    title: Promise
    people: str = ""  #: a list of people, as the reach bar's parts are called
    mended: str = ""  #: which of the lists of what was mended, as its address says it


OFFICES: Sequence[Column] = (
    Column("people", _("People"), people="all"),
    Column("reached", _("Reached"), people="reached"),
    Column("percent", _("Per cent")),
    Column("proved", _("Proved"), people="proved"),
    Column("left", _("Left"), people="unreached"),
    Column("repaired", _("Mended today"), mended="list=day"),
    Column("pace", _("Needed a day")),
    Column("finish", _("Done at this pace")),
)
AGENCIES: Sequence[Column] = (
    Column("people_at_work", _("People at work")),
    Column("worked", _("Worked today"), mended="list=workers"),
    Column("repaired", _("Mended today"), mended="list=day"),
    Column("proved", _("Proved today"), mended="list=proved"),
    Column("week", _("Mended in seven days"), mended="list=week"),
)


def shown(column: Column, row: Mapping[str, Any]) -> str:
    """Return a cell as a person reads it."""
    value = row.get(column.key)
    if column.key == "finish":
        return finish(row)
    if value is None or value == "":
        return "–"
    return in_indian_groups(value) if isinstance(value, int) else str(value)


def finish(row: Mapping[str, Any]) -> str:
    """Return when the last one is reached at the pace of the last week, in words where there is no such day."""
    if not row["people"]:
        return "–"
    if not row["left"]:
        return gettext("done")
    return in_words(row["finish"]) if row["finish"] else gettext("not at this pace")


def in_words(day: str) -> str:
    """Return a day as it is kept, 2026-12-03, in the words of the language that is spoken."""
    return day_in_words(date.fromisoformat(day), "en" if (translation.get_language() or "").startswith("en") else "hi")


def agency(row: Mapping[str, Any]) -> str:
    """Return the name of an employer."""
    return row["agency"] or str(DEPARTMENT)


def both(words: Promise) -> str:
    """Return a heading in both languages, where they differ."""
    said = []
    for language in ("hi", "en"):
        with translation.override(language):
            said.append(str(words))
    return " / ".join(dict.fromkeys(said))
