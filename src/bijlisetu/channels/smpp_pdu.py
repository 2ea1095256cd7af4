"""SMPP 3.4 on the wire: PDUs read whatever stands in them, and deliver_sm taken apart without loss."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from typing import Any

HEADER = struct.Struct("!IIII")
TLV = struct.Struct("!HH")
LARGEST = 1 << 17  # a message_payload holds 64 KiB; more is no SMPP

GENERIC_NACK = 0x80000000
SUBMIT_SM = 0x00000004
SUBMIT_SM_RESP = 0x80000004
DELIVER_SM = 0x00000005
DELIVER_SM_RESP = 0x80000005
UNBIND = 0x00000006
UNBIND_RESP = 0x80000006
BIND_TRANSCEIVER_RESP = 0x80000009
ENQUIRE_LINK = 0x00000015
ENQUIRE_LINK_RESP = 0x80000015
ALERT_NOTIFICATION = 0x00000102
RESPONSE = 0x80000000  # the bit that tells an answer from a request

OK = 0x00
UNKNOWN_COMMAND = 0x03
TRY_AGAIN = 0x64  # ESME_RX_T_APPN

UDH = 0x40  # bit of esm_class: the text begins with a user data header


class NotSmpp(ConnectionError):
    """What comes over the line is no SMPP, so nothing after it can be trusted."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """A PDU as it came."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def pack(self) -> bytes:
        """Return the PDU as bytes."""
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body

    @property
    def message_id(self) -> str:
        """The message id in the answer to a submit_sm; empty if it has none."""
        return self.body.partition(b"\0")[0].decode("latin-1").strip()


async def read_pdu(reader: asyncio.StreamReader) -> Pdu:
    """
    Return the next PDU.

    :raises NotSmpp: if its length cannot be one
    :raises asyncio.IncompleteReadError: if the line ends
    """
    length, command, status, sequence = HEADER.unpack(await reader.readexactly(HEADER.size))
    if not HEADER.size <= length <= LARGEST:
        raise NotSmpp(f"a PDU of {length} octets")
    body = await reader.readexactly(length - HEADER.size) if length > HEADER.size else b""
    return Pdu(command, status, sequence, body)


def dissect(body: bytes) -> dict[str, Any] | None:
    """Return the parts of a deliver_sm's body that matter, octets in hexadecimal; none if it is malformed."""
    try:
        return _dissect(_Cursor(body))
    except (IndexError, ValueError, struct.error):
        return None


class _Cursor:
    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def text(self) -> str:
        end = self.body.index(b"\0", self.at)
        found, self.at = self.body[self.at : end], end + 1
        return found.decode("latin-1")

    def octet(self) -> int:
        self.at += 1
        return self.body[self.at - 1]

    def octets(self, count: int) -> bytes:
        found, self.at = self.body[self.at : self.at + count], self.at + count
        if len(found) != count:
            raise ValueError("the PDU ends too soon")
        return found


def _dissect(cursor: _Cursor) -> dict[str, Any]:
    cursor.text()  # service_type
    cursor.octets(2)
    source = cursor.text()
    cursor.octets(2)
    destination = cursor.text()
    esm_class = cursor.octet()
    cursor.octets(2)  # protocol_id, priority_flag
    cursor.text()  # schedule_delivery_time
    cursor.text()  # validity_period
    cursor.octets(2)  # registered_delivery, replace_if_present_flag
    data_coding = cursor.octet()
    cursor.octet()  # sm_default_msg_id
    message = cursor.octets(cursor.octet())
    return {
        "source": source,
        "destination": destination,
        "esm_class": esm_class,
        "data_coding": data_coding,
        "message": message.hex(),
        "tlvs": _tlvs(cursor),
    }


def _tlvs(cursor: _Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    # What is cut off at the end is left; the parts before it are good.
    while cursor.at + TLV.size <= len(cursor.body):
        tag, length = TLV.unpack(cursor.octets(TLV.size))
        if cursor.at + length > len(cursor.body):
            break
        found.setdefault(f"{tag:04x}", cursor.octets(length).hex())
    return found
