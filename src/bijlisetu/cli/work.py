"""`bijlisetu work`: background jobs. `bijlisetu migrate`: bring the tables up to date."""

from __future__ import annotations

import click

from bijlisetu.plumbing import startup


@click.command()
def work() -> None:
    """Run background jobs until stopped; several may run on one database."""
    startup.set_up()
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    click.echo("working")
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(concurrency=2, delete_jobs=DeleteJobCondition.SUCCESSFUL, fetch_job_polling_interval=1.0)


@click.command()
def migrate() -> None:
    """Bring the tables up to date; may be repeated."""
    startup.set_up(check=False)
    startup.migrate()
    click.echo("the tables are up to date")
