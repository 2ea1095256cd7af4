"""Whom the office calls today, and how many wait."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.drives.calling.rules import LATE_AFTER
from bijlisetu.drives.honesty.queries import UNDER
from bijlisetu.plumbing.database.sql import rows

TO_CALL = f"""
SELECT waiting.id, consumer.id, consumer.account, consumer.name, waiting.value, held.id, visit.at, visit.by,
       waiting.calls, waiting.called_at, waiting.called_by, waiting.call_from
FROM drives_toprove waiting
JOIN consumers_consumer consumer ON consumer.id = waiting.consumer_id
JOIN fieldwork_visit visit ON visit.id = waiting.visit_id
JOIN contact_address held ON held.consumer_id = waiting.consumer_id AND held.value = waiting.value
     AND held.owner = 'unknown'
WHERE waiting.settled_at IS NULL AND waiting.call_from <= %(at)s AND {UNDER}
ORDER BY waiting.call_from, waiting.id LIMIT %(most)s
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE waiting.call_from <= %(at)s), count(*)
FROM drives_toprove waiting JOIN consumers_consumer consumer ON consumer.id = waiting.consumer_id
WHERE waiting.settled_at IS NULL AND {UNDER}
"""


class NumberToCall(NamedTuple):
    """A number that nothing has proved yet, and who brought it."""

    id: int
    consumer: int
    account: str
    name: str
    value: str
    address: int
    at: datetime
    by: str
    calls: int
    called_at: datetime | None
    called_by: str
    call_from: datetime

    def is_late(self, at: datetime) -> bool:
        """Return whether it should have been called days ago."""
        return at > self.call_from + LATE_AFTER


class Waiting(NamedTuple):
    """How many numbers of an office are to be called now, and how many wait for an answer or a call in all."""

    now: int
    in_all: int


def numbers_to_call(office: int, *, at: datetime, most: int) -> tuple[NumberToCall, ...]:
    """Return the numbers under the office whose call is due, the longest due first."""
    return tuple(NumberToCall(*row) for row in rows(TO_CALL, office=office, at=at, most=most))


def waiting_at(office: int, *, at: datetime) -> Waiting:
    """Return how many numbers wait under the office."""
    return Waiting(*rows(COUNT, office=office, at=at)[0])
