"""The engine end to end, with a carrier that is a function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bijlisetu.channels.letter import Letter, Outcome, Verdict
from bijlisetu.delivery.engine import Engine
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.delivery.rules import ladder
from bijlisetu.outbox.kinds import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.values import ChannelKind
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SECONDS = 30


class Carrier:
    """Answers each letter as the function says, and stops the engine after so many."""

    def __init__(self, answer: Callable[[Letter], Verdict], *, ends_after: int) -> None:
        self.answer, self.ends_after = answer, ends_after
        self.letters: list[Letter] = []
        self.engine: Engine | None = None

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, letter: Letter) -> Verdict:
        self.letters.append(letter)
        if len(self.letters) >= self.ends_after and self.engine:
            self.engine.stopping.set()
        return self.answer(letter)


def run(carrier: Carrier) -> None:
    only = frozenset({ChannelKind.WHATSAPP})
    line = Line(
        name="whatsapp:1", channel=ChannelKind.WHATSAPP, carrier=carrier, seats=50, bucket=Bucket(None), pairs=Pairs(0)
    )
    carrier.engine = Engine(
        name="test", lines=[line], ladder=ladder(kinds().values(), channels=only, factor=1),
        pen=Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s"), factor=1,
        now=lambda: datetime.now(UTC), heard_until=lambda at: at,
    )  # fmt: skip
    asyncio.run(asyncio.wait_for(carrier.engine.run(), MOST_SECONDS))


def accept(letter: Letter) -> Verdict:
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"id{letter.attempt}")


def break_down(letter: Letter) -> Verdict:
    raise RuntimeError("a fault of the channel")


def notices(how_many: int) -> None:
    feeder = build.feeder()
    for number in range(how_many):
        build.notice(build.consumer(on=feeder, mobile=f"91600{number:07}"), at=datetime.now(UTC))


def test_every_letter_is_carried_once_and_recorded_before_the_engine_ends() -> None:
    notices(40)
    carrier = Carrier(accept, ends_after=40)

    run(carrier)

    assert len({letter.attempt for letter in carrier.letters}) == len(carrier.letters) == 40
    assert Attempt.objects.filter(state=Attempt.State.ACCEPTED).count() == 40


def test_a_channel_that_breaks_leaves_its_letter_unsure_and_the_engine_running() -> None:
    notices(3)

    run(Carrier(break_down, ends_after=3))

    assert set(Attempt.objects.values_list("state", flat=True)) == {Attempt.State.UNSURE}


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others() -> None:
    notices(2)
    spoiled = Notice.objects.order_by("id")[0]
    Notice.objects.filter(pk=spoiled.pk).update(facts={})
    carrier = Carrier(accept, ends_after=1)

    run(carrier)

    assert len(carrier.letters) == 1
    assert Attempt.objects.get(notice=spoiled).reason == "our_fault"
