"""Store what carriers send back, then fold it in sets: people's words first, then reports into the attempts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeGuard

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

from bijlisetu.channels import inbound
from bijlisetu.channels.letter import Reply, Report
from bijlisetu.channels.news import News
from bijlisetu.channels.outside import anonymous
from bijlisetu.outbox import senders
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.database.months import span, within
from bijlisetu.plumbing.logs import event
from bijlisetu.tracking import news, people, reports
from bijlisetu.tracking.models import Inbound
from bijlisetu.tracking.replies import joining, keeping
from bijlisetu.tracking.reports import Arrived

logger = logging.getLogger(__name__)

Item = Report | Reply | News

#: We sent nothing before this; an earlier time is a carrier's fault.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
#: A report of a message that we do not know after so long belongs to another system.
EARLY_FOR = timedelta(days=7)
#: The parts of a long SMS come within so long of each other; the clock folds once a minute what nothing else wakes.
PARTS_WITHIN = timedelta(seconds=20)
MOST_RECORDS = 2000
MOST_OCTETS = 2_000_000
STORE = "COPY tracking_inbound (source, body, received_at, speaks) FROM STDIN (FORMAT BINARY)"
#: So few records are kept by one statement: a COPY takes four turns with the server, which only more are worth.
STORE_FEW = """
INSERT INTO tracking_inbound (source, body, received_at, speaks)
SELECT %s, told.body, %s, told.speaks FROM unnest(%b::bytea[], %b::bool[]) AS told (body, speaks)
"""
FEW, FEW_OCTETS = 100, 200_000

#: Bodies with one status each come by the thousand, and one body of 3 MB may hold as many: so both are bounded.
UNREAD = """
SELECT id, source, body, received_at FROM tracking_inbound
WHERE folded_at IS NULL AND id = ANY(ARRAY(
    SELECT id FROM (
        SELECT id, sum(octet_length(body)) OVER (ORDER BY id {order}) - octet_length(body) AS octets_before
        FROM (
            SELECT id, body FROM tracking_inbound WHERE folded_at IS NULL {which} ORDER BY id {order} LIMIT %(records)s
        ) AS first
    ) AS measured WHERE octets_before < %(octets)s
))
ORDER BY id FOR UPDATE SKIP LOCKED
"""
#: People's words are folded youngest first, for that person still looks at the telephone; reports oldest first.
SPEAKING, REST = UNREAD.format(which="AND speaks", order="DESC"), UNREAD.format(which="", order="ASC")
FOLDED = f"UPDATE tracking_inbound SET folded_at = %(at)s WHERE id = ANY(%(records)s) AND {within('id')}"


class Record(NamedTuple):
    """A raw record as it was kept."""

    id: int
    source: str
    body: bytes
    received_at: datetime


class Opened(NamedTuple):
    """A raw record and what it says, or a part of that."""

    record: Record
    items: Sequence[Item]


def store(*, source: str, bodies: Sequence[bytes], at: datetime) -> None:
    """Keep the raw records; what calls this answers the carrier only afterwards."""
    speaking = [inbound.speaks(source, body) for body in bodies]
    if len(bodies) <= FEW and sum(map(len, bodies)) <= FEW_OCTETS:
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as plain:
            plain.execute(STORE_FEW, (source, at, list(bodies), speaking), prepare=True)
        return
    # COPY raises the driver's errors; our callers know Django's.
    with (
        connection.wrap_database_errors,
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(STORE) as copy,
    ):
        copy.set_types(["text", "bytea", "timestamptz", "bool"])
        for body, speaks in zip(bodies, speaking, strict=True):
            copy.write_row((source, body, at, speaks))


def fold(*, at: datetime, numbers: Collection[str] = ()) -> int:
    """
    Fold raw records into attempts, addresses and replies, those with people's words first; return how many there were.

    A record that cannot be folded is set apart with its fault: it must not hold up the others. What WhatsApp tells of a
    number that is neither one of these, by which we are to send, nor one that has sent for us, is somebody else's: it
    stays kept as it came.
    """
    ours = senders.whatsapp_numbers().union(numbers)
    return _fold_unread(SPEAKING, ours, at=at) + _fold_unread(REST, ours, at=at)


@keyed.atomic()
def _fold_unread(unread: str, ours: Collection[str], *, at: datetime) -> int:
    passed_over: Counter[str] = Counter()
    found = rows(unread, records=MOST_RECORDS, octets=MOST_OCTETS)
    batch = _but_for_beginnings([_open(Record(*row), passed_over, ours) for row in found], at=at)
    if passed_over:
        kinds = {anonymous(kind): count for kind, count in passed_over.most_common(10)}
        logger.info("passed over: %s", kinds, extra=event("inbound.passed_over", kinds=kinds))
    if unread == REST:
        early = reports.take_early(at=at, keep_for=EARLY_FOR)
        if early:
            reports.apply(early, at=at)
    if batch:
        _fold(batch, at=at)
        records = [opened.record.id for opened in batch]
        execute(FOLDED, at=at, records=records, **span(records))
    return len(batch)


def _but_for_beginnings(batch: Sequence[Opened], *, at: datetime) -> list[Opened]:
    """Return the batch without the parts of a long SMS that came just now: the others are on their way."""
    alone = {id(part) for part in joining.alone([item for each in batch for item in each.items if _is_part(item)])}
    return [
        each for each in batch
        if not each.items or at - each.record.received_at >= PARTS_WITHIN
        or any(id(item) not in alone for item in each.items)
    ]  # fmt: skip


def _is_part(item: Item) -> TypeGuard[Reply]:
    return isinstance(item, Reply) and item.part is not None


def _fold(batch: Sequence[Opened], *, at: datetime) -> None:
    try:
        with transaction.atomic():
            _apply(batch, at=at)
    except (OperationalError, InterfaceError):  # the database's trouble, not the record's: a deadlock, a restart
        raise
    except Exception as fault:  # noqa: BLE001 - one item must not hold up the others; _set_apart logs it
        halves = _halves(batch)
        if not halves:
            _set_apart(batch[0].record, fault)
        for half in halves:
            _fold(half, at=at)


def _apply(batch: Sequence[Opened], *, at: datetime) -> None:
    told = [Arrived(item, each.record.received_at) for each in batch for item in each.items if isinstance(item, Report)]
    rest = [item for each in batch for item in each.items if not isinstance(item, Report)]
    said = [item for item in rest if isinstance(item, Reply)]
    about_us = [item for item in rest if not isinstance(item, Reply)]
    if told:
        reports.apply(told, at=at)
    people.learn(rest, at=at)
    if said:
        keeping.keep(said, at=at)
    if about_us:
        news.apply(about_us, at=at)


def _halves(batch: Sequence[Opened]) -> list[Sequence[Opened]]:
    """Return two halves of the batch, or of all that its only record says; none if that is one thing."""
    if len(batch) > 1:
        return [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    record, items = batch[0]
    middle = len(items) // 2
    return [[Opened(record, items[:middle])], [Opened(record, items[middle:])]] if middle else []


def _open(record: Record, passed_over: Counter[str], ours: Collection[str]) -> Opened:
    items: list[Item] = []
    try:
        for item in inbound.parse(record.source, record.body, passed_over, numbers=ours):
            items.append(_in_time(item, record.received_at))
    except Exception as error:  # noqa: BLE001 - one record must not hold up the others; _set_apart logs it
        _set_apart(record, error)
    return Opened(record, items)


def _in_time(item: Item, received_at: datetime) -> Item:
    """Return the item as of when it came, if its own time cannot be: later words would count for older for ever."""
    return item if EARLIEST <= item.at <= received_at else replace(item, at=received_at)


def _set_apart(record: Record, fault: Exception) -> None:
    # A fault's words may quote what a person wrote, so only its kind is noted; the record itself is kept.
    Inbound.objects.filter(pk=record.id).update(fault=type(fault).__name__)
    why = type(fault).__name__
    told = event("inbound.set_apart", record=record.id, source=record.source, fault=why)
    logger.warning("inbound record %d from %s cannot be folded: %s", record.id, record.source, why, extra=told)
