"""`bijlisetu hold`, `holds`, `let-go`: evidence that stays when the rest of its month leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.refusal import Refusal

BY = click.option("--by", required=True, help="User name of the officer who orders it.")


class NothingToHold(Refusal):
    """No consumer or notice of ours is named."""


@click.command()
@click.argument("account", required=False, default="")
@click.option("--notice", type=int, help="Number of one notice, instead of all of an account.")
@click.option("--why", required=True, help="The case, and who asked for it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day, like 2029-03-31.")
@BY
def hold(account: str, notice: int | None, why: str, until: datetime, by: str) -> None:
    """Keep all that concerns ACCOUNT, or one notice, though its month is over."""
    startup.set_up()
    from bijlisetu.audit import holds as evidence

    at = datetime.now(UTC)
    ends = until.replace(hour=23, minute=59, tzinfo=INDIA)
    if ends <= at:
        raise NothingToHold(f"{until:%Y-%m-%d} is over; a hold needs a day to come")
    consumer = None if notice else _consumer(account)
    made = evidence.hold(consumer=consumer, notice=notice, why=why, by=by, at=at, until=ends)
    click.echo(f"hold {made} is in force until {until:%d-%m-%Y}; let-go {made} ends it before")


@click.command()
def holds() -> None:
    """List the holds that are in force."""
    startup.set_up()
    from bijlisetu.audit import holds as evidence
    from bijlisetu.consumers.queries import enrolled

    in_force = evidence.in_force(at=datetime.now(UTC))
    if not in_force:
        click.echo("nothing is held; bijlisetu hold ACCOUNT --why … --until … --by … keeps what a court asked for")
    for held in in_force:
        whose = enrolled(held.consumer) if held.consumer else None
        what = f"account {whose.account}" if whose else f"notice {held.notice}"
        click.echo(f"{held.hold}: {what}, until {held.until.astimezone(INDIA):%d-%m-%Y}, by {held.by}: {held.why}")


@click.command()
@click.argument("number", type=int)
@BY
def let_go(number: int, by: str) -> None:
    """End the hold NUMBER; what it kept beyond its time leaves in the coming night."""
    startup.set_up()
    from bijlisetu.audit import holds as evidence

    if not evidence.lift(hold=number, by=by, at=datetime.now(UTC)):
        raise NothingToHold(f"there is no hold {number} in force; bijlisetu holds lists them")
    click.echo(f"hold {number} has ended")


def _consumer(account: str) -> int:
    from bijlisetu.consumers.models import Consumer

    found = Consumer.objects.filter(account=account).values_list("pk", flat=True).first()
    if found is None:
        raise NothingToHold(f"there is no account {account!r}; name one, or a notice by --notice")
    return found
