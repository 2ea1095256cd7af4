"""Jobs whose worker died."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from bijlisetu.audit.actions import note
from bijlisetu.audit.verifying import verify
from bijlisetu.jobs.tasks import clear_old_sessions, seal_deeds, take_up_what_the_dead_left
from bijlisetu.plumbing.database.wake import SETTLE, wake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:  # no model of ours: nobody else empties them
        cursor.execute("DELETE FROM procrastinate_jobs")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


async def begin(worker: App) -> Job | None:
    number = await worker.job_manager.register_worker()
    return await worker.job_manager.fetch_job(queues=None, worker_id=number)


async def begin_and_die(worker: App) -> Job:
    number = await worker.job_manager.register_worker()
    job = await worker.job_manager.fetch_job(queues=None, worker_id=number)
    await worker.job_manager.unregister_worker(number)
    assert job
    return job


async def jobs_begun(*, called_again: bool) -> tuple[Job, Job | None]:
    """Return the job of a worker that died, and the one begun after it was taken up."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        async with worker.open_async():
            dead = await begin_and_die(worker)
            if called_again:
                await worker.configure_task(SETTLE, queueing_lock=SETTLE, lock=SETTLE).defer_async()
            context = JobContext(app=worker, job=dead, start_timestamp=time.time(), abort_reason=lambda: None)
            await take_up_what_the_dead_left(context, 0)
            return dead, await begin(worker)


def test_a_job_that_a_dead_worker_had_begun_is_begun_again() -> None:
    wake()

    dead, next_one = asyncio.run(jobs_begun(called_again=False))

    assert next_one
    assert next_one.id == dead.id


def test_a_dead_workers_job_gives_way_to_one_that_waits_already() -> None:
    wake()

    dead, next_one = asyncio.run(jobs_begun(called_again=True))

    assert next_one
    assert next_one.id != dead.id


def test_logins_whose_day_is_over_are_forgotten() -> None:
    for age in (3600, -1):
        login = SessionStore()
        login["somebody"] = 1
        login.set_expiry(age)
        login.save()

    clear_old_sessions.func(timestamp=0)

    assert [one.expire_date > timezone.now() for one in Session.objects.all()] == [True]


def test_that_happens_by_itself() -> None:
    assert "clear_old_sessions" in {name for name, _ in app.periodic_registry.periodic_tasks}


def test_what_is_done_comes_under_seal_by_the_clock() -> None:
    note(deed="test", records=["consumer:1"], by="one", at=timezone.now())

    seal_deeds(0)

    assert verify().entries == 1
