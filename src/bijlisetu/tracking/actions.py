"""Store what carriers send back, then fold it into the attempts in sets."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import DatabaseError as DatabaseFault
from django.db import OperationalError, transaction

import bijlisetu.contact.actions as contact
from bijlisetu.channels import inbound
from bijlisetu.channels.letter import Reply, Report, ReportState
from bijlisetu.plumbing.wake import wake
from bijlisetu.tracking import answers, reports, subscriptions
from bijlisetu.tracking.answers import Answer, Meaning
from bijlisetu.tracking.models import Inbound
from bijlisetu.tracking.reports import Arrived

logger = logging.getLogger(__name__)

#: Beyond this a report of a message we do not know is another system's.
EARLY_FOR = timedelta(days=7)
MOST_RECORDS = 1000
MOST_ITEMS = 4000


class Opened(NamedTuple):
    """A raw record and what it says."""

    record: Inbound
    told: list[Report]
    said: list[Reply]


def store(*, source: str, bodies: Sequence[bytes], at: datetime) -> None:
    """Keep the raw records; what calls this answers the carrier only afterwards."""
    Inbound.objects.bulk_create([Inbound(source=source, body=body, received_at=at) for body in bodies])


@transaction.atomic
def fold(*, at: datetime) -> int:
    """
    Fold raw records, oldest first, into attempts, addresses and notices; return how many there were.

    A record that cannot be folded is set apart with its fault: it must not hold up the others.
    """
    unread = Inbound.objects.filter(folded_at=None).order_by("id").select_for_update(skip_locked=True)[:MOST_RECORDS]
    batch: list[Opened] = []
    items = 0
    for record in unread:
        # One record may hold a thousand reports, another one only: what is bounded is the work.
        if items >= MOST_ITEMS:
            break
        batch.append(_open(record))
        items += len(batch[-1].told) + len(batch[-1].said)
    early = reports.take_early(at=at, keep_for=EARLY_FOR)
    if early:
        reports.apply(early, at=at)
    _fold(batch, at=at)
    Inbound.objects.filter(pk__in=[opened.record.pk for opened in batch]).update(folded_at=at)
    return len(batch)


def _fold(batch: Sequence[Opened], *, at: datetime) -> None:
    told = [Arrived(report, opened.record.received_at) for opened in batch for report in opened.told]
    said = [reply for opened in batch for reply in opened.said]
    try:
        with transaction.atomic():
            if told:
                reports.apply(told, at=at)
            if said:
                answers.apply(said, at=at)
    except OperationalError:  # the database's trouble, not the record's: a deadlock, a restart
        raise
    except DatabaseFault as fault:
        if len(batch) == 1:
            _set_apart(batch[0].record, fault)
            return
        for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
            _fold(half, at=at)


def _open(record: Inbound) -> Opened:
    told: list[Report] = []
    said: list[Reply] = []
    try:
        for item in inbound.parse(record.source, bytes(record.body)):
            if isinstance(item, Report):
                told.append(item)
            elif isinstance(item, Reply):
                said.append(item)
    except ValueError as error:
        _set_apart(record, error)
    return Opened(record, told, said)


def _set_apart(record: Inbound, fault: Exception) -> None:
    # The words of a fault may quote what a person wrote: its kind is enough, and the record is kept.
    Inbound.objects.filter(pk=record.pk).update(fault=type(fault).__name__)
    logger.warning("inbound record %d from %s cannot be folded: %s", record.pk, record.source, type(fault).__name__)


@transaction.atomic
def opened(*, attempt: int, at: datetime) -> None:
    """Note that the person opened the bill from the link of this attempt: nobody else has that link."""
    channel = reports.channel_of(attempt)
    if channel is not None:
        read = Report(channel=channel, state=ReportState.READ, at=at, attempt=attempt, detail="link opened")
        reports.apply([Arrived(read, at)], at=at)
        transaction.on_commit(wake)


@transaction.atomic
def confirm(*, attempts: Sequence[int], at: datetime, by: str) -> None:
    """Note that whoever received these attempts says the connection is theirs."""
    answers.settle({attempt: Answer(Meaning.CONFIRM, at) for attempt in attempts}, by=by, at=at)
    transaction.on_commit(wake)


def unsubscribe(
    *, attempts: Sequence[int], how: str, at: datetime, by: str, purposes: Collection[str] = ()
) -> list[int]:
    """
    End messages of the purposes to whoever received these attempts, or of each attempt's own purpose if none is named.

    What may not be refused stays. Return the consumers for whom that was news.
    """
    return contact.unsubscribe(wishes=subscriptions.wishes(attempts, purposes), how=how, at=at, by=by)


def resubscribe(*, attempts: Sequence[int], how: str, at: datetime, by: str) -> list[int]:
    """Send messages of each attempt's purpose again; return the consumers for whom that was news."""
    return contact.resubscribe(wishes=subscriptions.wishes(attempts), how=how, at=at, by=by)


@transaction.atomic
def disown(*, attempts: Sequence[int], at: datetime, by: str) -> None:
    """Note that whoever received these attempts says the connection is not theirs."""
    answers.settle({attempt: Answer(Meaning.NOT_MINE, at) for attempt in attempts}, by=by, at=at)
    transaction.on_commit(wake)
