"""`bijlisetu add-officer`: a login for somebody who holds a post."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bijlisetu.plumbing import startup


@click.command()
@click.argument("user")
@click.option("--office", required=True, help="Code or name, as 'EDC SONBHADRA'.")
@click.option("--role", default="officer", show_default=True, type=click.Choice(["officer", "clerk", "je", "operator"]))
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given.")
def add_officer(user: str, office: str, role: str, password: str) -> None:
    """Let USER log in and see OFFICE and all below it."""
    startup.set_up()
    import bijlisetu.network.queries as network
    import bijlisetu.staff.actions as staff

    staff.appoint(user=user, password=password, office=network.office(office), role=role, at=datetime.now(UTC))
    click.echo(f"{user} may log in")
