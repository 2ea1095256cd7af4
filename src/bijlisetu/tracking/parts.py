"""Long SMS that went in parts: each part has its own id and receipts, and the message arrives with the last of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bijlisetu.channels.letter import Report, ReportState
from bijlisetu.channels.sms.parts import state_of_parts
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.values import ChannelKind

PARTS_OF = """
SELECT attempt_id, carrier_id, state FROM outbox_part WHERE attempt_id = ANY(%(attempts)s) ORDER BY id FOR UPDATE
"""
MOVE = """
UPDATE outbox_part part SET state = greatest(part.state, told.state)
FROM unnest(%(attempts)s::bigint[], %(carrier_ids)s::text[], %(states)s::smallint[])
     AS told (attempt, carrier_id, state)
WHERE part.attempt_id = told.attempt AND part.carrier_id = told.carrier_id
"""
#: What the kept state of a part says; a part that is only accepted says nothing yet.
SAYS = {
    Attempt.State.SENT: ReportState.SENT,
    Attempt.State.FAILED: ReportState.FAILED,
    Attempt.State.DELIVERED: ReportState.DELIVERED,
}
RANK = {state: rank for rank, state in SAYS.items()}

Matched = tuple[int, Report]


def joined(matched: Sequence[Matched]) -> list[Matched]:
    """Return the reports with those of single parts turned into what they make of the whole message."""
    sms = [attempt for attempt, report in matched if report.channel is ChannelKind.SMS]
    states: dict[int, dict[str, int]] = defaultdict(dict)
    for attempt, carrier_id, state in rows(PARTS_OF, attempts=sms) if sms else ():
        states[attempt][carrier_id] = state
    moved: list[tuple[int, str, int]] = []
    whole = [_of_the_whole(attempt, report, states, moved) for attempt, report in matched]
    if moved:
        attempts, carrier_ids, ranks = map(list, zip(*moved, strict=True))
        execute(MOVE, attempts=attempts, carrier_ids=carrier_ids, states=ranks)
    return whole


def _of_the_whole(
    attempt: int, report: Report, states: dict[int, dict[str, int]], moved: list[tuple[int, str, int]]
) -> Matched:
    parts = states.get(attempt)
    if not parts or report.state not in RANK:
        return attempt, report
    part = next((name for name in parts if name and name == report.carrier_id), None)
    if part is not None:
        rank = int(RANK[report.state])
        parts[part] = max(parts[part], rank)
        moved.append((attempt, part, rank))
    said = [SAYS[Attempt.State(state)] for state in parts.values() if state in SAYS]
    return attempt, replace(report, state=state_of_parts(len(parts), said))
