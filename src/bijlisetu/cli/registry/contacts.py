"""`bijlisetu fix-contact`: a better number for one consumer, from the terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bijlisetu.cli.registry.imports import who
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail, mask


class NotAnAddress(Refusal):
    """Neither a mobile number nor a mailbox."""


@click.command()
@click.argument("account")
@click.argument("address")
@click.option(
    "--proof",
    type=click.Choice(["counter", "visit", "call_back"]),
    help="How it was proved to be the consumer's; without it the number is kept as not proved.",
)
@click.option("--sure", is_flag=True, help="Keep it though somebody at it said the connection is not theirs.")
def fix_contact(account: str, address: str, proof: str | None, sure: bool) -> None:
    """Keep a new mobile number or e-mail ADDRESS for ACCOUNT and send there at once what was missed."""
    startup.set_up()
    from django.utils import translation

    import bijlisetu.contact.actions as contact
    from bijlisetu.consumers.models import Consumer
    from bijlisetu.drives import desk
    from bijlisetu.plumbing.database.wake import wake
    from bijlisetu.reports.mended import what_follows

    parsed, now = _parse(address), datetime.now(UTC)
    again = desk.mend(
        account=account, address=parsed, proof=proof or "", at=now,
        by=who(), is_asked=sure,
    )  # fmt: skip
    wake()
    value, ((consumer, feeder),) = (
        contact.value_of(parsed),
        Consumer.objects.filter(account=account).values_list("pk", "feeder_id"),
    )
    click.echo(f"Kept {mask(value)} for the account ending {account[-4:]}.")
    with translation.override("en"):
        click.echo(what_follows(consumer=consumer, feeder=feeder, value=value, reopened=again, at=now))


def _parse(text: str) -> Mobile | Email:
    try:
        return Email.parse(text) if "@" in text else Mobile.parse(text)
    except (NotAMobile, NotAnEmail) as error:
        raise NotAnAddress(f"the address cannot be used: {error}") from None
