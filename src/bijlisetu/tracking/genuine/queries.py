"""Is this message ours? Of one that is, its kind and day are told, and nothing else of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.genuine import numbers_in
from bijlisetu.plumbing.india import day_in_india

SENT = f"""
SELECT notice.kind, coalesce(attempt.sent_at, attempt.accepted_at, attempt.claimed_at)
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.id = %(attempt)s AND {LEFT_US}
"""


class Ours(NamedTuple):
    """A message that is ours."""

    kind: str
    sent_on: date


def judged(text: str, *, secret: str) -> Ours | None:
    """Return the message of ours whose code or link stands in the text; none where there is none."""
    for number in numbers_in(text, secret=secret):
        found: list[tuple[str, datetime]] = rows(SENT, attempt=number)
        for kind, sent_at in found:
            return Ours(kind, day_in_india(sent_at))
    return None
