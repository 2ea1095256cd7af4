"""
What each step costs a message, on the tables as they are: `python -m bench.cost MESSAGES`, one batch after the other.

Claim, record, two statuses by webhook bodies of their own stored and folded, and the ledger. Prints as JSON the
microseconds of processor time of this process and of its database backend, by step.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psutil

from bench.load.statuses import BODY, NUMBER, STATUS
from bench.meter import with_backend
from bijlisetu.plumbing import startup

BATCH = 500


def main(messages: int) -> None:
    """Take the messages through all steps, in batches."""
    startup.set_up()
    import bijlisetu.reach.actions as reach
    import bijlisetu.tracking.actions as tracking
    from bijlisetu.channels.letter import Outcome, Verdict
    from bijlisetu.delivery.actions import Answered, claim, record
    from bijlisetu.delivery.rules import ladder
    from bijlisetu.kinds.files import kinds
    from bijlisetu.values import ChannelKind

    steps = Steps(_backend())
    rungs = ladder(kinds().values(), channels=frozenset(ChannelKind) - {ChannelKind.CALL}, factor=1)
    for _ in range(messages // BATCH):
        at = datetime.now(UTC)
        claimed = steps.run("claim", claim, rooms={ChannelKind.WHATSAPP: BATCH}, engine="bench", ladder=rungs, at=at)
        if len(claimed) != BATCH:
            raise SystemExit(f"{len(claimed)} of {BATCH} were claimed")
        answers = [
            Answered(one, Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"wamid.{secrets.token_hex(24)}"), "whatsapp:1")
            for one in claimed
        ]
        steps.run("record", record, answers=answers, engine="bench", at=at, factor=1)
        for word in ("sent", "delivered"):
            status = STATUS.replace("delivered", word)
            bodies = [(BODY % status % (one.verdict.carrier_id, int(time.time()))).encode() for one in answers]
            steps.run("store", tracking.store, source="whatsapp", bodies=bodies, at=at)
            steps.run("fold", tracking.fold, at=datetime.now(UTC), numbers=[NUMBER])
        steps.run("refresh", reach.refresh, at=datetime.now(UTC))
    print(json.dumps({name: seconds / messages * 1e6 for name, seconds in steps.spent.items()}))  # noqa: T201


class Steps:
    """Adds up what each step spends, here and in the database's backend."""

    def __init__(self, backend: psutil.Process) -> None:
        """Take the backend that serves us."""
        self._backend = backend
        self.spent: dict[str, float] = {}

    def run(self, name: str, step: Callable[..., Any], **values: Any) -> Any:
        """Take the step with the values and return what it gives."""
        before = with_backend(self._backend)
        given = step(**values)
        self.spent[name] = self.spent.get(name, 0.0) + with_backend(self._backend) - before
        return given


def _backend() -> psutil.Process:
    from django.db import connection

    connection.ensure_connection()
    return psutil.Process(connection.connection.info.backend_pid)


if __name__ == "__main__":
    main(int(sys.argv[1]))
