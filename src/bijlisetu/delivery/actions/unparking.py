"""Take those out of the queue of a shut channel whose time would end there: the next claim finds them another way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from bijlisetu.delivery.rules import Ladder, Shut

#: Of those parked for a shut channel only the urgent are looked at by claims; the others' ends are looked at so often.
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
    """Let go those parked whose time ends before a receipt could come by their channel; return how many."""
    waits: dict[str, timedelta] = {}
    for rung in ladder:
        if rung.shut is Shut.PARK:
            waits[rung.channel] = max(rung.wait, waits.get(rung.channel, timedelta()))
    if not waits:
        return 0
    # The claim moves on whom the channel's end would reach too late; look a little earlier than that.
    untils = [at + wait + 2 * UNPARKED_EVERY for wait in waits.values()]
    with connection.cursor() as cursor:
        cursor.execute(UNPARK, {"channels": list(map(str, waits)), "untils": untils})
        return int(cursor.rowcount)
