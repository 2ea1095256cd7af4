"""SMPP 3.4 on the wire: reading and writing the PDUs an SMSC needs. Sections are those of the specification."""

from __future__ import annotations

import enum
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

HEADER = struct.Struct(">IIII")
LONGEST = 70_000  #: octets; message_payload may hold 64 K
RESPONSE = 0x80000000


class Command(enum.IntEnum):
    """Command ids (5.1.2.1); a response has the highest bit set."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    GENERIC_NACK = 0x80000000


class Status(enum.IntEnum):
    """Command statuses (5.1.3)."""

    OK = 0x00
    BAD_LENGTH = 0x02
    BAD_COMMAND = 0x03
    BAD_BIND_STATE = 0x04
    ALREADY_BOUND = 0x05
    SYSTEM_FAULT = 0x08
    BAD_SOURCE = 0x0A
    BAD_DESTINATION = 0x0B
    BAD_PASSWORD = 0x0E
    BAD_SYSTEM_ID = 0x0F
    THROTTLED = 0x58
    BAD_TEXT = 0x45  #: ESME_RSUBMITFAIL: the text cannot be read
    BAD_OPTIONAL_PART = 0xC0


class Tag(enum.IntEnum):
    """Optional parameters (5.3.2) and those of Indian operators."""

    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427
    DLT_ENTITY = 0x1400
    DLT_TEMPLATE = 0x1401
    DLT_CHAIN = 0x1402


BINDS = frozenset({Command.BIND_RECEIVER, Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER})


class Malformed(ValueError):
    """The octets are no PDU of SMPP 3.4; status says what to answer."""

    def __init__(self, words: str, status: Status) -> None:
        super().__init__(words)
        self.status = status


class Header(NamedTuple):
    """The four numbers every PDU begins with."""

    length: int
    command: int
    status: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Bind:
    """Who wants a session."""

    system_id: str
    password: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A submit_sm or deliver_sm."""

    source: str
    destination: str
    source_ton: int = 5
    source_npi: int = 0
    destination_ton: int = 1
    destination_npi: int = 1
    esm_class: int = 0
    registered_delivery: int = 0
    data_coding: int = 0
    text: bytes = b""
    optional: Mapping[int, bytes]

    @property
    def payload(self) -> bytes:
        """The text's octets, wherever they stand."""
        return self.optional.get(Tag.MESSAGE_PAYLOAD, b"") or self.text


class _Reader:
    """Reads fields one after the other; every slip is Malformed."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.at = 0

    def c_octets(self, longest: int) -> str:
        """Read a text that ends with NUL, of at most longest octets with it."""
        end = self.octets.find(0, self.at, self.at + longest)
        if end < 0:
            raise Malformed(f"no end of a text at octet {self.at}", Status.BAD_LENGTH)
        text = self.octets[self.at : end].decode("latin-1")
        self.at = end + 1
        return text

    def octet(self) -> int:
        """Read a number of one octet."""
        return self.some(1)[0]

    def some(self, length: int) -> bytes:
        """Read so many octets."""
        taken = self.octets[self.at : self.at + length]
        if len(taken) != length:
            raise Malformed(f"{length} octets missing at {self.at}", Status.BAD_LENGTH)
        self.at += length
        return taken

    def optional(self) -> dict[int, bytes]:
        """Read the optional parameters up to the end; unknown ones are kept like known ones."""
        found: dict[int, bytes] = {}
        while self.at < len(self.octets):
            if len(self.octets) - self.at < 4:
                raise Malformed("an optional parameter is cut short", Status.BAD_OPTIONAL_PART)
            tag, length = struct.unpack_from(">HH", self.octets, self.at)
            self.at += 4
            if self.at + length > len(self.octets):
                raise Malformed(f"optional parameter {tag:#06x} is cut short", Status.BAD_OPTIONAL_PART)
            found[tag] = self.some(length)
        return found


def read_bind(body: bytes) -> Bind:
    """Return who wants a session (4.1)."""
    reader = _Reader(body)
    system_id, password = reader.c_octets(16), reader.c_octets(9)
    reader.c_octets(13)
    return Bind(system_id, password, reader.octet())


def read_short(body: bytes) -> Short:
    """Return the submit_sm (4.4.1) or deliver_sm (4.6.1), which are laid out alike."""
    reader = _Reader(body)
    reader.c_octets(6)
    source_ton, source_npi, source = reader.octet(), reader.octet(), reader.c_octets(21)
    destination_ton, destination_npi, destination = reader.octet(), reader.octet(), reader.c_octets(21)
    esm_class, _, _ = reader.some(3)
    reader.c_octets(17)
    reader.c_octets(17)
    registered_delivery, _, data_coding, _, length = reader.some(5)
    return Short(
        source=source,
        destination=destination,
        source_ton=source_ton,
        source_npi=source_npi,
        destination_ton=destination_ton,
        destination_npi=destination_npi,
        esm_class=esm_class,
        registered_delivery=registered_delivery,
        data_coding=data_coding,
        text=reader.some(length),
        optional=reader.optional(),
    )


def write(command: int, *, sequence: int, status: int = Status.OK, body: bytes = b"") -> bytes:
    """Return a whole PDU."""
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def write_short(short: Short) -> bytes:
    """Return the body of a deliver_sm (or submit_sm)."""
    return b"".join(
        (
            c_octets(""),
            bytes((short.source_ton, short.source_npi)),
            c_octets(short.source),
            bytes((short.destination_ton, short.destination_npi)),
            c_octets(short.destination),
            bytes((short.esm_class, 0, 0)),
            c_octets("") * 2,
            bytes((short.registered_delivery, 0, short.data_coding, 0, len(short.text))),
            short.text,
            *(struct.pack(">HH", tag, len(value)) + value for tag, value in short.optional.items()),
        )
    )


def c_octets(text: str) -> bytes:
    """Return the text with the NUL that ends it."""
    return text.encode("latin-1") + b"\0"
