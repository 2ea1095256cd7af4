"""Lists by feeder: the totals tell which feeders a page comes from, so that only their people are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.scope import Scope

#: One feeder after the other is asked until there are enough: a company has thousands, a page comes from one or two.
AHEAD = """
SELECT feeder.id, feeder.name, total.has
FROM network_feeder feeder, LATERAL (
    SELECT coalesce(sum({number}), 0)::bigint AS has FROM {table} AS standing
    WHERE feeder_id = feeder.id AND {which} OFFSET 0
) AS total
WHERE {scope} AND total.has > 0
  AND (%(from)s::bigint IS NULL OR (feeder.name, feeder.id) {beyond} (
      SELECT name, id FROM network_feeder WHERE id = %(from)s
  ))
ORDER BY feeder.name {order}, feeder.id {order} LIMIT %(most)s
"""
AT_ONCE = 10


class OnFeeder(NamedTuple):
    """A feeder with how many rows of a list it has."""

    feeder: int
    name: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heaps:
    """What a list has by feeder: a table of totals, the number in it, which of its rows count, and with what values."""

    table: str
    number: str
    which: str
    values: dict[str, Any]

    def ahead(self, scope: Scope, *, of: int | None = None, is_back: bool = False) -> Iterator[OnFeeder]:
        """
        Yield the feeders that have any, from the one called `of` on in the direction.

        How many rows of that one lie ahead is not known, so it counts none.
        """
        begins, portion = of, self.first(scope, AT_ONCE, of=of, is_back=is_back)
        while portion:
            yield from (one._replace(rows=0) if one.feeder == begins else one for one in portion)
            portion = self.first(scope, AT_ONCE, of=portion[-1].feeder, is_back=is_back, beyond="<" if is_back else ">")

    def first(
        self, scope: Scope, most: int, *, of: int | None = None, is_back: bool = False, beyond: str = ""
    ) -> list[OnFeeder]:
        """Return the first feeders that have any, up to so many; `beyond` the one called `of`, or from it on."""
        question = AHEAD.format(
            table=self.table,
            number=self.number,
            which=self.which,
            scope=scope.condition("feeder.id"),
            beyond=beyond or ("<=" if is_back else ">="),
            order="DESC" if is_back else "",
        )
        told = {**self.values, **scope.parameters, "from": of, "most": most}
        return [OnFeeder(*row) for row in rows(question, **told)]


def enough(feeders: Iterable[OnFeeder], *, wanted: int) -> list[int]:
    """Return the first feeders that have so many rows together."""
    chosen: list[int] = []
    for one in feeders:
        chosen.append(one.feeder)
        wanted -= one.rows
        if wanted <= 0:
            break
    return chosen
