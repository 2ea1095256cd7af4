"""Ask for the ledger to be settled soon, from any process; the job itself lives upstairs and is known by name."""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error as DatabaseFault
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from bijlisetu.plumbing.database.sql import rows

logger = logging.getLogger(__name__)

SETTLE = "settle"
SHORTEST_CALL = 0.3  #: seconds between two calls of one process; more often would only queue
IDLE = 2.0  #: seconds after which a connection is given back


#: Looked up before a job is queued: each job that its lock refused would be an error in the database's log, three times
#: a second.
WAITING = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %(lock)s AND status = 'todo')"


def wake() -> None:
    """Ask for a settling; if one is waiting already, that one will do."""
    _ask(SETTLE, lock=SETTLE)


def ask_for(job: str) -> None:
    """Ask now for a job that the clock does otherwise; if one is waiting already, that one will do."""
    _ask(job, timestamp=0)


def _ask(job: str, *, lock: str | None = None, **arguments: int) -> None:
    if rows(WAITING, lock=job) == [(True,)]:
        return
    try:
        app.configure_task(job, queueing_lock=job, lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return


class Caller:
    """Calls for a settling from a busy process: not more often than it makes sense, and never on the caller's time."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Have a settling asked for, soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._call_on, name="wake", daemon=True)
            self._thread.start()
        self._wanted.set()

    def _call_on(self) -> None:
        while True:
            if not self._wanted.wait(IDLE):
                connection.close()
                self._wanted.wait()
            self._wanted.clear()
            try:
                wake()
            except (DatabaseFault, ConnectorException) as error:  # the clock settles once a minute in any case
                logger.warning("no settling could be asked for: %s", type(error).__name__)
                connection.close()
            time.sleep(SHORTEST_CALL)
