"""What waits, and what holds it: its time, a gate, room on its channel, a stop of ours, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox.doors import Door, doors, stopped_scopes
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import ChannelKind

#: Of the minute that is under way the index tells what lies ahead, and of each queue the oldest.
TURNS = """
SELECT queue.lane, queue.gate, queue.channel, queue.begun - ahead.turns, queue.later + ahead.turns, oldest.at
FROM (
    SELECT lane, gate, channel, coalesce(sum(turns) FILTER (WHERE minute <= %(at)s), 0)::bigint AS begun,
           coalesce(sum(turns) FILTER (WHERE minute > %(at)s), 0)::bigint AS later
    FROM outbox_turntotal GROUP BY 1, 2, 3 HAVING sum(turns) > 0
) AS queue,
LATERAL (
    SELECT count(*) AS turns FROM outbox_turn turn
    WHERE turn.lane = queue.lane AND turn.gate = queue.gate AND turn.channel = queue.channel
      AND turn.at > %(at)s AND turn.at < date_trunc('minute', %(at)s::timestamptz) + interval '1 minute'
) AS ahead,
LATERAL (
    SELECT min(turn.at) AS at FROM outbox_turn turn
    WHERE turn.lane = queue.lane AND turn.gate = queue.gate AND turn.channel = queue.channel
) AS oldest
"""
#: What held it, of a turn.
DUE, LATER, PARKED, GATED, STOPPED = "due", "later", "parked", "gated", "stopped"
HOLDS = (DUE, PARKED, GATED, STOPPED, LATER)


class Queue(NamedTuple):
    """Turns of one lane, gate and channel, either due or not."""

    lane: int
    gate: int
    channel: str
    is_due: bool
    size: int
    oldest: datetime  #: of all that wait there


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSeen:
    """One lane: how many wait in it for what, and since when the oldest could go."""

    number: int
    due: int
    parked: int
    gated: int
    stopped: int
    later: int
    due_since: datetime | None
    parked_by_channel: dict[str, int]

    @property
    def waiting(self) -> int:
        """How many wait, for whatever it be."""
        return self.due + self.parked + self.gated + self.stopped + self.later


def lanes(*, at: datetime) -> tuple[LaneSeen, ...]:
    """Return every lane that something waits in, the most urgent first."""
    queues = [
        Queue(lane, gate, channel, is_due, size, oldest)
        for lane, gate, channel, due, later, oldest in rows(TURNS, at=at)
        for is_due, size in ((True, due), (False, later))
        if size
    ]
    is_open = frozenset(doors(channels=ChannelKind))
    scopes = stopped_scopes()
    return tuple(
        _lane(number, [(queue, _hold(queue, is_open, scopes)) for queue in queues if queue.lane == number])
        for number in sorted({queue.lane for queue in queues})
    )


def _hold(queue: Queue, is_open: frozenset[Door], scopes: frozenset[str]) -> str:
    if "all" in scopes or f"lane:{Lane(queue.lane).name.lower()}" in scopes:
        return STOPPED
    if Door(queue.lane, queue.gate, queue.channel) not in is_open:
        return GATED
    if queue.channel:
        return PARKED
    return DUE if queue.is_due else LATER


def _lane(number: int, held: list[tuple[Queue, str]]) -> LaneSeen:
    sizes: Counter[str] = Counter()
    parked: Counter[str] = Counter()
    for queue, hold in held:
        sizes[hold] += queue.size
        if hold == PARKED:
            parked[queue.channel] += queue.size
    return LaneSeen(
        number=number,
        **{hold: sizes[hold] for hold in HOLDS},
        due_since=min((queue.oldest for queue, hold in held if hold == DUE), default=None),
        parked_by_channel=dict(parked),
    )
