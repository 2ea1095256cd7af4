"""What people press on our own pages, by the link of a message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.contact.actions as contact
from bijlisetu.channels.letter import Report, ReportState
from bijlisetu.plumbing.database.wake import wake
from bijlisetu.tracking import models, reports, subscriptions
from bijlisetu.tracking.replies.ownership import BY_LINK
from bijlisetu.tracking.replies.taking import hand_out
from bijlisetu.tracking.reports import Arrived


@transaction.atomic
def opened(*, attempt: int, at: datetime) -> None:
    """Note that the person opened the page or the bill from the link of this attempt: nobody else has that link."""
    channel = reports.channel_of(attempt)
    if channel is not None:
        read = Report(channel=channel, state=ReportState.READ, at=at, attempt=attempt, detail="link opened")
        reports.apply([Arrived(read, at)], at=at)
        transaction.on_commit(wake)


@transaction.atomic
def answer(*, attempt: int, meaning: str, at: datetime) -> None:
    """Note that whoever received the attempt pressed this answer, and have its room act on it at once."""
    said = models.Reply.objects.create(
        channel=BY_LINK, kind="button", sender="", payload=f"{meaning}:{attempt}", at=at, received_at=at,
        meaning=meaning, attempt=attempt, attempts=[attempt], digest=f"{BY_LINK}:{attempt}:{meaning}:{at.isoformat()}",
    )  # fmt: skip
    hand_out(at=at, replies=[said.pk])
    transaction.on_commit(wake)


def unsubscribe(
    *, attempts: Sequence[int], how: str, at: datetime, by: str, purposes: Collection[str] = ()
) -> list[int]:
    """
    End messages of the purposes to whoever received these attempts, or of each attempt's own purpose if none is named.

    What may not be refused stays. Return the consumers for whom that was news.
    """
    return contact.unsubscribe(wishes=subscriptions.wishes(attempts, purposes), how=how, at=at, by=by)


def resubscribe(
    *, attempts: Sequence[int], how: str, at: datetime, by: str, purposes: Collection[str] = ()
) -> list[int]:
    """Send messages of the purposes again, or of each attempt's own; return the consumers for whom that was news."""
    return contact.resubscribe(wishes=subscriptions.wishes(attempts, purposes), how=how, at=at, by=by)
