"""Background jobs: what happens between a carrier's word and the ledger, and on the clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

import bijlisetu.reach.actions as reach
import bijlisetu.tracking.actions as tracking
from bijlisetu.outbox import runs
from bijlisetu.plumbing.wake import SETTLE, wake

#: A job that runs long keeps newer jobs from being seen; it hands over instead.
TURN = 20.0


@app.task(name=SETTLE)
def settle() -> None:
    """Fold what has come in and bring the ledger up to date, until nothing is left or the turn is over."""
    ends = time.monotonic() + TURN
    while time.monotonic() < ends:
        folded = tracking.fold(at=datetime.now(UTC))
        seen = reach.refresh(at=datetime.now(UTC))
        if not folded and not seen:
            return
    wake()


@app.periodic(cron="* * * * *")
@app.task(name="settle_by_the_clock", queueing_lock="settle_by_the_clock")
def settle_by_the_clock(timestamp: int) -> None:
    """Settle once a minute even if every wake-up call was lost."""
    wake()


@app.periodic(cron="* * * * *")
@app.task(name="finish_runs", queueing_lock="finish_runs")
def finish_runs(timestamp: int) -> None:
    """Close the book of every run whose notices are all settled."""
    runs.finish(at=datetime.now(UTC))
