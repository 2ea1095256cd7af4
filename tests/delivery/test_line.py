"""One sender at work: what its carrier says of the pace is heard by the letters that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bijlisetu.channels.letter import Channel, Halts, Letter, Outcome, Reason, Verdict
from bijlisetu.delivery import line as lines
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.values import ChannelKind
from tests.channels.on_a_loop import on_a_loop, until
from tests.channels.sms.local_smsc import sms

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENING = datetime(2026, 11, 22, 18, tzinfo=UTC)
ACCEPTED = Verdict(outcome=Outcome.ACCEPTED)
TOO_FAST = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY)


class Carrier(Channel):
    """Answers each letter as the function says, and counts it by its weight."""

    def __init__(self, answer: Callable[[int], Verdict], *, weighs: int = 1) -> None:
        self.answer, self.weighs, self.came = answer, weighs, 0

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def weight(self, letter: Letter) -> int:
        return self.weighs

    async def send(self, letter: Letter) -> Verdict:
        self.came += 1
        came = self.came
        await asyncio.sleep(0.001)
        return self.answer(came)


def line(carrier: Carrier, *, limit: float | None = None) -> Line:
    return Line(
        name="sms:1", channel=ChannelKind.SMS, carrier=carrier, seats=50, bucket=Bucket(limit), pairs=Pairs(0),
        is_ours=True,
    )  # fmt: skip


async def carry(by: Line, number: int) -> Verdict:
    return await by.carry(sms(number), late_after=EVENING, now=lambda: NOON)


@on_a_loop
async def test_a_storm_of_complaints_is_waited_out_before_the_letters_leave() -> None:
    carrier = Carrier(lambda came: ACCEPTED if came <= 10 else TOO_FAST)
    sender = line(carrier)

    for number in range(20):
        await carry(sender, number)
    sending = [asyncio.create_task(carry(sender, number)) for number in range(20, 220)]
    await asyncio.sleep(0.1)
    for one in sending:
        one.cancel()
    await asyncio.gather(*sending, return_exceptions=True)

    assert carrier.came < 40  # the others were held, not thrown at the carrier
    assert sender.room() <= 20


@on_a_loop
async def test_who_had_a_message_a_moment_ago_slows_down_nobody_else() -> None:
    same_person = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY, scope=Halts.PAIR)
    sender = line(Carrier(lambda _: same_person))

    await carry(sender, 1)

    assert sender.room() == 50


def away(_: int) -> Verdict:
    return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_DOWN, detail="not connected", wait=5)


async def knock(sender: Line, *, times: int) -> None:
    """Let the sender's carrier be asked so often, each time as soon as it may be."""
    for number in range(times):
        await until(lambda: sender.room() or sender.stopped)
        await carry(sender, number)


@on_a_loop
async def test_a_carrier_that_is_away_for_long_is_stopped_so_that_others_take_its_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "FIRST_REST", 0.001)
    monkeypatch.setattr(lines, "LONGEST_REST", 0.004)
    answers = [away] * 4
    sender = line(Carrier(lambda came: answers.pop()(came) if answers else ACCEPTED))

    await knock(sender, times=2)
    was_stopped = sender.stopped
    await knock(sender, times=1)

    assert (was_stopped, sender.stopped, sender.room()) == (False, True, 0)
    assert sender.why_stopped == "cannot be reached: not connected"
    sender.may_ask = True
    await carry(sender, 7)
    assert (sender.stopped, sender.may_ask) == (True, False)  # one letter asks, and no more until the next time
    await carry(sender, 8)
    assert (sender.stopped, sender.is_back) == (False, True)


@on_a_loop
async def test_our_own_address_being_away_says_nothing_of_the_carrier() -> None:
    ours = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.OUR_ADDRESS, wait=15)
    sender = line(Carrier(lambda _: ours))

    for number in range(20):
        await carry(sender, number)

    assert (sender.room(), sender.stopped) == (50, False)


@on_a_loop
async def test_a_letter_in_parts_makes_those_after_it_wait_for_each() -> None:
    carrier = Carrier(lambda _: ACCEPTED, weighs=3)
    sender = line(carrier, limit=10)

    await asyncio.gather(*(carry(sender, number) for number in range(10)))

    assert carrier.came <= 5  # within the second that letters wait; the others are put off
