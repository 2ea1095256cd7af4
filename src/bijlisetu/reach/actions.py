"""Keep the ledger of people reached, and the work of reaching the rest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Reason
from bijlisetu.consumers.models import Consumer
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile, mask

#: Taken first, in a statement of its own: whatever was committed before is then seen by the next.
#: As an array, which is looked up by key: a table that is mostly empty when measured would else be joined row by row.
TAKE = """
DELETE FROM outbox_change WHERE id = ANY(ARRAY(
    SELECT id FROM outbox_change ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)) RETURNING notice_id
"""
REFRESH = """
WITH changed AS (
    SELECT id, consumer_id, cycle, state, posted_at FROM outbox_notice WHERE id = ANY(%(notices)s)
),
standing AS (
    SELECT DISTINCT ON (changed.consumer_id, changed.cycle)
           changed.consumer_id, changed.cycle, changed.id AS notice, changed.state AS notice_state,
           CASE WHEN best.weight = 5 THEN 'read' WHEN best.weight = 4 THEN 'delivered'
                WHEN changed.state = 'open' THEN 'waiting'
                WHEN best.weight = 3 THEN 'not_owner'
                WHEN best.weight = 2 THEN 'accepted'
                WHEN best.weight = 1 THEN 'failed'
                WHEN EXISTS (SELECT FROM contact_address struck
                             WHERE struck.consumer_id = changed.consumer_id AND struck.owner = 'not_owner')
                THEN 'not_owner'
                WHEN shut.finding IS NOT NULL THEN 'failed' ELSE 'no_address' END AS degree,
           coalesce(best.weight >= 4, false) AS reached,
           coalesce(best.weight >= 4 AND best.proved, false) AS proved,
           CASE WHEN changed.state = 'open' THEN '' WHEN best.weight = 1 THEN best.reason
                ELSE coalesce(shut.finding, '') END AS reason,
           coalesce(best.channel, '') AS channel, best.id AS attempt, coalesce(best.at, changed.posted_at) AS at
    FROM changed LEFT JOIN LATERAL (
        SELECT attempt.id, attempt.channel, attempt.reason,
               coalesce(attempt.read_at, attempt.delivered_at, attempt.failed_at, attempt.sent_at, attempt.accepted_at,
                        attempt.claimed_at) AS at,
               address.owner = 'proved' AS proved,
               CASE WHEN attempt.state = 70 AND address.owner <> 'not_owner' THEN 5
                    WHEN attempt.state = 60 AND address.owner <> 'not_owner' THEN 4
                    WHEN address.owner = 'not_owner' AND attempt.state BETWEEN 20 AND 70 AND attempt.state <> 50 THEN 3
                    WHEN attempt.state BETWEEN 20 AND 40 THEN 2
                    ELSE 1 END AS weight
        FROM outbox_attempt attempt LEFT JOIN LATERAL (
            SELECT owner FROM contact_address
            WHERE consumer_id = changed.consumer_id AND value = attempt.address OFFSET 0
        ) AS address ON true
        WHERE attempt.notice_id = changed.id
        ORDER BY weight DESC, proved DESC NULLS LAST, id DESC LIMIT 1
    ) AS best ON true
    -- Nothing was tried, for what is on file is known to be no good.
    LEFT JOIN LATERAL (
        SELECT health.finding
        FROM (
            SELECT value, known_at FROM contact_address
            WHERE consumer_id = changed.consumer_id AND owner <> 'not_owner' OFFSET 0
        ) AS held,
        LATERAL (SELECT finding FROM contact_health WHERE value = held.value AND until > %(at)s OFFSET 0) AS health
        WHERE best.id IS NULL AND changed.state <> 'open'
        ORDER BY array_position(%(findings)s::text[], health.finding), held.known_at DESC LIMIT 1
    ) AS shut ON true
    WHERE changed.cycle IS NOT NULL AND changed.state <> 'withdrawn'
    ORDER BY changed.consumer_id, changed.cycle, changed.id DESC
),
ledger AS (
    INSERT INTO reach_standing (consumer_id, cycle, notice, degree, reached, proved, reason, channel, attempt, at)
    SELECT consumer_id, cycle, notice, degree, reached, proved, reason, channel, attempt, at FROM standing
    ON CONFLICT (consumer_id, cycle) DO UPDATE
    SET notice = excluded.notice, degree = excluded.degree, reached = excluded.reached, proved = excluded.proved,
        reason = excluded.reason, channel = excluded.channel, attempt = excluded.attempt, at = excluded.at
),
opened AS (
    INSERT INTO reach_task AS task (consumer_id, cycle, reason, opened_at)
    SELECT DISTINCT ON (consumer_id)
           consumer_id, cycle, CASE WHEN degree = 'failed' AND reason <> '' THEN reason ELSE degree END, %(at)s
    FROM standing WHERE NOT reached AND notice_state IN ('exhausted', 'expired')
    ORDER BY consumer_id, cycle DESC
    ON CONFLICT (consumer_id) WHERE closed_at IS NULL
    DO UPDATE SET reason = excluded.reason, cycle = excluded.cycle WHERE task.cycle <= excluded.cycle
)
-- Reached in a later cycle is reached: the number works.
UPDATE reach_task task SET closed_at = %(at)s, evidence = standing.attempt
FROM standing WHERE standing.reached AND task.consumer_id = ANY(ARRAY[standing.consumer_id]) AND task.closed_at IS NULL
  AND task.cycle <= standing.cycle
"""
#: Why nothing was tried: what a visit can mend goes before what it can not.
FINDINGS = [
    str(finding) for finding in (Reason.NUMBER_DEAD, Reason.PHONE_ABSENT, Reason.MAILBOX_DEAD, Reason.NOT_ON_WHATSAPP)
]


class UnknownAccount(Refusal):
    """No consumer has this account number."""


def refresh(*, at: datetime, limit: int = 2000) -> int:
    """Bring the ledger and the worklists up to date with what happened to notices; return how many were seen."""
    with transaction.atomic():
        notices = [notice for (notice,) in rows(TAKE, limit=limit)]
        if notices:
            execute(REFRESH, at=at, notices=notices, findings=FINDINGS)
    return len(notices)


@transaction.atomic
def repair(*, account: str, address: Mobile | Email, proof: str, at: datetime, by: str) -> int:
    """
    Keep a better address for the consumer and send the bill that did not arrive, at once.

    Return how many notices were taken up again; none if nothing was missed.

    :raises UnknownAccount: if there is no such consumer
    :raises NumberWasDisowned: if its owner said no before, and no proof says otherwise
    """
    consumer = Consumer.objects.filter(account=account).first()
    if consumer is None:
        raise UnknownAccount(f"no consumer has the account {account}")
    contact.add(consumer=consumer.pk, address=address, source=by, proof=proof, at=at)
    again = outbox.reopen(consumers=[consumer.pk], at=at)
    detail = {"address": mask(contact.value_of(address)), "proof": proof}
    audit.note(deed="contact.repaired", records=[f"consumer:{consumer.pk}"], by=by, at=at, detail=detail)
    return again
