"""What dumps of databases and programs write into a cell where they have nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

_MARKS = r"\N NULL (NULL) <NULL> [NULL] N/A #N/A NA N.A. NaN None (None) NIL Nothing undefined #NULL!"
#: In the ways in which they are written, so that many cells are looked up at once.
MARKS = frozenset(form for mark in _MARKS.split() for form in (mark, mark.lower(), mark.upper(), mark.title()))


def is_blank(text: str) -> bool:
    """Return whether the text only says that there is none."""
    return text in MARKS


def any_blank(texts: Iterable[str]) -> bool:
    """Return whether one of the texts only says that there is none."""
    return not MARKS.isdisjoint(texts)
