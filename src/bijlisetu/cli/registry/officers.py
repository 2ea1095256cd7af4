"""`bijlisetu officers` and what is done to them: logins and posts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from bijlisetu.audit import machines
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.terminal import console, show_table

#: An agency's people need more said of them than a line holds: they are invited in the browser.
ROLES = click.Choice(["officer", "sdo", "ee", "se", "clerk", "je", "lineman", "reader", "operator"])
OFFICE = click.option("--office", required=True, help="Code or name, as 'EDC SONBHADRA'.")
BY = machines.TERMINAL
#: By whether the login was open, closed, or not there.
WORDS_ON_POST = {
    None: "they may log in",
    True: "they hold this post too; the password stays as it was",
    False: "they hold this post, but their login is closed: bijlisetu change-password opens it",
}


@click.command()
def officers() -> None:
    """List who has a login, and which posts they hold."""
    startup.set_up()
    import bijlisetu.staff.queries as staff

    lines = [
        (held.user, "open" if held.is_open else "closed", held.role, held.office,
         f"{held.since:%Y-%m-%d}" if held.since else "", f"{held.until:%Y-%m-%d}" if held.until else "")
        for held in staff.posts_of_all()
    ]  # fmt: skip
    if lines:
        show_table(console(), ("user", "login", "role", "office", "from", "until"), lines)
    else:
        click.echo("nobody has a login yet; bijlisetu add-officer lets the first one in")


@click.command()
@click.argument("user")
@OFFICE
@click.option("--role", default="officer", show_default=True, type=ROLES)
def add_officer(user: str, office: str, role: str) -> None:
    """
    Give USER a post: they see OFFICE and all below it.

    Who has no login yet gets one; the password is asked for, or is the first line of the standard input.
    """
    startup.set_up()
    import bijlisetu.network.queries as network
    from bijlisetu.staff import actions, queries

    place, at = network.office(office), datetime.now(UTC)
    login = queries.login_of(user)
    if login is None:
        actions.open_login(user=user, password=_password(), at=at, by=BY)
    actions.appoint(user=user, office=place, role=role, at=at, by=BY)
    click.echo(WORDS_ON_POST[login])


@click.command()
@click.argument("user")
@OFFICE
def end_post(user: str, office: str) -> None:
    """End what USER may do at OFFICE, today."""
    startup.set_up()
    import bijlisetu.network.queries as network
    import bijlisetu.staff.actions as staff

    staff.end_post(user=user, office=network.office(office), at=datetime.now(UTC), by=BY)
    click.echo(f"{user} holds no post at {office} any more")


@click.command()
@click.argument("user")
def close_login(user: str) -> None:
    """Let USER in no more, and end their posts."""
    startup.set_up()
    import bijlisetu.staff.actions as staff

    staff.close_login(user=user, at=datetime.now(UTC), by=BY)
    click.echo(f"{user} cannot log in any more")


@click.command()
@click.argument("user")
def change_password(user: str) -> None:
    """
    Give USER a new password, and open a closed login again.

    The password is asked for, or is the first line of the standard input.
    """
    startup.set_up()
    import bijlisetu.staff.actions as staff

    staff.person_called(user)
    staff.change_password(user=user, password=_password(), at=datetime.now(UTC), by=BY)
    click.echo(f"{user} has a new password, and is logged in nowhere")


@click.command()
@click.argument("user")
def forget_app(user: str) -> None:
    """Let USER set up a new app for their codes, as where the phone is lost."""
    startup.set_up()
    from bijlisetu.staff import factor

    factor.take_away(user=user, at=datetime.now(UTC), by=BY)
    click.echo(f"{user} sets up a new app when they next need a code")


def _password() -> str:
    """Ask for it: on the command line everybody on the machine could read it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked: str = click.prompt("Password (12 letters and digits or more)", hide_input=True, confirmation_prompt=True)
    return asked
