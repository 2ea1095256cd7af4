"""How a text is cut into the parts that a telephone puts together again, and that each cost a message."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from bijlisetu.channels.letter import ReportState
from bijlisetu.channels.sms import alphabet as sms_alphabet
from bijlisetu.channels.sms.alphabet import ESCAPE


class Alphabet(enum.Enum):
    """In what a text is written, with what one message holds of it, and what a part of several holds."""

    GSM_7 = ("GSM-7", 160, 153)
    UCS_2 = ("UCS-2", 70, 67)

    def __init__(self, label: str, alone: int, part: int) -> None:
        self.label = label
        self.alone = alone
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A text cut for sending."""

    alphabet: Alphabet
    units: int  #: septets, or units of UTF-16: €, [ and their like are two, and so is an emoji
    octets: tuple[bytes, ...]  #: of each part, an octet for each septet

    @property
    def count(self) -> int:
        """How many messages are paid for."""
        return len(self.octets)

    @property
    def whole(self) -> bytes:
        """The octets of all parts together."""
        return b"".join(self.octets)


def parts_of(text: str) -> Parts:
    """
    Return the text in the cheapest alphabet that has all its marks, cut into parts.

    :raises UnicodeEncodeError: if half a surrogate pair stands in it, which is no text
    """
    try:
        octets = sms_alphabet.encode(text)
    except UnicodeEncodeError:
        octets = text.encode("utf-16-be")
        return Parts(alphabet=Alphabet.UCS_2, units=len(octets) // 2, octets=_cut_ucs_2(octets))
    return Parts(alphabet=Alphabet.GSM_7, units=len(octets), octets=_cut_gsm(octets))


def state_of_parts(total: int, states: Sequence[ReportState]) -> ReportState:
    """
    Return how a message of so many parts stands, from the last state known of each part that has one.

    A part that failed is missing from the text for good; arrived is the message with its last part only.
    """
    if not 0 < total >= len(states):
        raise ValueError(f"{len(states)} states of {total} parts")
    if ReportState.READ in states:  # the link was opened, so the message was read
        return ReportState.READ
    if ReportState.FAILED in states:
        return ReportState.FAILED
    arrived = states.count(ReportState.DELIVERED)
    return ReportState.DELIVERED if arrived == total else ReportState.SENT


def _cut_gsm(octets: bytes) -> tuple[bytes, ...]:
    if len(octets) <= Alphabet.GSM_7.alone:
        return (octets,)
    parts, at = [], 0
    while at < len(octets):
        end = min(at + Alphabet.GSM_7.part, len(octets))
        if octets[end - 1] == ESCAPE:  # an escape belongs with the mark that it begins
            end -= 1
        parts.append(octets[at:end])
        at = end
    return tuple(parts)


def _cut_ucs_2(octets: bytes) -> tuple[bytes, ...]:
    if len(octets) <= 2 * Alphabet.UCS_2.alone:
        return (octets,)
    parts, at = [], 0
    while at < len(octets):
        end = min(at + 2 * Alphabet.UCS_2.part, len(octets))
        if end < len(octets) and octets[end - 2] & 0xFC == 0xD8:  # the first half of a surrogate pair
            end -= 2
        parts.append(octets[at:end])
        at = end
    return tuple(parts)
