"""
Once more with the document brought by ourselves: the carrier took the letter, and then could not fetch its bill.

The try is put back, so that nothing else goes out for its notice meanwhile: two bills are never under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bijlisetu.channels.letter import Reason
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.outbox.states import HURRIED
from bijlisetu.plumbing.database.keyed import rows

State = Attempt.State
#: For people to read, while the letter waits to go again.
DETAIL = "the carrier could not fetch the document: it goes once more, uploaded by us"

BRING = f"""
WITH failed AS (
    SELECT attempt.id, attempt.notice_id, told.carrier_id
    FROM unnest(%(attempts)s::bigint[], %(carrier_ids)s::text[]) AS told (id, carrier_id),
    LATERAL (SELECT id, notice_id, state FROM outbox_attempt WHERE id = told.id OFFSET 0) AS attempt,
    LATERAL (SELECT state, kind, expires_at FROM outbox_notice WHERE id = attempt.notice_id OFFSET 0) AS notice
    WHERE attempt.state IN ({State.CLAIMED}, {State.UNSURE}, {State.ACCEPTED}, {State.SENT})
      AND notice.state = '{Notice.State.OPEN}' AND notice.kind = ANY(%(kinds)s) AND notice.expires_at > %(at)s
      -- Where the next step was taken already, the bill is on its way. `+ 0` stops the planner using the index by id.
      AND NOT EXISTS (
        SELECT FROM outbox_attempt later
        WHERE later.notice_id = attempt.notice_id AND later.id + 0 > attempt.id OFFSET 0
      )
),
once AS (
    INSERT INTO outbox_brought (attempt, spent_id, at)
    SELECT id, carrier_id, %(at)s FROM failed ON CONFLICT DO NOTHING
    RETURNING attempt
),
-- Without the spent id, statuses of the next message find the try even if its answer is lost.
queued AS (
    UPDATE outbox_attempt SET state = {State.QUEUED}, carrier_id = '', reason = '{Reason.MEDIA_UNREACHABLE}',
                              detail = '{DETAIL}'
    WHERE id = ANY(ARRAY(SELECT attempt FROM once))
    RETURNING id, notice_id
),
turned AS (
    UPDATE outbox_turn turn SET at = {HURRIED}, awaits = false, channel = ''
    FROM queued, LATERAL (SELECT posted_at FROM outbox_notice WHERE id = queued.notice_id OFFSET 0) AS notice
    WHERE turn.notice_id = ANY(ARRAY[queued.notice_id])
)
SELECT id FROM queued
"""


def bring(failed: Mapping[int, str], *, at: datetime) -> set[int]:
    """
    Put back the tries whose document the carrier could not fetch, each once, to go again with it uploaded.

    They come with the carrier's id of the message that failed. Return those that go again; the others have failed.
    """
    if not failed:
        return set()
    with_document = [
        kind.name for kind in kinds().values() if any(text.header == "document" for text in kind.whatsapp.values())
    ]
    found = rows(BRING, attempts=list(failed), carrier_ids=list(failed.values()), kinds=with_document, at=at)
    return {attempt for (attempt,) in found}
