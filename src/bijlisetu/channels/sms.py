"""SMS by SMPP 3.4, with the ids by which Indian operators scrub (TRAI DLT)."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from aiosmpplib import NPI, TON, GSM7BitCodec, OptionalParam, PhoneNumber, SubmitSm

from bijlisetu.channels.letter import Channel, ChannelRefused, Inbound, Letter, Outcome, Reason, Sms, Verdict
from bijlisetu.channels.meaning import STOPPED_FOR
from bijlisetu.channels.smpp_link import BindRefused, Link, LinkLost, NeverWritten
from bijlisetu.channels.smpp_pdu import SUBMIT_SM_RESP, Pdu
from bijlisetu.channels.sms_codes import meaning_of, told
from bijlisetu.channels.sms_receipt import normal_id

logger = logging.getLogger(__name__)

ENTITY_ID = 0x1400  # vendor TLVs agreed among Indian operators
TEMPLATE_ID = 0x1401
LONGEST_PASSWORD = 8  # SMPP 3.4, 5.2.2, less the NUL
LONGEST_USER = 15


class Smpp(Channel):
    """Our account at one SMSC, bound as transceiver and bound again whenever the line is lost."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str,
        password: str,
        inbound: Inbound,
        window: int = 50,
        valid_for: timedelta = timedelta(hours=6),
        answer_within: float = 20.0,
        bind_within: float = 10.0,
        quiet_for: float = 30.0,
        retry_after: float = 1.0,
        retry_at_most: float = 60.0,
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._inbound = inbound
        self._window = window
        self._seats = asyncio.Semaphore(window)
        self._valid_for = valid_for
        self._answer_within = answer_within
        self._bind_within = bind_within
        self._quiet_for = quiet_for
        self._retry_after, self._retry_at_most = retry_after, retry_at_most
        self._link: Link | None = None
        self._trouble = Reason.CARRIER_DOWN
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """
        Bind at the carrier.

        :raises ChannelRefused: if it cannot be reached or does not let us in
        """
        where = f"{self._host}:{self._port}"
        if len(self._password) > LONGEST_PASSWORD or len(self._user) > LONGEST_USER:
            raise ChannelRefused(
                f"The SMS account for {where} cannot be used: SMPP allows {LONGEST_USER} characters for the user "
                f"and {LONGEST_PASSWORD} for the password; ask the operator for shorter ones"
            )
        try:
            self._link = await self._bind()
        except BindRefused as error:
            raise ChannelRefused(f"SMS carrier at {where} refuses user {self._user}: {told(error.status)}") from None
        except (OSError, ValueError) as error:
            raise ChannelRefused(
                f"SMS carrier cannot be reached at {where} ({_why(error)}); check address, port and line"
            ) from None
        self._keeper = asyncio.create_task(self._keep())

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once, and return when the carrier has answered."""
        async with self._seats:
            link = self._link
            if link is None or link.ended.is_set():
                return self._not_connected()
            try:
                answer = await link.submit(self._message(letter), attempt=letter.attempt, within=self._answer_within)
            except NeverWritten:
                return self._not_connected()
            except LinkLost:
                return _unsure("line lost before the answer")
            except TimeoutError:
                return _unsure(f"no answer in {self._answer_within:g} s")
            except ValueError as error:  # our header, number or text cannot be put into a PDU
                return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=type(error).__name__)
        return _verdict(answer)

    async def close(self) -> None:
        """End the connection after the letters in flight."""
        if self._keeper is None:
            return
        for _ in range(self._window):  # when every seat is ours, no letter is left in one
            await self._seats.acquire()
        self._keeper.cancel()
        await asyncio.gather(self._keeper, return_exceptions=True)
        link, self._link, self._keeper = self._link, None, None
        if link is not None:
            await link.unbind()
        for _ in range(self._window):
            self._seats.release()

    async def _bind(self) -> Link:
        return await Link.bind(
            host=self._host,
            port=self._port,
            user=self._user,
            password=self._password,
            inbound=self._inbound,
            quiet_for=self._quiet_for,
            within=self._bind_within,
        )

    async def _keep(self) -> None:
        """Bind again whenever the line is lost, waiting longer each time in vain."""
        while True:
            assert self._link is not None  # noqa: S101 - set by open and by _bound_again
            await self._link.ended.wait()
            lost, self._link = self._link, None
            await lost.drop()
            self._link = await self._bound_again()

    async def _bound_again(self) -> Link:
        wait = self._retry_after
        while True:
            await asyncio.sleep(wait)
            try:
                link = await self._bind()
            except BindRefused as error:
                self._trouble = Reason.CHANNEL_STOPPED
                logger.error("SMS carrier at %s:%s refuses us: %s", self._host, self._port, told(error.status))
            except OSError as error:
                self._trouble = Reason.CARRIER_DOWN
                logger.warning("SMS carrier at %s:%s is not to be reached: %s", self._host, self._port, _why(error))
            except Exception:
                logger.exception("Binding at the SMS carrier broke; it is tried again")
            else:
                logger.info("SMS carrier at %s:%s is back", self._host, self._port)
                return link
            wait = min(wait * 2, self._retry_at_most)

    def _not_connected(self) -> Verdict:
        stopped = self._link is None and self._trouble is Reason.CHANNEL_STOPPED
        return Verdict(
            outcome=Outcome.TRY_LATER,
            reason=self._trouble if stopped else Reason.CARRIER_DOWN,
            detail="bind refused" if stopped else "not connected",
            wait=STOPPED_FOR if stopped else self._retry_after,
        )

    def _message(self, letter: Letter) -> SubmitSm:
        sms = letter.content
        if not isinstance(sms, Sms):
            raise TypeError(f"SMS carries text, not {type(sms).__name__}")
        return SubmitSm(
            short_message=sms.text,  # moves to message_payload by itself beyond 254 octets; the SMSC cuts it in parts
            source=PhoneNumber(sms.header, TON.ALPHANUMERIC, NPI.UNKNOWN),
            destination=PhoneNumber(letter.to, TON.INTERNATIONAL, NPI.ISDN),
            encoding="gsm0338" if GSM7BitCodec.is_gsm_text(sms.text) else "ucs2",
            registered_delivery=1,
            # Without an end the final receipt of a telephone switched off may take days to come.
            validity_period=self._valid_for,
            optional_params=[OptionalParam(ENTITY_ID, sms.entity_id), OptionalParam(TEMPLATE_ID, sms.template_id)],
            log_id=str(letter.attempt),
        )


def _verdict(answer: Pdu) -> Verdict:
    if answer.command != SUBMIT_SM_RESP and not answer.status:
        return _unsure("generic_nack without a status")
    if answer.status:
        return meaning_of(answer.status).verdict(told(answer.status))
    # The id in its normal form, as receipts will be looked up by.
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id=normal_id(answer.message_id))


def _unsure(detail: str) -> Verdict:
    return Verdict(outcome=Outcome.UNSURE, reason=Reason.CARRIER_DOWN, detail=detail)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) if isinstance(error, LinkLost) else getattr(error, "strerror", None) or type(error).__name__
