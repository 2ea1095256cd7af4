"""Which queues stand open at this moment: lanes, the gates of runs, channels with room; less what has been stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from bijlisetu.kinds.kind import OF_NOTICES, Lane
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import ChannelKind

#: States of a run in which its canary may go, and in which all may.
CANARY_OUT = (Run.State.CANARY, Run.State.RELEASED)
ALL_OUT = (Run.State.RELEASED,)

STOPPED = "SELECT scope, company_id FROM outbox_stop WHERE lifted_at IS NULL ORDER BY id"
GOING_OUT = "SELECT id, lane, state FROM outbox_run WHERE state = ANY(%(states)s) ORDER BY id"


class Door(NamedTuple):
    """One queue: a lane, a gate (0 where none is needed), and the channel its letters are parked for, if any."""

    lane: int
    gate: int
    channel: str


def doors(*, channels: Iterable[ChannelKind], parking: Collection[ChannelKind] = ()) -> list[Door]:
    """
    Return the queues from which letters may be taken: of all that wait for the channels, where there is room.

    Of those that wait for a parking channel, one that is shut, only the urgent: they need not wait for it. All others
    would be looked at again and again in vain, before whoever came later and has another way.
    """
    scopes = stopped_scopes()
    if "all" in scopes:
        return []
    lanes = [lane for lane in OF_NOTICES if f"lane:{lane.name.lower()}" not in scopes]
    names = ["", *(str(channel) for channel in channels if channel not in parking)]
    urgent = [*names, *map(str, parking)]
    open_gates = [(int(lane), 0) for lane in lanes]
    for run, lane, state in rows(GOING_OUT, states=list(CANARY_OUT)):
        if lane in lanes:
            open_gates.append((lane, -run))
            if state in ALL_OUT:
                open_gates.append((lane, run))
    return [Door(lane, gate, name) for lane, gate in open_gates for name in (urgent if lane < Lane.SERVICE else names)]


def stopped_scopes() -> frozenset[str]:
    """Return what has been stopped for everybody and not let go on: all, lane:bulk, channel:sms, kind:bill_issued."""
    return frozenset(scope for scope, company in rows(STOPPED) if company is None)


def stopped_of_companies() -> list[tuple[str, int]]:
    """Return what has been stopped of one company's letters alone: scopes, each with the company."""
    return [(scope, company) for scope, company in rows(STOPPED) if company is not None]
