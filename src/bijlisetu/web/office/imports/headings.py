"""What is wrong with the heading of a file, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext


def in_words(columns: Mapping[str, Any]) -> str:
    """Return which columns the file lacks, has twice, or calls by a name that is not clear; and which it has."""
    if twice := columns.get("twice"):
        return gettext("The file has the column %(column)s more than once. Leave one of them, and send it again.") % {
            "column": twice
        }
    lacks: Sequence[str] = columns.get("lacks", ())
    said = ngettext(
        "The file lacks the column %(columns)s.", "The file lacks the columns %(columns)s.", len(lacks)
    ) % {"columns": ", ".join(lacks)}  # fmt: skip
    found = ", ".join(columns.get("found", ())) or "–"
    parts = [said, gettext("It has: %(columns)s.") % {"columns": found}]
    if unclear := columns.get("unclear"):
        told = gettext("It may be meant by %(columns)s; write %(column)s in the heading.")
        parts.append(told % {"columns": ", ".join(unclear), "column": lacks[0]})
    return " ".join([*parts, gettext("Export it again with all columns.")])
