"""A letter as submit_sm: its alphabet, its parts, and the ids by which Indian operators scrub it (TRAI DLT)."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bijlisetu.channels.letter import Sms
from bijlisetu.channels.sms.parts import Alphabet, Parts, parts_of
from bijlisetu.channels.sms.smpp import pdu as smpp
from bijlisetu.channels.sms.smpp.pdu import tlv

ENTITY_ID = 0x1400  # vendor TLVs agreed among Indian operators
TEMPLATE_ID = 0x1401
CHAIN = 0x1402
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F
UCS_2 = 8
MOST_PARTS = 255
LONGEST_SOURCE = 20  # SMPP 3.4, 5.2.8, less the NUL


class LongMessages(enum.StrEnum):
    """How a text goes out that takes more than one part, as the operator wants it."""

    PAYLOAD = "payload"  #: whole, and the SMSC cuts it
    PARTS = "parts"  #: in parts with a user data header: all operators can
    SAR = "sar"  #: in parts told by TLVs, and the SMSC writes the header


class ChainForm(enum.StrEnum):
    """How the chain from the entity to the operator's telemarketer is told."""

    HASH = "hash"
    IDS = "ids"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The telemarketers between the entity and the operator; most aggregators add it themselves."""

    telemarketers: tuple[str, ...]
    form: ChainForm = ChainForm.HASH
    tag: int = CHAIN

    def told(self, entity_id: str) -> bytes:
        """Return the chain as the operator wants it told."""
        ids = ",".join((entity_id, *self.telemarketers)).encode("ascii")
        return ids if self.form is ChainForm.IDS else hashlib.sha256(ids).hexdigest().encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribe:
    """Writes submit_sm as one operator wants them."""

    valid_for: timedelta = timedelta(hours=6)
    long_messages: LongMessages = LongMessages.PAYLOAD
    chain: Chain | None = None

    def submits(self, sms: Sms, *, to: str, attempt: int) -> list[bytes]:
        """
        Return the bodies of the submit_sm that carry the letter, in order.

        :raises ValueError: if header, number, ids or text cannot be put into a PDU
        """
        if not 0 < len(sms.header) <= LONGEST_SOURCE:
            raise ValueError("a header of a length that SMPP cannot carry")
        parts = parts_of(sms.text)
        if parts.count > MOST_PARTS:
            raise ValueError(f"{parts.count} parts")
        ids = self._ids(sms)
        return [
            smpp.submit(
                source=sms.header, destination=to, text=text, esm_class=esm_class, tlvs=more + ids,
                data_coding=UCS_2 if parts.alphabet is Alphabet.UCS_2 else 0,
                # Without an end the final receipt of a telephone switched off may take days to come.
                validity=relative(min(self.valid_for, sms.good_for or self.valid_for)),
            )
            for esm_class, text, more in self._cut(parts, attempt)
        ]  # fmt: skip

    def count(self, sms: Sms) -> int:
        """Return how many submit_sm carry the letter."""
        return 1 if self.long_messages is LongMessages.PAYLOAD else parts_of(sms.text).count

    def _cut(self, parts: Parts, attempt: int) -> list[tuple[int, bytes, bytes]]:
        """Return the esm_class, text and TLVs of each submit_sm."""
        if parts.count == 1 or self.long_messages is LongMessages.PAYLOAD:
            return [(0, parts.whole, b"")]
        if self.long_messages is LongMessages.SAR:
            whole = tlv(SAR_REFERENCE, (attempt & 0xFFFF).to_bytes(2)) + tlv(SAR_TOTAL, bytes([parts.count]))
            return [
                (0, text, whole + tlv(SAR_NUMBER, bytes([number]))) for number, text in enumerate(parts.octets, start=1)
            ]
        # The attempt numbers it: two texts of ours to one person must not be put together on the telephone.
        header = bytes((5, 0, 3, attempt & 0xFF, parts.count))
        return [(smpp.UDH, header + bytes([number]) + text, b"") for number, text in enumerate(parts.octets, start=1)]

    def _ids(self, sms: Sms) -> bytes:
        ids = tlv(ENTITY_ID, sms.entity_id.encode("ascii")) + tlv(TEMPLATE_ID, sms.template_id.encode("ascii"))
        return ids + tlv(self.chain.tag, self.chain.told(sms.entity_id)) if self.chain else ids


@lru_cache(maxsize=1024)
def relative(length: timedelta) -> str:
    """Return a length of time as SMPP writes it: YYMMDDhhmmsstnnR."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days > 30:
        raise ValueError("more than thirty days")
    return f"0000{days:02}{hours:02}{minutes:02}{seconds:02}000R"
