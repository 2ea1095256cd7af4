"""SMS by SMPP 3.4, with the ids by which Indian operators scrub (TRAI DLT)."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bijlisetu.channels.letter import Channel, ChannelRefused, Inbound, Letter, Outcome, Reason, Sms, Verdict
from bijlisetu.channels.meaning import STOPPED_FOR
from bijlisetu.channels.seats import LetterSeats
from bijlisetu.channels.sms import dlt
from bijlisetu.channels.sms.codes import ErrorTable, meaning_of, told
from bijlisetu.channels.sms.ids import IdRule, normal_id
from bijlisetu.channels.sms.smpp import pdu as smpp
from bijlisetu.channels.sms.smpp.bond import Bond, why
from bijlisetu.channels.sms.smpp.link import BindRefused, BindRole, Link, LinkLost, NeverWritten
from bijlisetu.channels.sms.smpp.pdu import SUBMIT_SM_RESP, Pdu
from bijlisetu.channels.sms.submit import Scribe

LONGEST_PASSWORD = 8  # SMPP 3.4, 5.2.2, less the NUL
LONGEST_USER = 15
#: Seconds before each further try of a part after the first, which a busy carrier did not take: half a message helps
#: nobody.
PART_PAUSES = (1.0, 2.0, 4.0)


class BindAs(enum.StrEnum):
    """How we are bound, as the operator wants it."""

    TRANSCEIVER = "transceiver"
    PAIR = "pair"  #: one connection for letters, one for receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class Smsc:
    """An operator's SMSC, and our login there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    system_type: str = ""
    bind_as: BindAs = BindAs.TRANSCEIVER

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def roles(self) -> tuple[BindRole, ...]:
        """As what we bind, in order: the one for receipts first, so that they have somewhere to go."""
        return (
            (BindRole.TRANSCEIVER,) if self.bind_as is BindAs.TRANSCEIVER else (BindRole.RECEIVER, BindRole.TRANSMITTER)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds we wait for an SMSC."""

    answer_within: float = 20.0
    bind_within: float = 10.0
    quiet_for: float = 30.0  #: then we ask whether it is still there
    retry_after: float = 1.0  #: before we bind again, and twice as long each time in vain
    retry_at_most: float = 60.0


class Smpp(Channel):
    """Our account at one SMSC, bound again whenever a line is lost."""

    def __init__(
        self,
        smsc: Smsc,
        *,
        inbound: Inbound,
        window: int = 50,
        scribe: Scribe | None = None,
        ids: IdRule = IdRule.TOLERANT,
        errors: ErrorTable = ErrorTable.NETWORK,
        scrub: bool = True,
        patience: Patience | None = None,
    ) -> None:
        self._smsc, self._patience = smsc, patience or Patience()
        self._seats = LetterSeats(window)
        self._scribe = scribe or Scribe()
        self._scrub = scrub
        bind = partial(
            Link.bind, host=smsc.host, port=smsc.port, inbound=inbound, quiet_for=self._patience.quiet_for,
            within=self._patience.bind_within, marks=_marks(ids, errors),
        )  # fmt: skip

        def bond(role: BindRole) -> Bond:
            return Bond(
                lambda: bind(role=role, body=self._credentials()),
                where=str(smsc),
                retry_after=self._patience.retry_after,
                retry_at_most=self._patience.retry_at_most,
            )

        self._bonds = [bond(role) for role in smsc.roles]

    async def open(self) -> None:
        """
        Bind at the carrier.

        :raises ChannelRefused: if it cannot be reached or does not let us in
        """
        smsc = self._smsc
        if len(smsc.password) > LONGEST_PASSWORD or len(smsc.user) > LONGEST_USER:
            raise ChannelRefused(
                f"The SMS account for {smsc} cannot be used: SMPP allows {LONGEST_USER} characters for the user "
                f"and {LONGEST_PASSWORD} for the password; ask the operator for shorter ones"
            )
        try:
            for bond in self._bonds:
                await bond.open()
        except BaseException as error:
            await self._part()
            if isinstance(error, BindRefused):
                raise ChannelRefused(f"SMS carrier at {smsc} refuses user {smsc.user}: {told(error.status)}") from None
            if isinstance(error, (OSError, ValueError)):
                raise ChannelRefused(
                    f"SMS carrier cannot be reached at {smsc} ({why(error)}); check address, port and line"
                ) from None
            raise

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once, and return when the carrier has answered."""
        sms = letter.content
        if not isinstance(sms, Sms):
            raise TypeError(f"SMS carries text, not {type(sms).__name__}")
        if self._scrub and sms.registration and (breach := dlt.scrub(sms, sms.registration)):
            return Verdict(outcome=Outcome.REFUSED, reason=Reason.TEXT_REFUSED, detail=breach.rule)
        try:
            submits = self._scribe.submits(sms, to=letter.to, attempt=letter.attempt)
        except ValueError as error:  # our header, number or text cannot be put into a PDU
            return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=type(error).__name__)
        async with self._seats:
            return await self._carry(submits, letter.attempt)

    def weight(self, letter: Letter) -> int:
        """Return how many submit_sm the letter takes."""
        return self._scribe.count(letter.content) if isinstance(letter.content, Sms) else 1

    async def close(self) -> None:
        """End the connection after the letters in flight."""
        async with self._seats.cleared():
            await self._part()

    async def _part(self) -> None:
        for bond in reversed(self._bonds):
            await bond.close()

    def _credentials(self) -> bytes:
        return smpp.bind(user=self._smsc.user, password=self._smsc.password, system_type=self._smsc.system_type)

    async def _carry(self, submits: Sequence[bytes], attempt: int) -> Verdict:
        """Submit part after part: a refusal of the first leaves nobody with half a message."""
        ids: list[str] = []
        for body in submits:
            late = {"late": attempt}
            if len(submits) > 1:
                late |= {"part": len(ids) + 1, "parts": len(submits)}
            verdict = await self._submit(body, late)
            for pause in PART_PAUSES:
                if not ids or verdict.reason is not Reason.CARRIER_BUSY:
                    break
                await asyncio.sleep(pause)
                verdict = await self._submit(body, late)
            if verdict.outcome is not Outcome.ACCEPTED:
                return _broken_off(verdict, ids, len(submits))
            ids.append(verdict.carrier_id)
        return replace(verdict, carrier_id=ids[0], more_ids=tuple(ids[1:])) if len(ids) > 1 else verdict

    async def _submit(self, body: bytes, late: dict[str, int]) -> Verdict:
        link = self._bonds[-1].link
        if link is None:
            return self._not_connected()
        try:
            answer = await link.submit(body, within=self._patience.answer_within, late=late)
        except NeverWritten:
            return self._not_connected()
        except LinkLost:
            return _unsure("line lost before the answer")
        except TimeoutError:
            return _unsure(f"no answer in {self._patience.answer_within:g} s")
        return _verdict(answer)

    def _not_connected(self) -> Verdict:
        bond = self._bonds[-1]
        stopped = bond.link is None and bond.trouble is Reason.CHANNEL_STOPPED
        return Verdict(
            outcome=Outcome.TRY_LATER,
            reason=bond.trouble if stopped else Reason.CARRIER_DOWN,
            detail="bind refused" if stopped else "not connected",
            wait=STOPPED_FOR if stopped else self._patience.retry_after,
        )


def _marks(ids: IdRule, errors: ErrorTable) -> dict[str, str]:
    """Return what each record bears: it is read later, by whoever does not know which connector it came by."""
    marks = {}
    if ids is not IdRule.TOLERANT:
        marks["ids"] = ids.value
    if errors is not ErrorTable.NETWORK:
        marks["errors"] = errors.value
    return marks


def _broken_off(verdict: Verdict, ids: Sequence[str], total: int) -> Verdict:
    """Return the verdict on a letter of which only these parts were taken: sent again, they would come twice."""
    if (not ids and verdict.outcome is not Outcome.UNSURE) or total == 1:
        return verdict
    known = [*ids, *[""] * (total - len(ids))]
    return Verdict(
        outcome=Outcome.UNSURE,
        reason=verdict.reason,
        detail=f"part {len(ids) + 1} of {total}: {verdict.detail}",
        carrier_id=known[0],
        more_ids=tuple(known[1:]),
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
