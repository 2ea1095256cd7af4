"""The way through a list that is longer than a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

from bijlisetu.plumbing.database.keyset import Start, Stretch

Row = TypeVar("Row")
AFTER, BEFORE = "after", "before"
#: The largest number of a row that PostgreSQL has.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Pager:
    """The addresses of the page before and of the next one, empty at the ends."""

    before: str
    next: str


def start_of(request: HttpRequest) -> Start | None:
    """Return where the page asked for begins; nothing for the first one."""
    for name in (AFTER, BEFORE):
        text = request.GET.get(name, "")
        if text.isdecimal() and int(text) <= LARGEST:
            return Start(int(text), is_back=name == BEFORE)
    return None


def pager(request: HttpRequest, page: Stretch[Row], number: Callable[[Row], int]) -> Pager:
    """Return the way on and back from the page, keeping the rest of the address; number names a row."""

    def address(name: str, row: Row) -> str:
        query = request.GET.copy()
        for other in (AFTER, BEFORE):
            query.pop(other, None)
        query[name] = str(number(row))
        return f"?{query.urlencode()}"

    if not page.rows:
        return Pager("", "")
    return Pager(
        before=address(BEFORE, page.rows[0]) if page.has_before else "",
        next=address(AFTER, page.rows[-1]) if page.has_after else "",
    )
