"""Store what carriers send back, then fold it into the attempts in sets."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.channels import inbound
from bijlisetu.channels.letter import Reply, Report, ReportState
from bijlisetu.plumbing.wake import wake
from bijlisetu.tracking import answers, reports
from bijlisetu.tracking.answers import Answer, Meaning
from bijlisetu.tracking.models import Inbound

logger = logging.getLogger(__name__)

#: Beyond this a report of a message we do not know is another system's.
EARLY_FOR = timedelta(days=7)
MOST_RECORDS = 1000
MOST_ITEMS = 4000


def store(*, source: str, bodies: Sequence[bytes], at: datetime) -> None:
    """Keep the raw records; what calls this answers the carrier only afterwards."""
    Inbound.objects.bulk_create([Inbound(source=source, body=body, received_at=at) for body in bodies])


@transaction.atomic
def fold(*, at: datetime) -> int:
    """Fold raw records, oldest first, into attempts, addresses and notices; return how many there were."""
    rows = Inbound.objects.filter(folded_at=None).order_by("id").select_for_update(skip_locked=True)[:MOST_RECORDS]
    told: list[Report] = []
    said: list[Reply] = []
    folded: list[int] = []
    for row in rows:
        # One record may hold a thousand reports, another one only: what is bounded is the work.
        if len(told) + len(said) >= MOST_ITEMS:
            break
        folded.append(row.pk)
        try:
            for item in inbound.parse(row.source, bytes(row.body)):
                if isinstance(item, Report):
                    told.append(item)
                else:
                    said.append(item)
        except ValueError as error:
            Inbound.objects.filter(pk=row.pk).update(fault=f"{type(error).__name__}: {error}"[:200])
            logger.warning("inbound record %d from %s cannot be read: %s", row.pk, row.source, type(error).__name__)
    Inbound.objects.filter(pk__in=folded).update(folded_at=at)
    early = reports.take_early(at=at, keep_for=EARLY_FOR)
    if told or early:
        reports.apply([*early, *told], at=at)
    if said:
        answers.apply(said, at=at)
    return len(folded)


@transaction.atomic
def opened(*, attempt: int, at: datetime) -> None:
    """Note that the person opened the bill from the link of this attempt: nobody else has that link."""
    channel = reports.channel_of(attempt)
    if channel is not None:
        reports.apply(
            [Report(channel=channel, state=ReportState.READ, at=at, attempt=attempt, detail="link opened")], at=at
        )
        transaction.on_commit(wake)


@transaction.atomic
def confirm(*, attempts: Sequence[int], at: datetime, by: str) -> None:
    """Note that whoever received these attempts says the connection is theirs."""
    answers.settle({attempt: Answer(Meaning.CONFIRM, at) for attempt in attempts}, by=by, at=at)
    transaction.on_commit(wake)


@transaction.atomic
def disown(*, attempts: Sequence[int], at: datetime, by: str) -> None:
    """Note that whoever received these attempts says the connection is not theirs."""
    answers.settle({attempt: Answer(Meaning.NOT_MINE, at) for attempt in attempts}, by=by, at=at)
    transaction.on_commit(wake)
