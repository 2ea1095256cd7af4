"""What became of a run's canary."""

from __future__ import annotations

from bijlisetu.channels.letter import Reason
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.runs.rules import Outcomes

#: Refusals that lie in what we send, not in one person's number.
OURS = (Reason.TEXT_REFUSED, Reason.MEDIA_UNREACHABLE, Reason.OUR_ADDRESS, Reason.OUR_FAULT)

#: Until the release only the canary has tries, so they are found by time and not among lakhs of notices.
SEEN = f"""
WITH tries AS (
    SELECT attempt.notice_id, notice.state AS notice_state, attempt.state, attempt.reason,
           coalesce(address.owner = 'not_owner', false) AS objected
    FROM outbox_run run
    JOIN outbox_attempt attempt ON attempt.claimed_at >= run.canary_at
    JOIN outbox_notice notice ON notice.id = attempt.notice_id AND notice.run_id = run.id
    LEFT JOIN contact_address address
      ON address.consumer_id = notice.consumer_id AND address.value = attempt.address
    WHERE run.id = %(run)s AND (run.released_at IS NULL OR attempt.claimed_at < run.released_at)
),
people AS (
    SELECT notice_id, bool_or(state >= {State.DELIVERED} AND NOT objected) AS arrived, bool_or(objected) AS objected,
           bool_or(state = {State.FAILED} AND reason = ANY(%(ours)s)) AS refused,
           bool_and(state IN ({State.FAILED}, {State.WITHHELD}))
               AND min(notice_state) IN ('exhausted', 'expired') AS failed
    FROM tries GROUP BY notice_id
)
SELECT count(*) FILTER (WHERE arrived), count(*) FILTER (WHERE failed AND NOT objected),
       count(*) FILTER (WHERE refused), count(*) FILTER (WHERE objected AND NOT arrived),
       (SELECT canary_size FROM outbox_run WHERE id = %(run)s)
FROM people
"""


def outcomes(run: int) -> Outcomes:
    """Return what is known of the people of the run's canary."""
    arrived, failed, refused, objected, people = rows(SEEN, run=run, ours=[str(reason) for reason in OURS])[0]
    return Outcomes(people=people, arrived=arrived, failed=failed, refused=refused, objected=objected)
