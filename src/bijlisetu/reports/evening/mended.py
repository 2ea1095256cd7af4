"""The rows behind what was mended: one for each consumer, with who brought the number last and how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reports.daily import WEEK, bounds
from bijlisetu.reports.evening.figures import BROUGHT_UNDER, WORKED_UNDER
from bijlisetu.values import mask

PAGE = 50
#: The lists there are: of the day, of the day and proved, of the week; and who worked on the day.
LISTS = ("day", "proved", "week", "workers")

EACH = f"""
SELECT DISTINCT ON (claim.consumer_id) claim.consumer_id, consumer.account, consumer.name, claim.value,
       claim.source, claim.proof, claim."by", coalesce(post.employer, '') AS employer, claim.at
FROM {BROUGHT_UNDER} WHERE claim.at >= %(begins)s AND claim.at < %(ends)s AND (NOT %(proved)s OR claim.word = 'own')
  AND (%(agency)s::text IS NULL OR coalesce(post.employer, '') = %(agency)s)
  AND (%(by)s::text IS NULL OR claim."by" = %(by)s)
ORDER BY claim.consumer_id, claim.at DESC, claim.id DESC
"""
MENDED = f"""
SELECT * FROM ({EACH}) AS each
WHERE consumer_id {{side}} %(key)s ORDER BY consumer_id {{order}} LIMIT %(most)s
"""
WORKERS = f"""
SELECT claim."by", coalesce(post.employer, '') AS employer,
       count(DISTINCT claim.consumer_id) FILTER (WHERE claim.is_door),
       count(DISTINCT claim.consumer_id) FILTER (WHERE NOT claim.is_door)
FROM {WORKED_UNDER}
WHERE %(agency)s::text IS NULL OR coalesce(post.employer, '') = %(agency)s
GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC, 1
"""
FORWARD, BACK = {"side": ">", "order": ""}, {"side": "<", "order": "DESC"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A number that somebody of the office brought."""

    consumer: int
    account: str
    name: str
    number: str  #: masked
    source: str
    proof: str
    by: str
    agency: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which of the numbers mended at an office until a moment: of one employer's people, or one person's, or all."""

    office: int
    day: date
    until: datetime
    which: str = "day"
    agency: str | None = None
    by: str | None = None

    def values(self) -> dict[str, Any]:
        """Return what the statements ask by."""
        begins, ends = bounds(self.day)
        return {
            "office": self.office, "agency": self.agency, "by": self.by,
            "proved": self.which == "proved", "begins": ends - WEEK if self.which == "week" else begins,
            "ends": min(ends, self.until),
        }  # fmt: skip


def workers(asked: Asked) -> list[tuple[str, str, int, int]]:
    """Return who worked, for which employer, at how many doors they were, and of how many consumers they mended it."""
    _, day_ends = bounds(asked.day)
    return [
        (by, agency, doors, consumers)
        for by, agency, doors, consumers in rows(WORKERS, **asked.values(), day_ends=day_ends)
    ]


def mended(asked: Asked, *, start: Start | None) -> Stretch[Mended]:
    """Return a page of the list."""
    way = BACK if start and start.is_back else FORWARD
    key = start.row if start else 0
    found = rows(MENDED.format(**way), **asked.values(), key=key, most=PAGE + 1)
    lines = [Mended(consumer, account, name, mask(value), *how) for consumer, account, name, value, *how in found]
    return stretch(lines, size=PAGE, start=start)
