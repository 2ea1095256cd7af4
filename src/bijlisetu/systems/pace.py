"""No system keeps the others waiting: each has its requests of the minute, counted for all our processes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.plumbing.database.sql import numbers

MINUTE = timedelta(minutes=1)
#: Whose clock is behind counts in the minute that has begun.
TAKE = """
INSERT INTO systems_pace AS pace (system_id, begins_at, requests) VALUES (%(system)s, %(begins_at)s, 1)
ON CONFLICT (system_id) DO UPDATE SET begins_at = greatest(pace.begins_at, excluded.begins_at),
    requests = CASE WHEN pace.begins_at < excluded.begins_at THEN 1 ELSE pace.requests + 1 END
RETURNING requests
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What is left to a system of its requests in this minute."""

    of: int
    left: int  #: below nought: this request is one too many
    seconds: int  #: until the next minute

    @property
    def is_spent(self) -> bool:
        """Return whether the request is one too many."""
        return self.left < 0


def take(*, system: int, a_minute: int, at: datetime) -> Share:
    """Count one request of the system, and return what is left to it."""
    begins_at = at.replace(second=0, microsecond=0)
    (requests,) = numbers(TAKE, system=system, begins_at=begins_at)
    seconds = (begins_at + MINUTE - at).seconds + 1
    return Share(of=a_minute, left=a_minute - requests, seconds=min(seconds, 60))
