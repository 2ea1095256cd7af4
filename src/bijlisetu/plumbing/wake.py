"""Ask for the ledger to be settled soon, from any process; the job itself lives upstairs and is known by name."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

SETTLE = "settle"


def wake() -> None:
    """Ask for a settling; if one is waiting already, that one will do."""
    try:
        app.configure_task(SETTLE, queueing_lock=SETTLE, lock=SETTLE).defer()
    except AlreadyEnqueued:
        return
