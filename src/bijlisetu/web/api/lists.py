"""Lists that are longer than an answer: they go on after the last that was told, so nothing is told twice or lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from ninja import Query

from bijlisetu.web.api.words import Cursor

Row = TypeVar("Row")
MOST = 200
USUAL = 50

After = Annotated[Cursor | None, Query(description="`next` of the answer before; left out: from the beginning")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="so many at the most")]


def start(after: str | None) -> int:
    """Return the number after which the list goes on."""
    return int(after or 0)


def stretch(rows: Sequence[Row], limit: int, number: Sequence[int]) -> tuple[Sequence[Row], str | None]:
    """Return what is told of one row more than that, and after which number the list goes on; none if it is over."""
    return rows[:limit], str(number[limit - 1]) if len(rows) > limit else None
