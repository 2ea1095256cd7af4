"""What a message costs on each channel, read from its file: pure, and checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.channels.letter import Sms
from bijlisetu.channels.sms.parts import parts_of
from bijlisetu.editions.faults import MISSING, Fault, faults_in, sound
from bijlisetu.kinds.fill import fill
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.lint.texts import LONG_LINK
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Language

#: What the edited file is called.
FILE = "prices"
SHIPPED = Path(__file__).resolve().parent / "prices.toml"
PRICE = re.compile(r"\d{1,3}\.\d{2,4}", re.ASCII)
CHANNELS = (ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL)
NO_PRICES = "The file holds [rupees] with whatsapp, sms and email, and nothing else."
NO_PRICE = 'A price is written as "0.14": rupees, a point, two to four digits.'
Prices = Mapping[ChannelKind, Decimal]


class BadPrices(Refusal):
    """The file of prices cannot be used as it is written."""


@cache
def shipped() -> str:
    """Return the file that came with us."""
    return SHIPPED.read_text(encoding="utf-8")


def read(text: str) -> Prices:
    """
    Return the prices that the text says.

    :raises BadPrices: naming each line and what is wrong with it
    """
    told = sound(text, faults(text), file=FILE, refuse=BadPrices)
    return {channel: Decimal(told["rupees"][channel.value]) for channel in CHANNELS}


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a file of prices."""
    return faults_in(text, _wrong)


def price_of(kind: Kind, facts: Mapping[str, str], people: Mapping[ChannelKind, int], *, by: Prices) -> Decimal:
    """Return the rupees for one message with such facts to each of the people, on the first channel that has them."""
    parts = _parts(kind, facts) if people.get(ChannelKind.SMS) else 1
    each = {channel: price * (parts if channel is ChannelKind.SMS else 1) for channel, price in by.items()}
    return sum((each.get(channel, Decimal(0)) * many for channel, many in people.items()), Decimal(0))


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rupees = told.get("rupees")
    channels = [*map(str, CHANNELS)]
    yield from ((name, NO_PRICES) for name in told if name != "rupees")
    if not isinstance(rupees, dict):
        yield "rupees", NO_PRICES
        return
    yield from ((f"rupees.{name}", NO_PRICES) for name in rupees if name not in channels)
    yield from ((f"rupees.{name}", MISSING) for name in channels if name not in rupees)
    for name, said in rupees.items():
        if name not in channels:
            continue
        if not isinstance(said, str) or not PRICE.fullmatch(said):
            yield f"rupees.{name}", NO_PRICE


def _parts(kind: Kind, facts: Mapping[str, str]) -> int:
    """Return of how many parts the SMS is in Hindi: in most people's language, and the dearer one."""
    letter = fill(
        kind, ChannelKind.SMS, language=Language.HINDI, facts=facts, attempt=0, link=LONG_LINK,
        document_link=LONG_LINK, public_url=LONG_LINK,
    )  # fmt: skip
    assert isinstance(letter, Sms)  # noqa: S101 - of this channel
    return parts_of(letter.text).count
