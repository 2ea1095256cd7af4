"""Two officers let the demo's run out: one looks through its gates and sends the canary, another releases it."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, datetime

from bijlisetu.demo.city import Processes
from bijlisetu.demo.screen import Screen
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs import queries
from bijlisetu.runs.canaries import outcomes
from bijlisetu.runs.queries import RunCard
from bijlisetu.runs.rules import Outcomes, Proposal, proposal

OFFICER, SECOND_OFFICER = "officer", "second-officer"
LOOK_EVERY = 0.5  #: seconds
#: A canary of which less is known after so long, in seconds, is judged by what is known.
PATIENCE = 60
LOOKED_AT = "लोग काल्पनिक हैं · the people are synthetic: looked at, and let pass"


class RunKeptIn(Refusal):
    """The canary says that the rest should not follow."""


def let_out(run: int, *, factor: float, screen: Screen, processes: Processes) -> None:
    """
    Answer for what gates found, send the canary, look at it, and release the rest.

    :raises RunKeptIn: if the canary proposes to stop
    """
    card = card_of(run)
    screen.gates(card)
    if card.state == "released":
        return
    for finding in card.faults:
        runs.waive(run=run, gate=finding.gate, words=LOOKED_AT, at=_now(), by=OFFICER)
    if card.has_trial:
        _try_out(card, factor, screen, processes)
    runs.release(run=run, at=_now(), by=SECOND_OFFICER, factor=factor)


def _try_out(card: RunCard, factor: float, screen: Screen, processes: Processes) -> None:
    runs.send_canary(run=card.id, at=_now(), by=OFFICER)
    seen = _look(card.id, factor, processes)
    screen.canary(seen)
    if proposal(seen, is_time_over=True) is Proposal.STOP:
        runs.stop(run=card.id, why="the canary proposes to stop", at=_now(), by=OFFICER)
        raise RunKeptIn(f"the run {card.key} is stopped: its canary shows {asdict(seen)}")


def card_of(run: int) -> RunCard:
    """Return the run that was just made."""
    card = queries.run(run)
    assert card is not None  # noqa: S101 - it was made a moment ago
    return card


def _look(run: int, factor: float, processes: Processes) -> Outcomes:
    patient_until = time.monotonic() + PATIENCE
    ends_at = card_of(run).canary_ends_at(factor)
    while True:
        processes.check()
        seen = outcomes(run)
        is_time_over = ends_at is not None and _now() >= ends_at
        is_patient = time.monotonic() < patient_until
        if is_time_over and (not is_patient or proposal(seen, is_time_over=True) is not Proposal.WAIT):
            return seen
        time.sleep(LOOK_EVERY)


def _now() -> datetime:
    return datetime.now(UTC)
