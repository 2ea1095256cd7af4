"""Servers on a real socket where the tests expect the Graph API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bijlisetu.channels.letter import Letter
from bijlisetu.channels.whatsapp.channel import WhatsApp
from bijlisetu.channels.whatsapp.content import Document, QuickReply, Template
from bijlisetu.values import Language

TOKEN = "EAAG-not-a-real-token"
NUMBER_ID = "106540352242922"
PERSON = "916000000001"


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    line: object  #: the connection it came by

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Asked], Awaitable[web.StreamResponse]]


@dataclass
class Graph:
    """The server, what it was asked and how it answers."""

    url: str
    answer: Answer
    asked: list[Asked] = field(default_factory=list)

    @property
    def messages(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]


def answering(status: int, body: Any, headers: dict[str, str] | None = None) -> Answer:
    """Answer each message so, and each look at the number kindly."""

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "GET":
            return web.json_response({"id": NUMBER_ID, "verified_name": "Bijli"})
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=headers, content_type="application/json")

    return answer


def accepting(**more: Any) -> Answer:
    """Accept each message with a wamid, as Meta words it."""
    message = {"id": "wamid.HBgMOTE2MDAwMDAwMDAxFQIAERgS", **more}
    contact = {"input": PERSON, "wa_id": PERSON}
    return answering(200, {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})


def refusing(status: int, code: int, **more: Any) -> Answer:
    """Refuse each message with an error of Meta's shape."""
    error = {"message": f"(#{code}) words", "type": "OAuthException", "code": code, "fbtrace_id": "AxTrace", **more}
    return answering(status, {"error": error})


@asynccontextmanager
async def graph(answer: Answer) -> AsyncIterator[Graph]:
    """Run a server that answers so."""
    server = Graph("", answer)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        asked = Asked(request.method, request.path_qs, dict(request.headers), await request.read(), request.transport)
        server.asked.append(asked)
        return await server.answer(asked)

    runner = web.ServerRunner(web.Server(handle), handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """Run a server that talks so on each connection; give its port."""

    lines: list[asyncio.StreamWriter] = []

    async def careful(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(careful, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in lines:
            writer.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def whatsapp(
    url: str, *, opened: bool = True, timeout: float = 5.0, at_once: int = 20
) -> AsyncIterator[WhatsApp]:
    """Have our channel open on the server."""
    channel = WhatsApp(base_url=url, token=TOKEN, phone_number_id=NUMBER_ID, timeout=timeout, at_once=at_once)
    if opened:
        await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


def bill(attempt: int = 4711, **more: Any) -> Letter:
    """A bill as a letter for WhatsApp."""
    template = {
        "name": "bill_issued",
        "language": Language.HINDI,
        "body": ("..1234", "₹ 1,253.00", "15 दिसंबर"),
        "header": Document(link="https://bijli.example/b/abc.pdf", name="bijli-bill-2026-11.pdf"),
        "buttons": (QuickReply(f"confirm:{attempt}"), QuickReply(f"not_mine:{attempt}")),
        **more,
    }
    return Letter(attempt=attempt, to=PERSON, content=Template(**template))
