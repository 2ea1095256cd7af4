"""What people do not want to be sent, and want again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.plumbing.database.keyed import rows

UNSUBSCRIBE = """
INSERT INTO contact_unsubscribed (consumer_id, value, purpose, at, how)
SELECT DISTINCT consumer_id, value, purpose, %(at)s::timestamptz, %(how)s
FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[]) AS wish (consumer_id, value, purpose)
ON CONFLICT ON CONSTRAINT unsubscribed_once_a_purpose DO NOTHING
RETURNING consumer_id, purpose
"""
RESUBSCRIBE = """
DELETE FROM contact_unsubscribed held
USING unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[]) AS wish (consumer_id, value, purpose)
WHERE held.consumer_id = wish.consumer_id AND held.value = wish.value AND held.purpose = wish.purpose
  AND held.at <= %(at)s
RETURNING held.consumer_id, held.purpose
"""


class Wish(NamedTuple):
    """That an address takes, or takes no, messages of one purpose to one consumer."""

    consumer: int
    value: str
    purpose: str


def unsubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send none of these any more; return the consumers for whom that was news."""
    return _change(UNSUBSCRIBE, "contact.unsubscribed", wishes, how=how, at=at, by=by)


def resubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send these again; return the consumers for whom that was news."""
    return _change(RESUBSCRIBE, "contact.resubscribed", wishes, how=how, at=at, by=by)


@transaction.atomic
def _change(statement: str, deed: str, wishes: Sequence[Wish], *, how: str, at: datetime, by: str) -> list[int]:
    consumers, values, purposes = map(list, zip(*wishes, strict=True)) if wishes else ([], [], [])
    changed = rows(statement, consumers=consumers, values=values, purposes=purposes, at=at, how=how)
    for purpose in sorted({purpose for _, purpose in changed}):
        records = [f"consumer:{consumer}" for consumer, one in changed if one == purpose]
        audit.note(deed=deed, records=records, by=by, at=at, detail={"purpose": purpose, "how": how})
    return [consumer for consumer, _ in changed]
