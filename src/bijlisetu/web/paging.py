"""The way through a list that is longer than a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.http import HttpRequest

from bijlisetu.plumbing.database.keyset import Start, Stretch

Row = TypeVar("Row")
AFTER, BEFORE = "after", "before"
#: The largest number of a row that PostgreSQL has.
LARGEST = 2**63 - 1
LONGEST = len(str(LARGEST))


@dataclass(frozen=True, slots=True)
class Pager:
    """The addresses of the page before and of the next one, empty at the ends."""

    before: str
    next: str


def start_of(request: HttpRequest) -> Start | None:
    """Return where the page asked for begins; nothing for the first one."""
    for name in (AFTER, BEFORE):
        number = number_in(request.GET.get(name, ""))
        if number is not None:
            return Start(number, is_back=name == BEFORE)
    return None


def day_in(text: str) -> date | None:
    """Return the day that somebody sent, as 2026-11-29; none if it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """Return the number of a row that somebody sent; none if it is no such number, however many digits it has."""
    # Python refuses to read thousands of digits, and would take long over fewer.
    number = int(text) if len(text) <= LONGEST and text.isdecimal() else None
    return number if number is not None and number <= LARGEST else None


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
