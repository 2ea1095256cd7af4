"""What stands still or is wrong until somebody mends it: every page of the office says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.remember import remembered

STOP, HELD, HALTED, READY, TRIAL, INCIDENT = "stop", "held", "halted", "ready", "trial", "incident"
UNMENDED = f"""
SELECT '{STOP}', stop.id, scope, NULL::bigint[], coalesce(company.name, ''), NULL::varchar[]
FROM outbox_stop stop LEFT JOIN network_office company ON company.id = stop.company_id WHERE lifted_at IS NULL
UNION ALL
SELECT '{HELD}', id, key, feeders, '', hands FROM outbox_run WHERE state = %(held)s
UNION ALL
-- A stopped run of which something is still to go: it waits for somebody who lets it go on, or puts it right.
SELECT '{HALTED}', id, key, feeders, '', hands FROM outbox_run run WHERE state = %(stopped)s AND EXISTS (
    SELECT FROM outbox_turn turn WHERE turn.lane = run.lane AND turn.gate IN (run.id, -run.id)
)
UNION ALL
SELECT '{READY}', id, key, feeders, '', hands FROM outbox_run WHERE state = %(ready)s
UNION ALL
SELECT '{TRIAL}', id, key, feeders, '', hands || makers FROM outbox_run WHERE state = %(canary)s
UNION ALL
SELECT '{INCIDENT}', id, kind, NULL, '', NULL FROM outbox_incident WHERE ended_at IS NULL
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class StoppedScope:
    """What somebody has stopped, and whose letters: everybody's where no company is named."""

    scope: str
    company: str


@dataclass(frozen=True, slots=True)
class StandingRun:
    """A run that stands still, whose feeders it tells, and who had a hand in it and so does not release it."""

    id: int
    key: str
    feeders: tuple[int, ...]
    hands: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unmended:
    """The scopes that are stopped, the runs that wait for somebody, by what they wait for, and the open incidents."""

    stops: tuple[StoppedScope, ...]
    held: tuple[StandingRun, ...]  #: a check keeps them in
    halted: tuple[StandingRun, ...]  #: somebody stopped them
    ready: tuple[StandingRun, ...]  #: their trial is to be sent
    trials: tuple[StandingRun, ...]  #: their trial is out, and the rest waits for a release
    incidents: int
    own_trials: tuple[StandingRun, ...] = ()  #: of the trials, those that another officer than the looker releases

    def __bool__(self) -> bool:
        return any(getattr(self, sort.name) for sort in fields(self))


def unmended() -> Unmended:
    """Return what is to be said on every page; asked once a second at most, however many look."""
    return remembered("watch.unmended", _ask)


def _ask() -> Unmended:
    states = Run.State
    found = rows(UNMENDED, held=states.HELD, stopped=states.STOPPED, ready=states.READY, canary=states.CANARY)
    return Unmended(
        stops=tuple(StoppedScope(name, company) for sort, _, name, _, company, _ in found if sort == STOP),
        held=_runs(found, HELD),
        halted=_runs(found, HALTED),
        ready=_runs(found, READY),
        trials=_runs(found, TRIAL),
        incidents=sum(sort == INCIDENT for sort, *_ in found),
    )


def _runs(found: Sequence[tuple[Any, ...]], wanted: str) -> tuple[StandingRun, ...]:
    return tuple(
        StandingRun(number, key, tuple(feeders), frozenset(hands))
        for sort, number, key, feeders, _, hands in found
        if sort == wanted
    )
