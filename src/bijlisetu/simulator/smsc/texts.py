"""Messages under way."""

from __future__ import annotations

from typing import NamedTuple

from bijlisetu.simulator.log.store import Message
from bijlisetu.simulator.people.behaviour import Deed
from bijlisetu.simulator.people.opener import link_in

#: Whoever asks for a no takes a yes too.
ASKED = {"NO": frozenset({Deed.OBJECTED, Deed.CONFIRMED}), "YES": frozenset({Deed.CONFIRMED})}


class Text(NamedTuple):
    """A message under way: what its receipts and answers need to say."""

    id: str
    receipts: tuple[str, ...]  #: ids of the parts that want one
    number: str
    header: str
    account: str
    beginning: str
    link: str | None
    asked: frozenset[Deed]  #: which answers the text asks for by SMS
    submitted_at: float


def text_of(message: Message) -> Text:
    """Return what is to be kept of the message while it is under way."""
    body = str(message.body)
    return Text(
        message.id,
        tuple(message.parts.split()),
        message.address,
        message.sender,
        message.account,
        body[:40],
        link_in(body),
        asked_in(body, message.account),
        message.received_at,
    )


def asked_in(body: str, account: str) -> frozenset[Deed]:
    """Return the answers that the text asks for by SMS, with the account's last digits: NO 1234."""
    if not account:
        return frozenset()
    return frozenset().union(*(deeds for word, deeds in ASKED.items() if f"{word} {account}" in body.upper()))
