"""Long messages that come in parts: by user data header in the text, or by SAR parameters."""

from __future__ import annotations

import time
from typing import NamedTuple

from bijlisetu.simulator.smsc.alphabet import decode
from bijlisetu.simulator.smsc.pdu import Short, Tag

HEADER_PRESENT = 0x40  #: bit of esm_class
CONCATENATED = {0x00: 1, 0x08: 2}  #: information elements, and the octets of their reference
KEPT_FOR = 600.0  #: seconds a phone waits for missing parts


class Place(NamedTuple):
    """Where a part stands in its message."""

    reference: int
    total: int
    number: int


class Whole(NamedTuple):
    """A message of which no part is missing."""

    text: str
    ids: tuple[str, ...]
    shorts: tuple[Short, ...]


class Parts:
    """Parts waiting for the rest of their message."""

    def __init__(self) -> None:
        """Wait for nothing."""
        self._waiting: dict[tuple[str, str, Place], tuple[float, dict[int, tuple[str, str, Short]]]] = {}

    def add(self, short: Short, message_id: str, *, waited: float = 0.0) -> Whole | None:
        """
        Take a part under its id, which has waited for so many seconds; return the message if it is whole now.

        :raises UnknownAlphabet: if the text cannot be read
        """
        place, octets = _place(short)
        text = decode(octets, short.data_coding)
        if not place or place.total < 2 or not 1 <= place.number <= place.total:
            return Whole(text, (message_id,), (short,))
        key = (short.source, short.destination, place._replace(number=0))
        _, waiting = self._waiting.setdefault(key, (time.monotonic() - waited, {}))
        waiting[place.number] = (text, message_id, short)
        if len(waiting) < place.total:
            self._forget_old()
            return None
        del self._waiting[key]
        texts, ids, shorts = zip(*(waiting[number] for number in sorted(waiting)), strict=True)
        return Whole("".join(texts), ids, shorts)

    def _forget_old(self) -> None:
        oldest = time.monotonic() - KEPT_FOR
        # The dictionary keeps the order of arrival, so only its first entries can be old.
        while self._waiting:
            key = next(iter(self._waiting))
            if self._waiting[key][0] > oldest:
                return
            del self._waiting[key]


def _place(short: Short) -> tuple[Place | None, bytes]:
    if short.esm_class & HEADER_PRESENT:
        return _place_in_header(short.payload)
    sar = [short.optional.get(tag) for tag in (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER)]
    numbers = [int.from_bytes(value) for value in sar if value]
    return (Place(*numbers) if len(numbers) == 3 else None), short.payload


def _place_in_header(payload: bytes) -> tuple[Place | None, bytes]:
    length = payload[0] if payload else 0
    header, text = payload[1 : 1 + length], payload[1 + length :]
    while len(header) >= 2:
        kind, size = header[0], header[1]
        element, header = header[2 : 2 + size], header[2 + size :]
        reference = CONCATENATED.get(kind)
        if reference and size == reference + 2 == len(element):
            return Place(int.from_bytes(element[:reference]), element[-2], element[-1]), text
    return None, text
