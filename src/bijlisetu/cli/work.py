"""`bijlisetu work`: background jobs. `bijlisetu migrate`: bring the tables up to date."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal

import click

from bijlisetu.plumbing import startup

logger = logging.getLogger(__name__)

PAUSE = 1.0  #: seconds before a database that went away is asked again
HEARTBEAT = 3.0  #: seconds between two signs of life, by which others know whose jobs to take up


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
        working = asyncio.create_task(_work_while_the_database_is_there())
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait([working, told], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        working.cancel()  # a worker that is told to stop ends its jobs first
        with contextlib.suppress(asyncio.CancelledError):
            await working
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)


async def _work_while_the_database_is_there() -> None:
    """Run jobs; return when the database has gone, whatever it was that saw it first."""
    import psycopg
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException
    from procrastinate.jobs import DeleteJobCondition

    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            async with worker.open_async():
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
    startup.migrate()
    click.echo("the tables are up to date")
