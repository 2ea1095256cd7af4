"""`bijlisetu work`: background jobs. `bijlisetu migrate`: bring the tables up to date."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal

import click
import psycopg
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.telling import tell

logger = logging.getLogger(__name__)

PAUSE = 1.0  #: seconds before a database that went away is asked again
HEARTBEAT = 2.0  #: seconds between two signs of life, by which others know whose jobs to take up


class PatientJobs(JobManager):
    """
    Jobs whose end is written as soon as the database takes it.

    One that has ended and is not known to have would hold its lock for as long as its worker lives.
    """

    def __init__(self, connector: BaseConnector, *, stopping: asyncio.Event, pause: float = PAUSE) -> None:
        super().__init__(connector)
        self._stopping = stopping
        self._pause = pause

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Write that the job has ended."""
        while True:
            try:
                return await super().finish_job(job, status, delete_job)
            except ConnectorException as fault:
                is_away = isinstance(fault.__cause__, (psycopg.OperationalError, psycopg.InterfaceError))
                if self._stopping.is_set() or not is_away:  # another worker has taken us for dead, and done it
                    raise
                logger.error("the end of job %s cannot be written yet: %s", job.task_name, type(fault).__name__)
                await asyncio.sleep(self._pause)


@click.command()
def work() -> None:
    """Run background jobs until stopped; several may run on one database."""
    startup.set_up()
    click.echo("working")
    asyncio.run(_work())


async def _work() -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        working = asyncio.create_task(_work_while_the_database_is_there(stopping))
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait([working, told], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        working.cancel()  # a worker that is told to stop ends its jobs first
        with contextlib.suppress(asyncio.CancelledError):
            await working
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)


async def _work_while_the_database_is_there(stopping: asyncio.Event) -> None:
    """Run jobs; return when the database has gone, whatever it was that saw it first."""
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.job_manager = PatientJobs(worker.connector, stopping=stopping)
            async with worker.open_async():
                if stopping.is_set():  # told so while it opened, where a cancellation may be lost
                    return
                await worker.run_worker_async(
                    concurrency=2,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    fetch_job_polling_interval=1.0,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=5 * HEARTBEAT,
                    install_signal_handlers=False,
                )
    except (ConnectorException, psycopg.Error) as fault:
        logger.error("no jobs can be had, trying again: %s", type(fault).__name__)


@click.command()
def migrate() -> None:
    """Bring the tables up to date; may be repeated."""
    startup.set_up(check=False)
    missing, _ = startup.missing_changes()
    if missing:
        tell(f"changing the tables, {missing} changes; with many rows some take minutes")
    startup.migrate()
    click.echo("the tables are up to date")
