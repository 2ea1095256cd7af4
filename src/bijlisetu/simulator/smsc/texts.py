"""Messages under way."""

from __future__ import annotations

from typing import NamedTuple

from bijlisetu.simulator.log.store import Message
from bijlisetu.simulator.people.opener import link_in


class Text(NamedTuple):
    """A message under way: what its receipts and answers need to say."""

    id: str
    receipts: tuple[str, ...]  #: ids of the parts that want one
    number: str
    header: str
    account: str
    beginning: str
    link: str | None
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
        message.received_at,
    )
