"""`bijlisetu fix-contact`: a better number for one consumer, from the terminal."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

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
    import bijlisetu.contact.actions as contact
    from bijlisetu.plumbing.database.wake import wake

    parsed = _parse(address)
    again = contact.repair(
        account=account, address=parsed, proof=proof or "", at=datetime.now(UTC),
        by=f"{getpass.getuser()} (terminal)", is_asked=sure,
    )  # fmt: skip
    wake()
    sent = "what was missed goes there at once" if again else "nothing was missed; the next bill goes there"
    click.echo(f"kept {mask(contact.value_of(parsed))} for the account ending {account[-4:]}; {sent}")


def _parse(text: str) -> Mobile | Email:
    try:
        return Email.parse(text) if "@" in text else Mobile.parse(text)
    except (NotAMobile, NotAnEmail) as error:
        raise NotAnAddress(f"the address cannot be used: {error}") from None
