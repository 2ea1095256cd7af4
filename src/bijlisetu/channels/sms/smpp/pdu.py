"""SMPP 3.4 on the wire: PDUs built, cut out of the stream whatever stands in them, and taken apart without loss."""

from __future__ import annotations

import struct
from collections.abc import Iterator
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
DATA_SM = 0x00000103
DATA_SM_RESP = 0x80000103
OUTBIND = 0x0000000B
UNBIND = 0x00000006
UNBIND_RESP = 0x80000006
BIND_RECEIVER = 0x00000001
BIND_TRANSMITTER = 0x00000002
BIND_TRANSCEIVER = 0x00000009
ENQUIRE_LINK = 0x00000015
ENQUIRE_LINK_RESP = 0x80000015
ALERT_NOTIFICATION = 0x00000102
RESPONSE = 0x80000000  # the bit that tells an answer from a request

OK = 0x00
INVALID_LENGTH = 0x02
UNKNOWN_COMMAND = 0x03
TRY_AGAIN = 0x64  # ESME_RX_T_APPN

UDH = 0x40  # bit of esm_class: the text begins with a user data header
MESSAGE_PAYLOAD = 0x0424
LONGEST_SHORT_MESSAGE = 254  # sm_length is an octet, and 255 is reserved


class NotSmpp(ConnectionError):
    """What comes over the line is no SMPP, so nothing after it can be trusted."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """A PDU as it came."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    @property
    def message_id(self) -> str:
        """The message id in the answer to a submit_sm; empty if it has none."""
        return self.body.partition(b"\0")[0].decode("latin-1").strip()


def pack(command: int, sequence: int, body: bytes = b"", status: int = OK) -> bytes:
    """Return a PDU as bytes."""
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def tlv(tag: int, value: bytes) -> bytes:
    """Return an optional parameter: an octet string, without a NUL."""
    return TLV.pack(tag, len(value)) + value


def bind(*, user: str, password: str, system_type: str = "") -> bytes:
    """Return the body of a bind of any role."""
    return _text(user) + _text(password) + _text(system_type) + b"\x34\0\0\0"


def submit(
    *,
    source: str,
    destination: str,
    text: bytes,
    data_coding: int,
    validity: str,
    esm_class: int = 0,
    tlvs: bytes = b"",
) -> bytes:
    """
    Return the body of a submit_sm that asks for a receipt; a text too long for short_message goes as message_payload.

    :raises ValueError: if sender or number are not ASCII, or there is no text
    """
    if not text:
        raise ValueError("a message without a text")
    if len(text) > LONGEST_SHORT_MESSAGE:
        text, tlvs = b"", tlv(MESSAGE_PAYLOAD, text) + tlvs
    return b"".join(
        (
            b"\0\x05\0", _text(source),  # no service_type; the sender is alphanumeric
            b"\x01\x01", _text(destination),  # international, by the plan of telephone numbers
            bytes((esm_class, 0, 0)), b"\0", _text(validity),
            bytes((1, 0, data_coding, 0, len(text))), text, tlvs,
        )
    )  # fmt: skip


class Cutter:
    """Cuts a stream into PDUs, however it comes: one in many pieces, or many in one."""

    def __init__(self) -> None:
        self._rest = bytearray()  # grows in place: a PDU may come octet by octet

    def feed(self, octets: bytes) -> Iterator[Pdu]:
        """
        Yield the PDUs that are whole by now.

        :raises NotSmpp: on reading, at a length that cannot be one
        """
        self._rest += octets
        stream, at = self._rest, 0
        try:
            while len(stream) - at >= HEADER.size:
                length, command, status, sequence = HEADER.unpack_from(stream, at)
                if not HEADER.size <= length <= LARGEST:
                    raise NotSmpp(f"a PDU of {length} octets")
                if len(stream) - at < length:
                    break
                at += length
                yield Pdu(command, status, sequence, bytes(stream[at - length + HEADER.size : at]))
        finally:
            del stream[:at]


def dissect(pdu: Pdu) -> dict[str, Any] | None:
    """Return the parts of a deliver_sm or data_sm that matter, octets in hexadecimal; none if it is malformed."""
    try:
        return (_data if pdu.command == DATA_SM else _deliver)(_Cursor(pdu.body))
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

    def rest(self, count: int) -> bytes:
        """Return so many octets, or what there is: some SMSCs count a NUL that they do not send."""
        found, self.at = self.body[self.at : self.at + count], self.at + count
        return found


def _text(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a NUL within a text")
    return text.encode("ascii") + b"\0"


def _deliver(cursor: _Cursor) -> dict[str, Any]:
    found = _ends(cursor)
    cursor.octets(2)  # protocol_id, priority_flag
    cursor.text()  # schedule_delivery_time
    cursor.text()  # validity_period
    cursor.octets(2)  # registered_delivery, replace_if_present_flag
    data_coding = cursor.octet()
    cursor.octet()  # sm_default_msg_id
    message = cursor.rest(cursor.octet())
    return {**found, "data_coding": data_coding, "message": message.hex(), "tlvs": _tlvs(cursor)}


def _data(cursor: _Cursor) -> dict[str, Any]:
    found = _ends(cursor)
    cursor.octet()  # registered_delivery
    data_coding = cursor.octet()
    return {**found, "data_coding": data_coding, "message": "", "tlvs": _tlvs(cursor)}


def _ends(cursor: _Cursor) -> dict[str, Any]:
    cursor.text()  # service_type
    cursor.octets(2)
    source = cursor.text()
    cursor.octets(2)
    destination = cursor.text()
    return {"source": source, "destination": destination, "esm_class": cursor.octet()}


def _tlvs(cursor: _Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    # A TLV cut off at the end is dropped; those before it are good.
    while cursor.at + TLV.size <= len(cursor.body):
        tag, length = TLV.unpack(cursor.octets(TLV.size))
        if cursor.at + length > len(cursor.body):
            break
        found.setdefault(f"{tag:04x}", cursor.octets(length).hex())
    return found
