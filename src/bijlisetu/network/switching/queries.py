"""Questions about the switched network: which lines and transformers lie below an element at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

BELOW = "SELECT feeder_id, transformer_id FROM network_below(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)"

#: What is over is shown for so long.
SHOWN_FOR = timedelta(days=7)
MOST = 200
#: Switchings of elements of an office, or to lines of it: those that hold first, then those to come, then those over.
HANGING = """
SELECT switching.id, own.id, own.name, own.code, coalesce(low.name, ''), other.name, other.code,
       switching.from_at, switching.until_at, switching.why,
       CASE WHEN switching.until_at <= %(at)s THEN 'over' WHEN switching.from_at > %(at)s THEN 'ahead' ELSE 'now' END
FROM network_switching switching
LEFT JOIN network_transformer low ON low.id = switching.transformer_id
JOIN network_feeder own ON own.id = coalesce(switching.feeder_id, low.feeder_id)
JOIN network_feeder other ON other.id = switching.fed_by_id
WHERE (switching.until_at IS NULL OR switching.until_at > %(since)s) AND EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id IN (own.id, other.id) AND place.valid_to IS NULL AND tree.ancestor_id = %(office)s
)
ORDER BY coalesce(switching.until_at <= %(at)s, false), switching.from_at > %(at)s,
         switching.from_at DESC, switching.id
LIMIT %(most)s
"""


class Hanging(NamedTuple):
    """An element that hangs on another line, and how long."""

    id: int
    own: int  #: the feeder that it hangs on without any switching, or is
    own_name: str
    own_code: str
    low: str  #: the transformer; empty: the whole feeder
    fed_by_name: str
    fed_by_code: str
    from_at: datetime
    until_at: datetime | None
    why: str
    holds: str  #: now, ahead, over


class Elements(NamedTuple):
    """Parts of the network by their numbers: what a switch, a fault or a crew is at."""

    substations: tuple[int, ...] = ()  #: sections, or offices above them for all of theirs
    feeders: tuple[int, ...] = ()
    transformers: tuple[int, ...] = ()

    @property
    def named(self) -> dict[str, list[int]]:
        """The same as a statement takes them."""
        return {name: list(numbers) for name, numbers in self._asdict().items()}


class Below(NamedTuple):
    """What lies below some elements at an instant, the elements themselves among it."""

    feeders: frozenset[int]
    transformers: frozenset[int]


def below(elements: Elements, *, at: datetime) -> Below:
    """Return the lines and transformers that are dark when the elements are, as they are switched at the instant."""
    found = rows(BELOW, **elements.named, at=at)
    return Below(
        frozenset(feeder for feeder, _ in found if feeder is not None),
        frozenset(transformer for _, transformer in found if transformer is not None),
    )


def hanging(office: int, *, at: datetime) -> list[Hanging]:
    """Return what of the office hangs on another line, or on a line of the office: now, later, and lately."""
    return [Hanging(*row) for row in rows(HANGING, office=office, at=at, since=at - SHOWN_FOR, most=MOST)]
