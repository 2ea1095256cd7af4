"""The circle in which what people say is added up: one looks at it at a time, whoever else spoke or enters waits."""

from __future__ import annotations

from collections.abc import Iterable

from bijlisetu.plumbing.database.sql import execute, rows

#: Two gatherings of a circle would each open what both see.
LOCK = "SELECT pg_advisory_xact_lock(1513, %(circle)s)"
#: The circle of each section; where there is none, the highest office.
CIRCLES = """
SELECT DISTINCT ON (section.id) section.id, office.id
FROM unnest(%(sections)s::bigint[]) AS section (id)
JOIN network_office_tree tree ON tree.descendant_id = section.id
JOIN network_office office ON office.id = tree.ancestor_id
ORDER BY section.id, office.kind = 'circle' DESC, tree.depth DESC
"""


def circles_of(sections: Iterable[int]) -> dict[int, set[int]]:
    """Return the circles of the sections, each with those of them that lie in it."""
    found: dict[int, set[int]] = {}
    for section, circle in rows(CIRCLES, sections=sorted(set(sections))):
        found.setdefault(circle, set()).add(section)
    return found


def hold(circles: Iterable[int]) -> None:
    """Hold the circles for the rest of the transaction, in one order for everybody."""
    for circle in sorted(circles):
        execute(LOCK, circle=circle)
