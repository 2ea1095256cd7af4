"""A page of a board, by key: reopened ones above all, then what ends first, then those whose clock stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.complaints.board.lists import LISTS, ON_A_LIST, UNDER, WHOLE, Asker, Narrowed, asked
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import rows

PAGE = 50
#: As the index complaint_board has it.
KEYS = ("complaint.state <> 'reopened'", "coalesce(complaint.due_at, 'infinity')", "complaint.id")
KEY, ORDER = ", ".join(KEYS), ", ".join(f"{key} {{order}}" for key in KEYS)
LINES = f"""
SELECT complaint.id, complaint.number, complaint.category, complaint.words, complaint.place, complaint.state,
       complaint.level, complaint.crew, complaint.due_at, complaint.said_at, complaint.resolved_at, complaint.outage,
       coalesce(consumer.name, '') AS name, coalesce(right(consumer.account, 4), '') AS ending, office.name AS office,
       (SELECT count(*) FROM complaints_complaint other WHERE other.primary_id = complaint.id) AS joined
{UNDER}
JOIN network_office office ON office.id = complaint.office_id
LEFT JOIN consumers_consumer consumer ON consumer.id = complaint.consumer_id
WHERE {ON_A_LIST} AND {{which}}
  AND (%(crew)s = '' OR complaint.crew = %(crew)s)
  AND (%(category)s = '' OR complaint.category = %(category)s)
  AND (%(transformer)s::bigint IS NULL OR consumer.transformer_id = %(transformer)s)
  AND (%(from)s::bigint IS NULL
       OR ({KEY}) {{beyond}} (SELECT {KEY} FROM complaints_complaint complaint WHERE complaint.id = %(from)s))
ORDER BY {ORDER} LIMIT %(limit)s
"""


class Line(NamedTuple):
    """A complaint on the board."""

    id: int
    number: str
    category: str
    words: str
    place: str
    state: str
    level: int
    crew: str
    due_at: datetime | None
    said_at: datetime
    resolved_at: datetime | None
    outage: str
    name: str
    ending: str
    office: str
    joined: int


def page(
    office: int, which: str, *, asker: Asker, at: datetime, narrowed: Narrowed = WHOLE, start: Start | None = None,
    size: int = PAGE,
) -> Stretch[Line]:  # fmt: skip
    """Return a page of a list under the office; the first one, where nothing lies beyond the start any more."""
    found = rows(
        LINES.format(which=LISTS[which], **way(start)), office=office, limit=size + 1, crew=narrowed.crew,
        category=narrowed.category, transformer=narrowed.transformer, **asked(asker, at),
        **{"from": start.row if start else None},
    )  # fmt: skip
    if start and not found:
        return page(office, which, asker=asker, at=at, narrowed=narrowed, size=size)
    return stretch([Line(*row) for row in found], size=size, start=start)
