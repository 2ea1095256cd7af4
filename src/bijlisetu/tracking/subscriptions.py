"""What whoever received an attempt may refuse: reminders and marketing, never bills and alerts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from bijlisetu.contact.actions import Wish
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import REFUSABLE
from bijlisetu.plumbing.database.sql import rows

RECEIVED = """
SELECT notice.consumer_id, attempt.address, notice.kind, consumer.language,
       ARRAY(
           SELECT purpose FROM unnest(%(refusable)s::text[]) AS told (purpose)
           WHERE NOT contact_takes(notice.consumer_id, attempt.address, purpose)
       )
FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE attempt.id = ANY(%(attempts)s)
"""


class Subscription(NamedTuple):
    """Messages of one purpose to one address, and whether they do not come: refused, or never agreed to."""

    consumer: int
    address: str
    purpose: str
    language: str
    has_ended: bool


def subscriptions(attempts: Sequence[int]) -> list[Subscription]:
    """Return the subscription each attempt belongs to; what may not be refused is none."""
    return [
        Subscription(consumer, address, purpose, language, purpose in ended)
        for consumer, address, kind, language, ended in _received(attempts)
        if (purpose := _purpose(kind)) in REFUSABLE
    ]


def wishes(attempts: Sequence[int], purposes: Collection[str] = ()) -> list[Wish]:
    """Return whom a wish about these attempts touches: in their own purpose, or in each of the purposes named."""
    if not purposes:
        return [Wish(one.consumer, one.address, one.purpose) for one in subscriptions(attempts)]
    return [
        Wish(consumer, address, purpose)
        for consumer, address, *_ in _received(attempts)
        for purpose in sorted(REFUSABLE.intersection(purposes))
    ]


class Receiver(NamedTuple):
    """Whom an attempt went to, and for which purposes nothing comes there: refused, or never agreed to."""

    consumer: int
    address: str
    language: str
    ended: frozenset[str]


def receiver_of(attempt: int) -> Receiver | None:
    """Return whom the attempt went to; none if there is no such attempt."""
    for consumer, address, _, language, ended in _received([attempt]):
        return Receiver(consumer, address, language, frozenset(ended))
    return None


def _received(attempts: Sequence[int]) -> list[tuple[Any, ...]]:
    return rows(RECEIVED, attempts=list(attempts), refusable=sorted(REFUSABLE))


def _purpose(kind: str) -> str:
    """Return what a kind is for; nothing if its file is gone."""
    return kinds()[kind].purpose if kind in kinds() else ""
