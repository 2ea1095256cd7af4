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
def fix_contact(account: str, address: str, proof: str | None) -> None:
    """Keep a new mobile number or e-mail ADDRESS for ACCOUNT and send the missed bill there at once."""
    startup.set_up()
    import bijlisetu.reach.actions as reach
    from bijlisetu.plumbing.wake import wake

    parsed = _parse(address)
    reach.repair(
        account=account, address=parsed, proof=proof or "", at=datetime.now(UTC), by=f"{getpass.getuser()} (terminal)"
    )
    wake()
    click.echo(f"kept {mask(address.strip())} for the account ending {account[-4:]}; the missed bill is on its way")


def _parse(text: str) -> Mobile | Email:
    try:
        return Email.parse(text) if "@" in text else Mobile.parse(text)
    except (NotAMobile, NotAnEmail) as error:
        raise NotAnAddress(f"the address cannot be used: {error}") from None
