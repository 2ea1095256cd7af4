"""
One bound SMPP connection: many questions under way at once, receipts taken in between.

The PDUs we send are built by aiosmpplib. Its own session is not used: an ordinary receipt with a date of twelve
digits, an ``err`` in hexadecimal, or a status of the carrier's own ends it, and what it cannot parse it refuses.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import OrderedDict
from itertools import count
from typing import Any, Self

from aiosmpplib import BindTransceiver, EnquireLink, SmppMessage, SubmitSm, Unbind

from bijlisetu.channels import smpp_pdu as smpp
from bijlisetu.channels.letter import Inbound
from bijlisetu.channels.smpp_pdu import Pdu, read_pdu

logger = logging.getLogger(__name__)

HIGHEST_SEQUENCE = 0x7FFFFFFF
TAKEN_AT_ONCE = 100  # receipts being stored at one time; beyond it we stop reading, and the carrier waits
LATE_REMEMBERED = 10_000
GOODBYE = 2.0  # seconds for the answer to our unbind


class BindRefused(Exception):
    """The carrier answers, and does not let us in."""

    def __init__(self, status: int) -> None:
        super().__init__(f"0x{status:08X}")
        self.status = status


class LinkLost(ConnectionError):
    """The connection ended before an answer came."""


class NeverWritten(LinkLost):
    """The connection had ended before we wrote anything."""


class Link:
    """A connection bound as transceiver."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, inbound: Inbound, quiet_for: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._inbound = inbound
        self._quiet_for = quiet_for
        self._sequences = count(2)  # the bind was the first
        self._answers: dict[int, asyncio.Future[Pdu]] = {}
        self._late: OrderedDict[int, int] = OrderedDict()
        self._taking: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(TAKEN_AT_ONCE)
        self._heard_at = time.monotonic()
        self._tasks: list[asyncio.Task[None]] = []
        self.ended = asyncio.Event()

    @classmethod
    async def bind(
        cls, *, host: str, port: int, user: str, password: str, inbound: Inbound, quiet_for: float, within: float
    ) -> Self:
        """
        Return a link bound at the carrier's.

        :raises BindRefused: if the carrier does not let us in
        :raises OSError: if there is no carrier, or what answers is none
        """
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                await _bind(reader, writer, user, password)
            except BaseException:
                writer.close()
                raise
        link = cls(reader, writer, inbound=inbound, quiet_for=quiet_for)
        link._tasks = [asyncio.create_task(link._read()), asyncio.create_task(link._keep())]
        return link

    async def submit(self, message: SubmitSm, *, attempt: int, within: float) -> Pdu:
        """
        Send the message and return the carrier's answer.

        :raises NeverWritten: if the connection had ended before
        :raises LinkLost: if it ends before the answer
        :raises TimeoutError: if the answer takes too long; should it come yet, it is handed to inbound
        """
        sequence = self._next()
        try:
            return await self._ask(message, sequence, within)
        except TimeoutError:
            self._late[sequence] = attempt
            if len(self._late) > LATE_REMEMBERED:
                self._late.popitem(last=False)
            raise

    async def unbind(self) -> None:
        """Take leave of the carrier and end the connection."""
        with contextlib.suppress(LinkLost, TimeoutError):
            await self._ask(Unbind(), self._next(), GOODBYE)
        await self.drop()

    async def drop(self) -> None:
        """End the connection; what was under way is lost, what was being stored is waited for."""
        self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._taking, return_exceptions=True)
        with contextlib.suppress(OSError):
            async with asyncio.timeout(GOODBYE):
                await self._writer.wait_closed()
        self._writer.transport.abort()  # a carrier that reads no more would keep us waiting for ever

    def _next(self) -> int:
        number = next(self._sequences)
        if number >= HIGHEST_SEQUENCE:
            self._sequences = count(1)
        return number

    async def _ask(self, message: SmppMessage, sequence: int, within: float) -> Pdu:
        message.sequence_num = sequence
        pdu = message.pdu()  # before anything is noted, for it refuses what cannot be encoded
        if self.ended.is_set() or self._writer.is_closing():
            raise NeverWritten
        answer: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        self._answers[sequence] = answer
        try:
            self._writer.write(pdu)
            async with asyncio.timeout(within):
                return await answer
        finally:
            self._answers.pop(sequence, None)

    async def _read(self) -> None:
        try:
            while True:
                pdu = await read_pdu(self._reader)
                self._heard_at = time.monotonic()
                await self._take(pdu)
        except (OSError, asyncio.IncompleteReadError) as error:
            logger.info("SMS carrier's line ended: %s", type(error).__name__)
        except Exception:
            logger.exception("Reading from the SMS carrier broke; the line is made anew")
        finally:
            self._end()

    async def _keep(self) -> None:
        """Ask after the carrier when it has been quiet, and drop a line that does not answer."""
        while not self.ended.is_set():
            await asyncio.sleep(max(self._heard_at + self._quiet_for - time.monotonic(), 0.01))
            if time.monotonic() - self._heard_at < self._quiet_for:
                continue
            try:
                await self._ask(EnquireLink(), self._next(), self._quiet_for)
            except (LinkLost, TimeoutError):
                logger.warning("SMS carrier does not answer; dropping the line")
                self._end()

    def _end(self) -> None:
        self.ended.set()
        self._writer.close()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(LinkLost())

    async def _take(self, pdu: Pdu) -> None:
        if pdu.command & smpp.RESPONSE:
            await self._take_answer(pdu)
        elif pdu.command == smpp.DELIVER_SM:
            await self._store(pdu, _record_of(pdu))
        elif pdu.command == smpp.ENQUIRE_LINK:
            self._write(Pdu(smpp.ENQUIRE_LINK_RESP, smpp.OK, pdu.sequence))
        elif pdu.command == smpp.UNBIND:
            self._write(Pdu(smpp.UNBIND_RESP, smpp.OK, pdu.sequence))
            raise LinkLost
        elif pdu.command != smpp.ALERT_NOTIFICATION:  # which alone wants no answer
            self._write(Pdu(smpp.GENERIC_NACK, smpp.UNKNOWN_COMMAND, pdu.sequence))

    async def _take_answer(self, pdu: Pdu) -> None:
        answer = self._answers.get(pdu.sequence)
        if answer is not None and not answer.done():
            answer.set_result(pdu)
            return
        attempt = self._late.pop(pdu.sequence, None)
        if attempt is not None:
            # Its letter is given out as unsure by now; only so does its id reach the database.
            record = {"late": attempt, "message_id": pdu.message_id, "status": pdu.status}
            await self._store(None, record)

    async def _store(self, pdu: Pdu | None, record: dict[str, Any]) -> None:
        # Receipts are stored beside the reading, so that answers to our letters need not wait for the database.
        await self._seats.acquire()
        task = asyncio.create_task(self._hand_in(pdu, record))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)

    async def _hand_in(self, pdu: Pdu | None, record: dict[str, Any]) -> None:
        status = smpp.OK
        try:
            await self._inbound(json.dumps({**record, "at": time.time()}).encode())
        except Exception:
            logger.exception("A record of the SMS carrier could not be stored; it is asked to send it again")
            status = smpp.TRY_AGAIN
        finally:
            self._seats.release()
        if pdu is not None:
            # The empty message_id of SMPP 3.4, 4.6.2, without which some SMSCs close the line.
            self._write(Pdu(smpp.DELIVER_SM_RESP, status, pdu.sequence, b"\0"))

    def _write(self, pdu: Pdu) -> None:
        if not self._writer.is_closing():
            self._writer.write(pdu.pack())


def _record_of(pdu: Pdu) -> dict[str, Any]:
    # What cannot be taken apart is kept whole and acknowledged: sent again it would be no better.
    return smpp.dissect(pdu.body) or {"malformed": pdu.body.hex()}


async def _bind(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, user: str, password: str) -> None:
    writer.write(BindTransceiver(sequence_num=1, system_id=user, password=password).pdu())
    try:
        while (answer := await read_pdu(reader)).command not in (smpp.BIND_TRANSCEIVER_RESP, smpp.GENERIC_NACK):
            pass
    except asyncio.IncompleteReadError:
        raise LinkLost("it hung up on our bind") from None
    if answer.status != smpp.OK:
        raise BindRefused(answer.status)
