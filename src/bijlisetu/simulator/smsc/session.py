"""One ESME's connection: binding, PDUs in, deliveries out, and the checks that keep a dead link from lingering."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from bijlisetu.simulator.smsc.pdu import (
    BINDS,
    HEADER,
    LONGEST,
    RESPONSE,
    Bind,
    Command,
    Header,
    Malformed,
    Short,
    Status,
    Tag,
    c_octets,
    read_bind,
    write,
    write_short,
)

logger = logging.getLogger(__name__)

SYSTEM_ID = "bijlisetu-smsc"
INTERFACE_VERSION = Tag.SC_INTERFACE_VERSION.to_bytes(2) + b"\0\x01\x34"
WINDOW = 50  #: deliver_sm on their way to one session
QUIET = 30.0  #: seconds of silence after which we ask whether the link lives
DEAD = 90.0  #: seconds of silence after which it does not
OVERDUE = 60.0  #: seconds a deliver_sm may go unanswered


@dataclass(frozen=True, slots=True)
class Delivery:
    """A deliver_sm to bring to the sender, and who hears when it is there."""

    short: Short
    acknowledged: Callable[[], None]


class Exchange(Protocol):
    """What a session needs of the SMSC behind it."""

    def is_user(self, bind: Bind) -> Status:
        """Return OK, or why the bind is refused."""
        ...

    def opened(self, session: Session) -> None:
        """Hear that there is a connection."""
        ...

    def joined(self, session: Session) -> None:
        """Hear that the session is bound."""
        ...

    def left(self, session: Session, undelivered: list[Delivery]) -> None:
        """Hear that the session ended with these deliveries unanswered."""
        ...

    def submitted(self, session: Session, sequence: int, body: bytes) -> None:
        """Take a message by its PDU; answer it on the session."""
        ...

    def has_room(self, delivery: Delivery, status: int) -> None:
        """Hear that a delivery was answered with the status, so that another may be sent."""
        ...


class Session(asyncio.Protocol):
    """The protocol of one connection."""

    def __init__(self, exchange: Exchange) -> None:
        """Take the SMSC behind."""
        self._exchange = exchange
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._in_flight: dict[int, tuple[float, Delivery]] = {}
        self._sequence = 0
        self._heard_at = self._asked_at = time.monotonic()
        self.bound: Command | None = None

    @property
    def room(self) -> int:
        """How many deliveries the session may take now."""
        may_receive = self.bound in (Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER)
        return WINDOW - len(self._in_flight) if may_receive else 0

    @property
    def in_flight(self) -> int:
        """How many deliveries wait for their answer."""
        return len(self._in_flight)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports behave as an asyncio.Transport and do not inherit from it.
        self._transport = cast("asyncio.Transport", transport)
        self._exchange.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Hand back what was not answered."""
        undelivered = [delivery for _, delivery in self._in_flight.values()]
        self._in_flight = {}
        self.bound = None
        self._exchange.left(self, undelivered)

    def data_received(self, octets: bytes) -> None:
        """Read the PDUs that are whole by now."""
        self._heard_at = time.monotonic()
        self._buffer += octets
        try:
            while len(self._buffer) >= HEADER.size and self._take_pdu():
                pass
        except Malformed as error:
            # The stream cannot be trusted beyond this point.
            logger.warning("An ESME sent no SMPP: %s", error)
            self.send(write(Command.GENERIC_NACK, sequence=0, status=error.status))
            self.close()

    def deliver(self, delivery: Delivery) -> None:
        """Send a deliver_sm."""
        sequence = self._next_sequence()
        self._in_flight[sequence] = (time.monotonic(), delivery)
        self.send(write(Command.DELIVER_SM, sequence=sequence, body=write_short(delivery.short)))

    def send(self, octets: bytes) -> None:
        """Send PDUs, if the connection is still there."""
        if self._transport and not self._transport.is_closing():
            self._transport.write(octets)

    def close(self) -> None:
        """End the connection after what is being sent."""
        if self._transport:
            self._transport.close()

    def cut(self) -> None:
        """End the connection at once, whatever is under way."""
        if self._transport:
            self._transport.abort()

    def unbind(self) -> None:
        """Take leave, as a carrier does before maintenance."""
        if self.bound:
            self.send(write(Command.UNBIND, sequence=self._next_sequence()))
        self.close()

    def look_alive(self) -> None:
        """Ask a silent peer whether it is there, and end the session of a dead one."""
        now = time.monotonic()
        oldest = min((since for since, _ in self._in_flight.values()), default=now)
        if now - self._heard_at > DEAD or now - oldest > OVERDUE:
            self.close()
        elif self.bound and now - max(self._heard_at, self._asked_at) > QUIET:
            self._asked_at = now
            self.send(write(Command.ENQUIRE_LINK, sequence=self._next_sequence()))

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % 0x7FFFFFFF + 1
        return self._sequence

    def _take_pdu(self) -> bool:
        header = Header(*HEADER.unpack_from(self._buffer))
        if not HEADER.size <= header.length <= LONGEST:
            raise Malformed(f"a PDU of {header.length} octets", Status.BAD_LENGTH)
        if len(self._buffer) < header.length:
            return False
        body = bytes(self._buffer[HEADER.size : header.length])
        del self._buffer[: header.length]
        if header.command & RESPONSE:
            self._take_response(header)
        else:
            self._take_request(header, body)
        return True

    def _take_response(self, header: Header) -> None:
        found = self._in_flight.pop(header.sequence, None)
        if found:
            self._exchange.has_room(found[1], header.status)

    def _take_request(self, header: Header, body: bytes) -> None:
        command, sequence = header.command, header.sequence
        try:
            if command == Command.SUBMIT_SM:
                self._submit(sequence, body)
            elif command in BINDS:
                self._bind(Command(command), sequence, body)
            elif command == Command.ENQUIRE_LINK:
                self._respond(command, sequence)
            elif command == Command.UNBIND:
                self._respond(command, sequence)
                self.close()
            else:
                self.send(write(Command.GENERIC_NACK, sequence=sequence, status=Status.BAD_COMMAND))
        except Malformed as error:
            self._respond(command, sequence, error.status)

    def _submit(self, sequence: int, body: bytes) -> None:
        if self.bound not in (Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER):
            return self._respond(Command.SUBMIT_SM, sequence, Status.BAD_BIND_STATE)
        return self._exchange.submitted(self, sequence, body)

    def _bind(self, command: Command, sequence: int, body: bytes) -> None:
        if self.bound:
            return self._respond(command, sequence, Status.ALREADY_BOUND)
        refusal = self._exchange.is_user(read_bind(body))
        if refusal is not Status.OK:
            self._respond(command, sequence, refusal)
            return self.close()
        self.bound = command
        answer = c_octets(SYSTEM_ID) + INTERFACE_VERSION
        self.send(write(command | RESPONSE, sequence=sequence, body=answer))
        return self._exchange.joined(self)

    def _respond(self, command: int, sequence: int, status: Status = Status.OK) -> None:
        self.send(write(command | RESPONSE, sequence=sequence, status=status))


def is_same(given: str, wanted: str) -> bool:
    """Compare secrets without telling how much of them was right."""
    return hmac.compare_digest(given.encode(), wanted.encode())
