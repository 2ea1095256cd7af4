"""The way through a list that is longer than a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a long list one is; before and next are addresses, empty at the ends."""

    number: int
    last: int
    before: str
    next: str


def pager(request: HttpRequest, *, number: int, total: int, page: int) -> Pager:
    """Return the way through a list of total rows, page rows at a time, keeping the rest of the address."""
    last = max(-(-total // page), 1)

    def address(to: int) -> str:
        query = request.GET.copy()
        query["page"] = str(to)
        return f"?{query.urlencode()}" if 1 <= to <= last else ""

    return Pager(number, last, address(number - 1), address(number + 1))


def page_number(request: HttpRequest) -> int:
    """Return the page asked for, or the first."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1
