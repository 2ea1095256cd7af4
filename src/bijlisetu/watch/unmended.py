"""What stands still or is wrong until somebody mends it: every page of the office says so."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.remember import remembered

STOP, HELD, HALTED, INCIDENT = "stop", "held", "halted", "incident"
UNMENDED = f"""
SELECT '{STOP}', stop.id, scope, NULL::bigint[], coalesce(company.name, '')
FROM outbox_stop stop LEFT JOIN network_office company ON company.id = stop.company_id WHERE lifted_at IS NULL
UNION ALL
SELECT '{HELD}', id, key, feeders, '' FROM outbox_run WHERE state = %(held)s
UNION ALL
-- A stopped run of which something is still to go: it waits for somebody who lets it go on, or puts it right.
SELECT '{HALTED}', id, key, feeders, '' FROM outbox_run run WHERE state = %(stopped)s AND EXISTS (
    SELECT FROM outbox_turn turn WHERE turn.lane = run.lane AND turn.gate IN (run.id, -run.id)
)
UNION ALL
SELECT '{INCIDENT}', id, kind, NULL, '' FROM outbox_incident WHERE ended_at IS NULL
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class StoppedScope:
    """What somebody has stopped, and whose letters: everybody's where no company is named."""

    scope: str
    company: str


@dataclass(frozen=True, slots=True)
class StandingRun:
    """A run that stands still, and whose feeders it tells."""

    id: int
    key: str
    feeders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unmended:
    """The scopes that are stopped, the runs kept in by a check or stopped, and how many incidents are open."""

    stops: tuple[StoppedScope, ...]
    held: tuple[StandingRun, ...]
    halted: tuple[StandingRun, ...]
    incidents: int

    def __bool__(self) -> bool:
        return bool(self.stops or self.held or self.halted or self.incidents)


def unmended() -> Unmended:
    """Return what is to be said on every page; asked once a second at most, however many look."""
    return remembered("watch.unmended", _ask)


def _ask() -> Unmended:
    found = rows(UNMENDED, held=Run.State.HELD, stopped=Run.State.STOPPED)
    return Unmended(
        stops=tuple(StoppedScope(name, company) for sort, _, name, _, company in found if sort == STOP),
        held=tuple(StandingRun(id_, name, tuple(feeders)) for sort, id_, name, feeders, _ in found if sort == HELD),
        halted=tuple(StandingRun(id_, name, tuple(feeders)) for sort, id_, name, feeders, _ in found if sort == HALTED),
        incidents=sum(sort == INCIDENT for sort, *_ in found),
    )
