"""Questions about the switched network: which lines and transformers lie below an element at an instant."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

BELOW = "SELECT feeder_id, transformer_id FROM network_below(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)"


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
