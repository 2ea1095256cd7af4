"""Keep calls before they are answered, and take what they say a moment later, in sets."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction

from bijlisetu.audit import machines
from bijlisetu.payments.callbacks.mapping import callback_mapping
from bijlisetu.payments.callbacks.reading import NotAPayment, told_by
from bijlisetu.payments.settling import settle
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.logs import event
from bijlisetu.plumbing.refusal import Refusal

logger = logging.getLogger(__name__)

MOST = 2000
STORE = """
INSERT INTO payments_callback (source, body, digest, received_at)
SELECT %(source)s, told.body, told.digest, %(at)s
FROM unnest(%(bodies)s::bytea[], %(digests)s::bytea[]) AS told (body, digest)
ON CONFLICT (digest) DO NOTHING
"""
UNREAD = """
SELECT id, source, body, received_at FROM payments_callback WHERE folded_at IS NULL ORDER BY id LIMIT %(most)s
FOR UPDATE {others}
"""
FOLDED = """
UPDATE payments_callback callback SET folded_at = greatest(%(at)s, received_at), fault = read.fault
FROM unnest(%(ids)s::bigint[], %(faults)s::text[]) AS read (id, fault) WHERE callback.id = read.id
"""


class Call(NamedTuple):
    """A call as it was kept, what it says, or why it says nothing."""

    id: int
    source: str
    told: Told | None
    fault: str


def store(*, source: str, bodies: Sequence[bytes], at: datetime) -> None:
    """Keep the bodies; one that is kept already is not kept twice."""
    digests = [hashlib.sha256(source.encode() + b"\0" + body).digest() for body in bodies]
    execute(STORE, source=source, bodies=list(bodies), digests=digests, at=at)


def fold(*, at: datetime) -> int:
    """Take the calls that nobody has read yet; return how many there were. One that breaks is set apart."""
    return _fold(at=at, others="SKIP LOCKED")


def fold_all(*, at: datetime) -> None:
    """Take all calls that were kept until now, and wait for those that another process has in hand."""
    while _fold(at=at, others=""):
        pass


@transaction.atomic
def _fold(*, at: datetime, others: str) -> int:
    calls = [_read(*row) for row in rows(UNREAD.format(others=others), most=MOST)]
    if calls:
        done = _settle([call for call in calls if call.told], at=at) + [call for call in calls if not call.told]
        execute(FOLDED, at=at, ids=[call.id for call in done], faults=[call.fault for call in done])
    return len(calls)


def _read(number: int, source: str, body: bytes, received_at: datetime) -> Call:
    try:
        return Call(number, source, told_by(bytes(body), mapping=callback_mapping(source), received_at=received_at), "")
    except (NotAPayment, Refusal) as fault:
        words = str(fault) if isinstance(fault, NotAPayment) else type(fault).__name__
    told = event("payments.callback_set_apart", callback=number, source=source, why=words)
    logger.warning("callback %d from %s was not taken: %s", number, source, words, extra=told)
    return Call(number, source, None, words)


def _settle(calls: Sequence[Call], *, at: datetime) -> list[Call]:
    if not calls:
        return []
    try:
        with transaction.atomic():
            stage(call.told for call in calls if call.told)
            settle(at=at, by=machines.CLOCK)
    except (OperationalError, InterfaceError):  # the database's trouble, not the call's
        raise
    except Exception as fault:  # noqa: BLE001 - one call must not hold up the others
        if len(calls) > 1:
            middle = len(calls) // 2
            return [*_settle(calls[:middle], at=at), *_settle(calls[middle:], at=at)]
        # Its words may quote the call, so its sort alone is told; the call itself is kept.
        why = type(fault).__name__
        told = event("payments.callback_set_apart", callback=calls[0].id, source=calls[0].source, why=why)
        logger.error("callback %d broke the work: %s", calls[0].id, why, extra=told)
        return [calls[0]._replace(fault=why)]
    return list(calls)
