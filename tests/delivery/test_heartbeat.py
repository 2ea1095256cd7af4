"""An engine says that it lives, how fast it goes, and signs off when it ends."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bijlisetu.channels.letter import Channel, Letter, Outcome, Verdict
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.engine import Engine
from bijlisetu.delivery.heartbeat import BEATS_EVERY, Heartbeat
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox import engines, models
from bijlisetu.outbox.engines import FORGOTTEN_AFTER, SignOfLife
from bijlisetu.values import ChannelKind, Language
from tests.build import NOON

SECOND = timedelta(seconds=1)
CLAIMED = Claimed(
    1, ChannelKind.WHATSAPP, "916000000001", 1, "bill_issued", {}, Language.HINDI, Lane.BULK, SECOND, NOON, NOON,
)  # fmt: skip


class NoCarrier(Channel):
    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, letter: Letter) -> Verdict:
        return Verdict(outcome=Outcome.ACCEPTED)


def line(name: str = "whatsapp:1", *, is_ours: bool = True) -> Line:
    made = Line(
        name=name, channel=ChannelKind.WHATSAPP, carrier=NoCarrier(), seats=5, bucket=Bucket(None), pairs=Pairs(0)
    )
    made.is_ours = is_ours
    return made


def answers(times: int, outcome: Outcome = Outcome.ACCEPTED) -> list[Answered]:
    return [Answered(CLAIMED, Verdict(outcome=outcome), "whatsapp:1")] * times


def sign(**more: object) -> SignOfLife:
    told = {
        "name": "one", "host": "here", "pid": 7, "channels": ["whatsapp"], "senders": [], "letters_a_minute": 0,
        "started_at": NOON, **more,
    }  # fmt: skip
    return SignOfLife(**told)  # type: ignore[arg-type]


def test_an_engine_tells_of_itself_every_few_seconds() -> None:
    heart = Heartbeat("one")

    first = heart.sign([line(), line("whatsapp:2", is_ours=False)], at=NOON)

    assert first is not None
    assert (first.name, first.channels, first.senders, first.started_at) == ("one", ["whatsapp"], ["whatsapp:1"], NOON)
    assert heart.sign([line()], at=NOON + SECOND) is None
    assert heart.sign([line()], at=NOON + BEATS_EVERY) is not None


def test_letters_of_the_last_minute_are_counted_and_those_before_are_not() -> None:
    heart = Heartbeat("one")
    heart.count(answers(5), at=NOON)
    heart.count(answers(2), at=NOON + 30 * SECOND)
    heart.count(answers(3, Outcome.TRY_LATER), at=NOON + 30 * SECOND)

    told = [heart.sign([line()], at=NOON + seconds * SECOND) for seconds in (40, 70, 100)]

    assert [one.letters_a_minute for one in told if one] == [7, 2, 0]


def test_once_a_minute_the_log_hears_of_it(caplog: pytest.LogCaptureFixture) -> None:
    heart = Heartbeat("one")
    heart.count(answers(2), at=NOON + 50 * SECOND)
    heart.count(answers(1, Outcome.REFUSED), at=NOON + 50 * SECOND)

    with caplog.at_level(logging.INFO, "bijlisetu"):
        for seconds in range(0, 120, 5):
            heart.sign([line()], at=NOON + seconds * SECOND)

    (record,) = caplog.records
    assert record.getMessage() == "2 letters in the last minute: whatsapp:1 2"
    assert record.event == "delivery.minute"  # type: ignore[attr-defined]
    assert record.fields["outcomes"] == {"accepted": 2, "refused": 1}  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_last_sign_stands_and_those_of_yesterday_are_forgotten() -> None:
    engines.beat(sign(name="old"), at=NOON - FORGOTTEN_AFTER - SECOND)
    engines.beat(sign(), at=NOON)
    engines.beat(sign(letters_a_minute=9, senders=["whatsapp:1"]), at=NOON + SECOND)

    kept = models.Engine.objects.get()

    assert (kept.name, kept.letters_a_minute, kept.senders) == ("one", 9, ["whatsapp:1"])
    assert (kept.started_at, kept.seen_at) == (NOON, NOON + SECOND)


@pytest.mark.django_db(transaction=True)
def test_an_engine_at_work_is_seen_and_one_that_ended_in_order_is_not() -> None:
    seen: list[str] = []

    async def work() -> None:
        engine = Engine(
            name="test", lines=[line(is_ours=False)], ladder=(), factor=1, now=lambda: datetime.now(UTC),
            pen=Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s"), heard_until=lambda at: at,
        )  # fmt: skip
        running = asyncio.create_task(engine.run())
        while not seen:
            await asyncio.sleep(0.01)
            seen.extend(await asyncio.to_thread(names))
        engine.stopping.set()
        await running

    asyncio.run(asyncio.wait_for(work(), 30))

    assert seen == ["test"]
    assert not models.Engine.objects.exists()


def names() -> list[str]:
    from django.db import connection

    found = list(models.Engine.objects.values_list("name", flat=True))
    connection.close()
    return found
