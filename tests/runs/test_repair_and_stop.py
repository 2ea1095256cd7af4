"""A repair and the stop of its run in the same instant: the stop holds."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.outbox.models import Turn
from bijlisetu.runs import actions as runs
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WAITS_FOR_US = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def test_a_stop_waits_for_the_repair_and_holds_its_letter_too() -> None:
    told = build.consumer(mobile="916000000001")
    run = build.run(told)
    runs.close(run=run, at=NOON, by="maker")

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            assert outbox.reopen(consumers=[told.pk], at=NOON) == 1
            stopping = elsewhere.submit(_stop, run)
            while not stopping.done() and not _somebody_waits():
                time.sleep(0.01)
        stopping.result()

    assert Turn.objects.get().gate == -run


def _stop(run: int) -> None:
    try:
        runs.stop(run=run, why="wrong amounts", at=NOON, by="terminal")
    finally:
        connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_US)
        return bool(cursor.fetchone()[0])
