"""Is this message ours? Of one that is, its kind and day are told, and nothing else of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bijlisetu.memos.models import CODED_FROM
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.genuine import numbers_in
from bijlisetu.plumbing.india import day_in_india

SENT = f"""
SELECT notice.kind, coalesce(attempt.sent_at, attempt.accepted_at, attempt.claimed_at)
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.id = %(attempt)s AND {LEFT_US}
"""


ANSWERED = "SELECT kind, settled_at FROM memos_memo WHERE id = %(memo)s AND state IN ('accepted', 'unsure')"


class Ours(NamedTuple):
    """A message that is ours."""

    kind: str
    sent_on: date


def judged(text: str, *, secret: str) -> Ours | None:
    """Return the message of ours whose code or link stands in the text; none where there is none."""
    for number in numbers_in(text, secret=secret):
        memo = number - CODED_FROM
        is_memo = 0 <= memo < A_MONTH
        found: list[tuple[str, datetime]] = rows(ANSWERED, memo=memo) if is_memo else rows(SENT, attempt=number)
        for kind, sent_at in found:
            return Ours(kind, day_in_india(sent_at))
    return None
