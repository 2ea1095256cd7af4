"""A worker whose database goes away."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.testing import InMemoryConnector

from bijlisetu.cli.system.work import PatientJobs

JOB = Job(id=1, status="doing", queue="default", lock="settle", queueing_lock=None, task_name="settle")


class Away(InMemoryConnector):
    """A database that refuses some statements, then takes them."""

    def __init__(self, *faults: psycopg.Error) -> None:
        super().__init__()
        self.faults = list(faults)
        self.taken = 0

    async def execute_query_async(self, query: str, **arguments: object) -> None:
        if self.faults:
            raise ConnectorException from self.faults.pop(0)
        self.taken += 1


def finish(database: Away, *, is_stopping: bool = False) -> None:
    async def run() -> None:
        stopping = asyncio.Event()
        if is_stopping:
            stopping.set()
        await PatientJobs(database, stopping=stopping, pause=0).finish_job(JOB, Status.SUCCEEDED, delete_job=True)

    asyncio.run(run())


def test_the_end_of_a_job_is_written_when_the_database_is_back() -> None:
    database = Away(psycopg.errors.DiskFull(), psycopg.errors.AdminShutdown())

    finish(database)

    assert database.taken == 1


def test_a_job_that_another_worker_has_taken_up_is_left_to_it() -> None:
    with pytest.raises(ConnectorException):
        finish(Away(psycopg.errors.RaiseException()))


def test_a_worker_told_to_stop_does_not_wait_for_the_database() -> None:
    with pytest.raises(ConnectorException):
        finish(Away(psycopg.errors.AdminShutdown()), is_stopping=True)
