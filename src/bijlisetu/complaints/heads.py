"""Are the heads active? Each officer's last look, what came to them, what they answered, and after how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.complaints.lists import OPEN
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india

#: A page that is looked at again and again is one look.
OFTEN = timedelta(minutes=1)
LOOKED = """
INSERT INTO complaints_look AS known (person_id, at) VALUES (%(person)s, %(at)s)
ON CONFLICT (person_id) DO UPDATE SET at = excluded.at WHERE known.at < excluded.at - %(often)s
"""
#: A level's officer below the office, by their posts of the day; complaints and outages that came to them in the time.
HEADS = """
SELECT post.person_id, person.username, coalesce(nullif(card.name_hi, ''), card.name_en, ''),
       coalesce(nullif(card.name_en, ''), card.name_hi, ''), post.role, seat.kind, seat.name, seat.id, look.at,
       came.came, came.answered, came.waiting, came.took
FROM staff_post post
JOIN auth_user person ON person.id = post.person_id AND person.is_active
JOIN network_office seat ON seat.id = post.office_id
JOIN network_office_tree tree ON tree.descendant_id = seat.id AND tree.ancestor_id = %(office)s
LEFT JOIN staff_card card ON card.person_id = post.person_id
LEFT JOIN complaints_look look ON look.person_id = post.person_id
CROSS JOIN LATERAL (
    SELECT count(*) AS came, count(one.answered_at) AS answered,
           count(*) FILTER (WHERE one.answered_at IS NULL AND one.is_open) AS waiting,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM one.answered_at - one.at)) AS took
    FROM (
        SELECT risen.at, risen.answered_at, complaint.state = ANY(%(open)s) AS is_open
        FROM complaints_escalation risen JOIN complaints_complaint complaint ON complaint.id = risen.complaint_id
        WHERE risen.person_id = post.person_id AND risen.at >= %(begins)s AND risen.at < %(ends)s
        UNION ALL
        SELECT asked.at, asked.answered_at, outage.state = 'unknown'
        FROM outages_asked asked LEFT JOIN outages_outage outage ON asked.about = 'outage:' || outage.number
        WHERE asked.person_id = post.person_id AND asked.at >= %(begins)s AND asked.at < %(ends)s
    ) AS one
) AS came
WHERE post.role IN ('je', 'sdo', 'ee', 'se', 'officer')
  AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s)
ORDER BY tree.depth, seat.name, post.id
"""


class Head(NamedTuple):
    """An officer in one of their posts."""

    person: int
    user: str
    name_hi: str
    name_en: str
    role: str
    kind: str  #: of the office
    office: str
    seat: int  #: the office's id
    looked_at: datetime | None
    came: int
    answered: int
    waiting: int  #: open ones of which they have done nothing
    took: float | None  #: seconds until they did something, the median; none where they answered nothing

    @property
    def name(self) -> str:
        """What they are called; their login where no card says it."""
        return self.name_hi or self.name_en or self.user


def looked(person: int, *, at: datetime) -> None:
    """Note that the officer looks at complaints."""
    execute(LOOKED, person=person, at=at, often=OFTEN)


def heads(office: int, *, begins: datetime, ends: datetime) -> list[Head]:
    """Return the officers at the office and below, the highest first, with what came to them in the time."""
    found = rows(HEADS, office=office, begins=begins, ends=ends, on=day_in_india(ends), open=[str(one) for one in OPEN])
    return [Head(*row) for row in found]
