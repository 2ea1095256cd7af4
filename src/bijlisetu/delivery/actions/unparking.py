"""Free notices that would expire in the queue of a shut channel: the next claim finds them another way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.delivery.rules import Ladder, Shut
from bijlisetu.plumbing.database.sql import execute

#: Claims look only at the urgent of those parked for a shut channel. Whether the others would expire is looked at so
#: often.
UNPARKED_EVERY = timedelta(minutes=1)

UNPARK = """
UPDATE outbox_turn turn SET channel = ''
FROM (
    SELECT turn.notice_id
    FROM unnest(%(channels)s::text[], %(untils)s::timestamptz[]) AS shut (channel, until)
    JOIN outbox_turn turn ON turn.channel = shut.channel
    JOIN outbox_notice notice ON notice.id = turn.notice_id
    WHERE notice.expires_at <= shut.until
    FOR NO KEY UPDATE OF turn SKIP LOCKED
) AS ending
WHERE turn.notice_id = ending.notice_id
"""


@transaction.atomic
def unpark(*, ladder: Ladder, at: datetime) -> int:
    """Unpark notices that expire before a receipt could come by their channel; return how many."""
    waits: dict[str, timedelta] = {}
    for rung in ladder:
        if rung.shut is Shut.PARK:
            waits[rung.channel] = max(rung.wait, waits.get(rung.channel, timedelta()))
    if not waits:
        return 0
    # The claim takes another way for a notice that the channel's opening would reach too late. This looks a little
    # earlier than that.
    untils = [at + wait + 2 * UNPARKED_EVERY for wait in waits.values()]
    return execute(UNPARK, channels=list(map(str, waits)), untils=untils)
