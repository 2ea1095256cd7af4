"""Questions about complaints: what a person has, how those of a time ended, what the regulator asks."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.complaints.lists import OPEN
from bijlisetu.complaints.models import Complaint
from bijlisetu.plumbing.database.sql import rows

ENDED = """
SELECT {by},
       count(*),
       count(*) FILTER (WHERE complaint.state IN ('confirmed')),
       count(*) FILTER (WHERE complaint.state = 'closed_unconfirmed'),
       count(*) FILTER (WHERE complaint.reopened > 0),
       count(*) FILTER (WHERE complaint.state = ANY(%(open)s)),
       count(*) FILTER (WHERE complaint.took > 1 OR complaint.state = ANY(%(open)s) AND complaint.due_at < %(at)s),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM complaint.answered_at - complaint.said_at)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM complaint.resolved_at - complaint.said_at)),
       coalesce(sum(owed.rupees), 0),
       {office}
FROM complaints_complaint complaint
JOIN network_office_tree tree ON tree.descendant_id = complaint.office_id AND tree.ancestor_id = %(office)s
LEFT JOIN complaints_compensation owed ON owed.complaint_id = complaint.id
{more}
WHERE complaint.at >= %(begins)s AND complaint.at < %(ends)s
GROUP BY 1 ORDER BY 2 DESC, 1
"""
BY_OFFICE = """
JOIN network_office_tree below ON below.descendant_id = complaint.office_id
JOIN network_officeplace place ON place.office_id = below.ancestor_id AND place.parent_id = %(office)s
                              AND place.valid_to IS NULL
JOIN network_office child ON child.id = below.ancestor_id
"""
#: What the regulator asks of a quarter, by category. Redressed is what the office has answered and nobody has undone.
RETURN = """
SELECT category,
       count(*) FILTER (WHERE at < %(begins)s),
       count(*) FILTER (WHERE at >= %(begins)s),
       count(*) FILTER (WHERE is_ended AND took <= 0.5),
       count(*) FILTER (WHERE is_ended AND took > 0.5 AND took <= 1),
       count(*) FILTER (WHERE is_ended AND took > 1 AND took <= 2),
       count(*) FILTER (WHERE is_ended AND took > 2),
       count(*) FILTER (WHERE NOT is_ended),
       count(*) FILTER (WHERE is_ended AND state = 'confirmed')
FROM (
    SELECT complaint.*, resolved_at IS NOT NULL AND resolved_at < %(ends)s AS is_ended
    FROM complaints_complaint complaint
    JOIN network_office_tree tree ON tree.descendant_id = complaint.office_id AND tree.ancestor_id = %(office)s
    WHERE complaint.at < %(ends)s AND (complaint.resolved_at IS NULL OR complaint.resolved_at >= %(begins)s)
      AND complaint.state <> 'rejected'
) AS told GROUP BY category
"""


class EndedLine(NamedTuple):
    """How the complaints of a category or an office ended that came in a time; times in seconds, none if none."""

    what: str
    received: int
    confirmed: int
    unconfirmed: int
    reopened: int
    still_open: int
    late: int
    first_answer: float | None
    mended: float | None
    rupees: int
    office: int | None = None  #: whose line it is; none where it is a category's

    @property
    def rate(self) -> int:
        """Of a hundred, how many their consumers confirmed."""
        return 100 * self.confirmed // self.received if self.received else 0


class ReturnLine(NamedTuple):
    """What the regulator asks of one category in a quarter."""

    category: str
    pending: int
    received: int
    within_half: int
    within: int
    within_double: int
    beyond: int
    balance: int
    confirmed: int


def ended_by_category(office: int, *, begins: datetime, ends: datetime, at: datetime) -> list[EndedLine]:
    """Return how complaints that came in the time ended, by category."""
    return _ended("complaint.category", "NULL::bigint", "", office, begins=begins, ends=ends, at=at)


def ended_by_office(office: int, *, begins: datetime, ends: datetime, at: datetime) -> list[EndedLine]:
    """Return how complaints that came in the time ended, by the offices right below."""
    return _ended("child.name", "min(child.id)", BY_OFFICE, office, begins=begins, ends=ends, at=at)


def quarterly(office: int, *, begins: datetime, ends: datetime) -> list[ReturnLine]:
    """Return what the regulator asks, by category: pending + received = redressed + balance."""
    return sorted(ReturnLine(*row) for row in rows(RETURN, office=office, begins=begins, ends=ends))


def of_consumer(consumer: int, *, most: int = 20) -> list[Complaint]:
    """Return the consumer's complaints, the newest first."""
    return list(Complaint.objects.filter(consumer=consumer).select_related("primary").order_by("-id")[:most])


def _ended(
    by: str, line: str, more: str, office: int, *, begins: datetime, ends: datetime, at: datetime
) -> list[EndedLine]:
    question = ENDED.format(by=by, office=line, more=more)
    found = rows(question, office=office, begins=begins, ends=ends, at=at, open=[str(one) for one in OPEN])
    return [EndedLine(*row) for row in found]
