"""SMSCs on a real socket: smpp34's, which others wrote, and a bare one that does what no good one would."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, fields
from typing import Any

import smpp34

from bijlisetu.channels.letter import Inbound, Letter, Sms
from bijlisetu.channels.sms.channel import Patience, Smpp, Smsc
from bijlisetu.channels.sms.submit import Scribe

PERSON = "919811122233"
HEADER = struct.Struct("!IIII")

BIND, BIND_RESP = 0x09, 0x80000009
BIND_RECEIVER, BIND_TRANSMITTER = 0x01, 0x02
BINDS = (BIND, BIND_RECEIVER, BIND_TRANSMITTER)
DATA, DATA_RESP, OUTBIND = 0x103, 0x80000103, 0x0B
SUBMIT, SUBMIT_RESP = 0x04, 0x80000004
DELIVER, DELIVER_RESP = 0x05, 0x80000005
ENQUIRE, ENQUIRE_RESP = 0x15, 0x80000015
UNBIND, UNBIND_RESP = 0x06, 0x80000006
NACK = 0x80000000


def pdu(command: int, status: int = 0, sequence: int = 1, body: bytes = b"") -> bytes:
    """A PDU by hand."""
    return HEADER.pack(16 + len(body), command, status, sequence) + body


def deliver(
    text: bytes,
    *,
    esm_class: int = 0,
    data_coding: int = 0,
    tlvs: bytes = b"",
    source: str = PERSON,
    sequence: int = 77,
) -> bytes:
    """A deliver_sm by hand."""
    body = (
        b"\0\x01\x01" + source.encode() + b"\0\x05\0BIJLIS\0" + bytes([esm_class, 0, 0]) + b"\0\0"
        b"\0\0" + bytes([data_coding, 0, len(text)]) + text + tlvs
    )
    return pdu(DELIVER, 0, sequence, body)


def data(*, esm_class: int = 0, tlvs: bytes = b"", sequence: int = 78) -> bytes:
    """A data_sm by hand."""
    body = b"\0\x01\x01" + PERSON.encode() + b"\0\x05\0BIJLIS\0" + bytes([esm_class, 0, 0]) + tlvs
    return pdu(DATA, 0, sequence, body)


def tlv(tag: int, value: bytes) -> bytes:
    """An optional parameter by hand."""
    return struct.pack("!HH", tag, len(value)) + value


@dataclass
class Seen:
    """A PDU as the bare SMSC saw it."""

    command: int
    status: int
    sequence: int
    body: bytes


Script = Callable[["Talk", Seen], Awaitable[None]]


@dataclass
class Talk:
    """One connection to the bare SMSC."""

    writer: asyncio.StreamWriter
    seen: list[Seen] = field(default_factory=list)

    def say(self, *octets: bytes) -> None:
        """Write PDUs, or worse."""
        self.writer.write(b"".join(octets))

    def cut(self) -> None:
        """End the line without a word."""
        self.writer.transport.abort()

    def commands(self) -> list[int]:
        return [pdu.command for pdu in self.seen]


@dataclass
class BareSmsc:
    """The bare SMSC: its port, and each connection it had."""

    port: int
    talks: list[Talk] = field(default_factory=list)


async def welcome(talk: Talk, seen: Seen) -> None:
    """Bind anybody and answer politely; take letters as m1, m2, m3."""
    if seen.command in BINDS:
        talk.say(pdu(seen.command | NACK, 0, seen.sequence, b"SMSC\0"))
    elif seen.command == SUBMIT:
        talk.say(pdu(SUBMIT_RESP, 0, seen.sequence, b"m%d\0" % talk.commands().count(SUBMIT)))
    elif seen.command == ENQUIRE:
        talk.say(pdu(ENQUIRE_RESP, 0, seen.sequence))
    elif seen.command == UNBIND:
        talk.say(pdu(UNBIND_RESP, 0, seen.sequence))


@asynccontextmanager
async def bare_smsc(script: Script = welcome, port: int = 0) -> AsyncIterator[BareSmsc]:
    """Run an SMSC that does as the script says on each PDU."""
    smsc = BareSmsc(port)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        one = Talk(writer)
        smsc.talks.append(one)
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                length, *rest = HEADER.unpack(await reader.readexactly(16))
                one.seen.append(Seen(*rest, await reader.readexactly(length - 16)))
                await script(one, one.seen[-1])
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    smsc.port = server.sockets[0].getsockname()[1]
    try:
        yield smsc
    finally:
        server.close()
        for one in smsc.talks:
            one.cut()
        await asyncio.sleep(0)


@asynccontextmanager
async def smpp(port: int, inbound: Inbound, **more: Any) -> AsyncIterator[Smpp]:
    """Have our channel bound at the port; its login, form and patience are told with the rest."""
    channel = channel_to(port, inbound, **{"answer_within": 5.0, "bind_within": 2.0, "retry_after": 0.02, **more})
    await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


def channel_to(port: int, inbound: Inbound, **more: Any) -> Smpp:
    """Our channel to the port, not bound yet."""

    def those_of(kind: type) -> dict[str, Any]:
        return {one.name: more.pop(one.name) for one in fields(kind) if one.name in more}

    smsc = Smsc(**{"host": "127.0.0.1", "port": port, "user": "bijli", "password": "s3cret", **those_of(Smsc)})
    patience, scribe = Patience(**those_of(Patience)), Scribe(**those_of(Scribe))
    return Smpp(smsc, inbound=inbound, patience=patience, scribe=scribe, **more)


def free_port() -> int:
    """A port nobody listens on, for a server that cannot be asked which it took."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Smpp34:
    """smpp34's server: what it was sent, and the session to send by."""

    port: int
    submits: list[smpp34.SubmitSmEvent] = field(default_factory=list)
    esme: smpp34.Esme | None = None


@asynccontextmanager
async def smpp34_smsc(
    decide: Callable[[smpp34.SubmitSmEvent, int], None] = lambda event, number: event.accept(f"{number:08X}"),
) -> AsyncIterator[Smpp34]:
    """Run smpp34's server, deciding so on each letter."""
    smsc = Smpp34(free_port())
    server = smpp34.Server("127.0.0.1", smsc.port)
    await server.start()

    async def serve() -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                smsc.esme = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                smsc.submits.append(event)
                decide(event, len(smsc.submits))

    serving = asyncio.create_task(serve())
    try:
        yield smsc
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        await server.stop()


def sms(attempt: int = 4711, text: str = "Bill of ..1234: Rs 1253. Not yours? Send NO 1234", **more: Any) -> Letter:
    """A bill as a letter for SMS."""
    content = {
        "text": text,
        "header": "BIJLIS",
        "entity_id": "1101172974420810001",
        "template_id": "1107161234567890123",
    }
    return Letter(attempt=attempt, to=PERSON, content=Sms(**{**content, **more}))
