"""A run is stopped, or finished, in the instant in which a repair or an answer opens a notice of it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.outbox.models import Attempt, Notice, Run, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.tracking import presses
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WAITS_FOR_US = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def test_a_stop_waits_for_the_repair_and_holds_its_letter_too() -> None:
    told = build.consumer(mobile="916000000001")
    run = build.run(told)
    runs.close(run=run, at=NOON, by="maker")

    _at_once(
        lambda: outbox.reopen(consumers=[told.pk], at=NOON),
        lambda: runs.stop(run=run, why="wrong amounts", at=NOON, by="terminal"),
    )

    assert Turn.objects.get().gate == -run


def test_a_run_is_not_finished_while_an_answer_opens_a_notice_of_it() -> None:
    told = build.consumer(mobile="916000000001")
    build.address(told, "916000000002")
    run = build.run(told)
    runs.close(run=run, at=NOON, by="maker")
    attempt = Attempt.objects.create(
        notice=Notice.objects.get(), channel="whatsapp", address="916000000001", state=60, engine="one",
        claimed_at=NOON,
    )  # fmt: skip
    Notice.objects.update(state="reached", settled_at=NOON)
    Turn.objects.all().delete()

    _at_once(
        lambda: presses.answer(attempt=attempt.pk, meaning="not_mine", at=NOON),
        lambda: runs.finish(at=NOON),
    )

    assert Run.objects.get().state == "released"
    assert Turn.objects.get().gate == -run


def _at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Begin the second before the first is written, and end both."""

    def elsewhere() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as there:
        with transaction.atomic():
            first()
            running = there.submit(elsewhere)
            while not running.done() and not _somebody_waits():
                time.sleep(0.01)
        running.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_US)
        return bool(cursor.fetchone()[0])
