"""Photos and voice notes that came by WhatsApp: kept before the carrier forgets them, each with its complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from bijlisetu.complaints.actions.enclosing import MOST_OCTETS, File, NotEnclosable, enclose
from bijlisetu.complaints.models import Awaited
from bijlisetu.plumbing.database.sql import execute, rows

#: An engine that died has held it for so long, and no longer.
LEASE = timedelta(minutes=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
#: Tries over some six days: WhatsApp holds a file for seven.
MOST_TRIES = 150
LARGEST = MOST_OCTETS
#: The file of the message itself, and of what the same person sent without a word a little before.
AWAIT = """
INSERT INTO complaints_awaited (reply, complaint_id, media_id, due_at)
SELECT sent.id, told.complaint, sent.media_id, %(at)s
FROM unnest(%(complaints)s::bigint[], %(replies)s::bigint[], %(senders)s::text[], %(times)s::timestamptz[])
  AS told (complaint, reply, sender, said_at)
CROSS JOIN LATERAL (
    SELECT * FROM tracking_reply WHERE id = told.reply
    UNION ALL
    SELECT * FROM tracking_reply
    WHERE meaning = 'unclear' AND taken_at IS NULL AND sender = told.sender AND sender <> '' AND text = ''
      AND at <= told.said_at AND at > told.said_at - interval '30 minutes'
) AS sent
WHERE sent.media_id <> '' AND sent.kind IN ('image', 'audio') ON CONFLICT DO NOTHING
"""
CLAIM = """
UPDATE complaints_awaited awaited SET due_at = %(at)s + %(lease)s, tries = tries + 1
FROM (
    SELECT reply FROM complaints_awaited WHERE ended_at IS NULL AND due_at <= %(at)s
    ORDER BY due_at, reply LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) AS due
WHERE awaited.reply = due.reply RETURNING awaited.reply, awaited.media_id
"""


class Due(NamedTuple):
    """A file to be fetched now."""

    reply: int
    media_id: str


class Sent(NamedTuple):
    """A message by which a complaint came, or which was added to it."""

    complaint: int
    reply: int
    sender: str
    said_at: datetime


def await_files(sent: Sequence[Sent], *, at: datetime) -> None:
    """Have the files fetched that people sent with their complaints, or a little before."""
    if sent:
        complaints, replies, senders, times = map(list, zip(*sent, strict=True))
        execute(AWAIT, complaints=complaints, replies=replies, senders=senders, times=times, at=at)


@transaction.atomic
def claim(*, limit: int, at: datetime) -> list[Due]:
    """Lease files that are to be fetched."""
    return [Due(*row) for row in rows(CLAIM, at=at, lease=LEASE, limit=limit)]


@transaction.atomic
def keep(*, reply: int, content: bytes, at: datetime) -> bool:
    """Keep the file with its complaint, once however often it is sent; return whether it is a photo or voice note."""
    held = Awaited.objects.select_for_update().select_related("complaint").get(pk=reply)
    try:
        enclose(held.complaint, [File(content)], at=at)
    except NotEnclosable as refused:
        _end(held, str(refused), at=at)
        return False
    _end(held, "", at=at)
    return True


@transaction.atomic
def put_off(*, reply: int, why: str, for_good: bool, at: datetime) -> None:
    """Have the file fetched again later; not for ever, and not where the carrier says that it has none."""
    held = Awaited.objects.select_for_update().get(pk=reply)
    if for_good or held.tries >= MOST_TRIES:
        _end(held, why, at=at)
        return
    held.due_at = at + min(FIRST_PAUSE * 2 ** (held.tries - 1), LONGEST_PAUSE)
    held.fault = why
    held.save(update_fields=["due_at", "fault"])


def _end(held: Awaited, fault: str, *, at: datetime) -> None:
    held.ended_at, held.fault = at, fault
    held.save(update_fields=["ended_at", "fault"])
