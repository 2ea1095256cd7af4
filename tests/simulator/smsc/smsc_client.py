"""Somebody else's SMPP client, the SMSC, and levers to move while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import smpp34

from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options, Place
from bijlisetu.simulator.process import standing
from bijlisetu.simulator.smsc.alphabet import encode
from bijlisetu.simulator.switchboard import Switchboard
from tests.simulator.carriers_world import ENTITY, SMS_TEMPLATE

DLT = [smpp34.Tlv(0x1400, ENTITY.encode()), smpp34.Tlv(0x1401, SMS_TEMPLATE.encode())]
RECEIPT = 4


@asynccontextmanager
async def smsc(setting: Options) -> AsyncIterator[Place]:
    async with standing("smsc", setting) as (place, _):
        yield place


@asynccontextmanager
async def bound(place: Place, **terms: Any) -> AsyncIterator[smpp34.Smsc]:
    """Bind with somebody else's client."""
    client = smpp34.Client(place.host, place.port, "bijlisetu", "secret", **terms)
    session = await client.connect()
    try:
        yield session
    finally:
        await client.stop()


async def submit(session: smpp34.Smsc, number: str, text: str | bytes, **fields: Any) -> smpp34.SubmitSmResp:
    octets, coding = encode(text) if isinstance(text, str) else (text, 0)
    given = {"data_coding": coding, "tlvs": DLT, "registered_delivery": 1, "source_addr": "UPPCLT"} | fields
    return await session.submit_sm(f"91{number}", octets, source_addr_ton=5, dest_addr_ton=1, dest_addr_npi=1, **given)


async def next_delivery(session: smpp34.Smsc) -> smpp34.DeliverSmEvent:
    async with asyncio.timeout(10):
        event = await session.next()
    assert isinstance(event, smpp34.DeliverSmEvent)
    return event


def fields(event: smpp34.DeliverSmEvent) -> dict[str, str]:
    """Return the fields of a receipt's text."""
    words = event.short_message.decode("ascii").split(" text:")[0]
    pairs = words.replace("submit date", "submit_date").replace("done date", "done_date").split(" ")
    return dict(pair.split(":") for pair in pairs)


async def switch(setting: Options, **changes: Any) -> None:
    """Move levers, as the control endpoint of the Graph API does."""
    store = Store(setting.folder)
    life = asyncio.create_task(store.run())
    await Switchboard("test", setting, store=store).change(changes)
    life.cancel()
    await asyncio.wait([life])
    store.close()


def user_data_header(number: int) -> bytes:
    return bytes((5, 0, 3, 42, 2, number))
