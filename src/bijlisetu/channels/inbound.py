"""One door for all raw records: their source tells who can read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from bijlisetu.channels.letter import Reply, Report
from bijlisetu.channels.mail.bounces import door as bounce
from bijlisetu.channels.news import News
from bijlisetu.channels.sms import receipt as sms_receipt
from bijlisetu.channels.whatsapp import webhook as whatsapp_webhook

Parse = Callable[[bytes, "Counter[str] | None"], Iterator[Report | Reply | News]]

WHATSAPP = "whatsapp"
PARSERS: dict[str, Parse] = {
    WHATSAPP: whatsapp_webhook.parse,
    "sms": sms_receipt.parse,
    "email": bounce.parse,
}


#: Every body of Meta's names the field "messages"; only a body with people's words has a list of that name.
MESSAGES = re.compile(rb'"messages"\s*:\s*\[\s*\{')
#: Marks of a record that may hold a person's words. They are looked for as octets, for thousands of records come a
#: second.
SPEAKS: dict[str, Callable[[bytes], bool]] = {
    "whatsapp": lambda record: MESSAGES.search(record) is not None,
    "sms": sms_receipt.may_be_a_reply,
    "email": lambda record: False,
}


class UnknownSource(ValueError):
    """No channel of ours hands in records of this source."""


def parse(
    source: str, record: bytes, skipped: Counter[str] | None = None, *, numbers: Collection[str] = ()
) -> Iterator[Report | Reply | News]:
    """
    Return all that a raw record says; count in skipped what says nothing to us.

    The numbers are the ids of ours at WhatsApp: where they are known, what it tells of others says nothing to us.

    :raises ValueError: if no channel knows the source, or the record is none of its making; raised on reading
    """
    if source not in PARSERS:
        raise UnknownSource(f"no channel hands in records of {source!r}")
    return whatsapp_webhook.parse(record, skipped, numbers) if source == WHATSAPP else PARSERS[source](record, skipped)


def speaks(source: str, record: bytes) -> bool:
    """Return whether a person's words may be in the record: it is read before those that only report."""
    return source in SPEAKS and SPEAKS[source](record)
