"""Carriers that do not let us in, on real sockets: the others deliver, and who comes back is taken up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from django.db import connection

from bijlisetu.channels.letter import Channel
from bijlisetu.channels.whatsapp.channel import WhatsApp
from bijlisetu.delivery.engine import Engine
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Incident, Sender
from bijlisetu.values import ChannelKind
from tests import build
from tests.channels.on_a_loop import Kept
from tests.channels.sms.local_smsc import SUBMIT, bare_smsc, channel_to, free_port
from tests.channels.whatsapp.local_graph import NUMBER_ID, TOKEN, Asked, accepting, graph

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SECONDS = 30
PUBLIC = "https://bill.example.in"
SMS = "sms:bijli@operator"


def line(name: str, carrier: Channel) -> Line:
    channel = ChannelKind(name.partition(":")[0])
    return Line(
        name=name, channel=channel, carrier=carrier, seats=5, bucket=Bucket(None), pairs=Pairs(0), knocks_after=0.1
    )


def by_whatsapp(url: str) -> Line:
    return line("whatsapp:1", WhatsApp(base_url=url, token=TOKEN, phone_number_id=NUMBER_ID))


def by_sms(port: int) -> Line:
    return line(SMS, channel_to(port, Kept(), scrub=False))


@asynccontextmanager
async def engine(*lines: Line, name: str = "one") -> AsyncIterator[Engine]:
    made = Engine(
        name=name, lines=lines, ladder=ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1), factor=1,
        pen=Pen(kinds=kinds(), public_url=PUBLIC, secret="s"), now=lambda: datetime.now(UTC),
        heard_until=lambda at: at,
    )  # fmt: skip
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        made.stopping.set()
        await running


def told(question: Callable[[], object]) -> bool:
    try:
        return bool(question())
    finally:
        connection.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait until the database, or a carrier, says so."""
    while not await asyncio.to_thread(told, holds):
        await asyncio.sleep(0.02)


def accepted(channel: ChannelKind) -> bool:
    return Attempt.objects.filter(channel=channel, state=Attempt.State.ACCEPTED).exists()


def incident(*, is_open: bool) -> bool:
    return Incident.objects.filter(kind="sender", subject=SMS, ended_at__isnull=is_open).exists()


def bill(mobile: str, *channels: str) -> None:
    someone = build.consumer()
    build.address(someone, mobile, channels=list(channels))
    build.notice(someone, at=datetime.now(UTC))


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), MOST_SECONDS))


def test_a_carrier_that_cannot_be_reached_holds_up_no_other_and_is_taken_up_when_it_is_back() -> None:
    port = free_port()
    bill("916000000001", "whatsapp")
    bill("916000000002", "sms")

    async def story() -> None:
        async with graph(accepting()) as meta, engine(by_whatsapp(meta.url), by_sms(port)):
            await until(lambda: accepted(ChannelKind.WHATSAPP))
            await until(lambda: incident(is_open=True))
            async with bare_smsc(port=port) as smsc:
                await until(lambda: any(SUBMIT in talk.commands() for talk in smsc.talks))
                await until(lambda: accepted(ChannelKind.SMS))

    run(story)

    one = Incident.objects.get(kind="sender")
    assert (one.subject, one.ended_at is None) == (SMS, False)
    assert "cannot be reached" in one.detail
    assert Sender.objects.get(name=SMS).stopped_at is None


def test_an_engine_starts_though_whatsapp_refuses_its_token() -> None:
    bill("916000000001", "sms")

    async def refuse(asked: Asked) -> web.StreamResponse:
        return web.json_response({"error": {"code": 190, "message": "words"}}, status=401)

    async def story() -> None:
        async with graph(refuse) as meta, bare_smsc() as smsc, engine(by_whatsapp(meta.url), by_sms(smsc.port)):
            await until(lambda: accepted(ChannelKind.SMS))
            await until(lambda: Sender.objects.filter(name="whatsapp:1", stopped_at__isnull=False).exists())

    run(story)

    assert "refuses the token" in Incident.objects.get().detail


def test_a_sender_that_another_engine_carries_is_not_stopped_by_one_that_is_shut_out() -> None:
    bill("916000000001", "sms")

    async def story() -> None:
        async with bare_smsc() as smsc, engine(by_sms(smsc.port)):
            await until(lambda: accepted(ChannelKind.SMS))
            shut_out = by_sms(free_port())
            async with engine(shut_out, name="two") as second:
                await until(lambda: shut_out.why_stopped and second.seen_at)
                looked_at = second.seen_at
                await until(lambda: second.seen_at != looked_at)
            await asyncio.to_thread(told, lambda: bill("916000000002", "sms"))
            await until(lambda: Attempt.objects.filter(state=Attempt.State.ACCEPTED).count() == 2)

    run(story)

    assert not Incident.objects.exists()
