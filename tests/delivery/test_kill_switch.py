"""The kill switch on a real engine: within a second of its commit the last letter has left."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from bijlisetu.channels.letter import Channel, Letter, Outcome, Verdict
from bijlisetu.delivery.engine import Engine
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Office
from bijlisetu.outbox import stops
from bijlisetu.outbox.models import Turn
from bijlisetu.runs import actions as runs
from bijlisetu.values import ChannelKind
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)

PER_SECOND = 100
LETTERS = 170  #: more than leave within the watched time
STOPS_AT = 20  #: letters carried before somebody throws the switch
WITHIN = 1.0  #: seconds
WATCHED_FOR = 1.3  #: seconds after the stop
MOST_SECONDS = 30


class Carrier(Channel):
    """Takes every letter and keeps the time; after some of them somebody throws the switch."""

    def __init__(self, throw: Callable[[], object]) -> None:
        self.throw = throw
        self.left_at: list[float] = []
        self.stopped_at = 0.0
        self.engine: Engine | None = None
        self._throwing: asyncio.Task[None] | None = None

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, letter: Letter) -> Verdict:
        self.left_at.append(time.monotonic())
        if len(self.left_at) == STOPS_AT:
            self._throwing = asyncio.create_task(self._throw())
        return Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"id{letter.attempt}")

    async def _throw(self) -> None:
        await asyncio.to_thread(self._commit)
        await asyncio.sleep(WATCHED_FOR)
        assert self.engine
        self.engine.stopping.set()

    def _commit(self) -> None:
        try:
            self.throw()
            self.stopped_at = time.monotonic()
        finally:
            connection.close()


def a_run(company: Office) -> int:
    line = build.feeder(section=build.office(parent=company))
    people = [build.consumer(on=line, mobile=f"91600{number:07}") for number in range(LETTERS)]
    run = build.run(*people, at=datetime.now(UTC))
    runs.close(run=run, at=datetime.now(UTC), by="maker")
    return run


def deliver(carrier: Carrier) -> None:
    only = frozenset({ChannelKind.WHATSAPP})
    line = Line(
        name="whatsapp:1", channel=ChannelKind.WHATSAPP, carrier=carrier, seats=500, bucket=Bucket(PER_SECOND),
        pairs=Pairs(0),
    )  # fmt: skip
    carrier.engine = Engine(
        name="test", lines=[line], ladder=ladder(kinds().values(), channels=only, factor=1),
        pen=Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s"), factor=1,
        now=lambda: datetime.now(UTC), heard_until=lambda at: at,
    )  # fmt: skip
    asyncio.run(asyncio.wait_for(carrier.engine.run(), MOST_SECONDS))


@pytest.mark.parametrize("scope", ["run", "all", "channel:whatsapp"])
def test_no_letter_leaves_later_than_a_second_after_the_stop(scope: str) -> None:
    company = build.office("company")
    run = a_run(company)
    chief = build.officer("chief", of=company)

    def throw() -> None:
        if scope == "run":
            runs.stop(run=run, why="wrong amounts", at=datetime.now(UTC), by=chief)
        else:
            stops.stop(scope=scope, why="wrong amounts", at=datetime.now(UTC), by=chief)

    carrier = Carrier(throw)
    deliver(carrier)

    assert carrier.stopped_at
    assert max(carrier.left_at) <= carrier.stopped_at + WITHIN
    assert len(carrier.left_at) < LETTERS
    assert Turn.objects.filter(awaits=False).count() == LETTERS - len(carrier.left_at)
