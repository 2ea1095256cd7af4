"""Bounces: a small mail server that takes them in, and what they say (RFC 3464)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import email
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from bijlisetu.channels.letter import Inbound, Reason, Report, ReportState
from bijlisetu.channels.mail_body import attempt_in, is_ours
from bijlisetu.channels.mail_codes import status_of
from bijlisetu.channels.outside import moment, words
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

LARGEST = 1 << 20  # a bounce quotes the letter, and our letters are small
DEEPEST = 20  # parts within parts that are looked into


class NotABounce(ValueError):
    """The record is none that the listener hands in."""


class BounceListener:
    """A mail server for nothing but bounces of our own letters."""

    def __init__(
        self, *, host: str, port: int, inbound: Inbound, secret: str, domain: str, name: str = "localhost"
    ) -> None:
        self._host, self._port = host, port
        self._secret, self._domain = secret, domain
        self._inbound = inbound
        self._name = name
        self._server: asyncio.Server | None = None
        self._talks: WeakSet[SMTP] = WeakSet()

    @property
    def port(self) -> int:
        """The port listened on, also where 0 was asked for."""
        assert self._server is not None, "not open"  # noqa: S101
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def open(self) -> None:
        """
        Begin to listen.

        :raises OSError: if the address is taken
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._talk, self._host, self._port)

    async def close(self) -> None:
        """Listen no more, and end the talks under way: an unanswered bounce comes again."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for talk in list(self._talks):
            if talk.transport is not None:
                talk.transport.close()

    def _talk(self) -> SMTP:
        loop = asyncio.get_running_loop()
        talk = SMTP(self, hostname=self._name, ident="bijlisetu", data_size_limit=LARGEST, loop=loop)
        self._talks.add(talk)
        return talk

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take only what comes back to an attempt of ours, by the seal it went out with."""
        if not is_ours(address, self._domain, secret=self._secret):
            return "550 5.1.1 this server takes bounces alone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the bounce, then say so."""
        content = envelope.original_content or b""
        try:
            for address in envelope.rcpt_tos:
                await self._inbound(record_of(address, content))
        except Exception:
            logger.exception("A bounce could not be stored; its server is asked to send it again")
            return "451 4.3.0 try again later"
        return "250 2.0.0 OK"


def record_of(recipient: str, content: bytes) -> bytes:
    """Return a bounce as one record: whom it came to, when, and its octets as they came."""
    record = {"recipient": recipient, "at": time.time(), "mail": base64.b64encode(content).decode()}
    return json.dumps(record).encode()


def parse(record: bytes, skipped: Counter[str] | None = None) -> Iterator[Report]:
    """
    Yield what a bounce says of our letter; count in skipped what says nothing final.

    The listener has seen to the seal: what is stored came back to us.

    :raises NotABounce: if the record is none of ours
    """
    bounce = _load(record)
    attempt = attempt_in(words(bounce.get("recipient")))
    message = email.message_from_bytes(_octets(bounce.get("mail")))
    found = None if attempt is None else _verdict(message)
    if found is None:
        if skipped is not None:
            skipped["mail"] += 1
        return
    state, reason, detail = found
    yield Report(
        channel=ChannelKind.EMAIL,
        state=state,
        at=moment(bounce.get("at")),
        attempt=attempt,
        reason=reason,
        detail=detail,
    )


def _load(record: bytes) -> dict[str, Any]:
    try:
        bounce = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise NotABounce(f"no JSON: {type(error).__name__}") from None
    if not isinstance(bounce, dict):
        raise NotABounce(f"a JSON {type(bounce).__name__} where an object is expected")
    return bounce


def _octets(value: object) -> bytes:
    try:
        return base64.b64decode(words(value, longest=2 * LARGEST))
    except (binascii.Error, ValueError):
        return b""


def _verdict(message: Message) -> tuple[ReportState, Reason | None, str] | None:
    """Return what the delivery status says for good; none for delays, holiday notices and people's answers."""
    for block in _status_blocks(message):
        action = _field(block, "Action").lower()
        status = _field(block, "Status")
        if action == "failed":
            # Some servers say 5.0.0 there, and what is the matter only in the words of the other server.
            found = status_of(status) or status_of(_field(block, "Diagnostic-Code"))
            reason, english = found or (Reason.OTHER, "not delivered")
            return ReportState.FAILED, reason, f"{status[:60]} {english}".strip()
        if action == "delivered":
            return ReportState.DELIVERED, None, ""
    return None


def _status_blocks(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the blocks of headers in each delivery status; the first is of the server, the others of recipients."""
    if depth > DEEPEST or not message.is_multipart():
        return
    parts = message.get_payload()
    if not isinstance(parts, list):
        return
    kind = message.get_content_type()
    if kind == "message/delivery-status":
        yield from (part for part in parts if isinstance(part, Message))
    elif kind != "message/rfc822":  # the letter sent back may quote a bounce of its own
        for part in parts:
            if isinstance(part, Message):
                yield from _status_blocks(part, depth + 1)


def _field(block: Message, name: str) -> str:
    # str(): a header with raw octets comes as an object, not as text. Comments follow in brackets.
    return words(str(block.get(name, ""))).partition("(")[0].strip()[:200]
