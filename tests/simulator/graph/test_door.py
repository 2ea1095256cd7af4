"""The Graph API on the wire: what a connection may do that no polite client does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bijlisetu.simulator.graph.door import Head, read_head
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import NUMBER_ID, OWNER, bill_request, logged, on_a_loop, options

BODY = json.dumps(bill_request(*reversed(OWNER))).encode()
PLAIN = b"POST /v25.0/%s/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token\r\n" % NUMBER_ID.encode()
REQUEST = PLAIN + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


class Wire:
    """A connection to the Graph API."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, octets: bytes) -> None:
        self.writer.write(octets)
        await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Return the status and the body of the next answer."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        return int(head.split(b" ")[1]), await self.reader.readexactly(length)


@asynccontextmanager
async def wire(setting: Options) -> AsyncIterator[Wire]:
    async with standing("graph", setting) as (place, _):
        reader, writer = await asyncio.open_connection(place.host, place.port)
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()


@on_a_loop
async def test_a_request_may_come_octet_by_octet(tmp_path: Path) -> None:
    async with wire(options(tmp_path)) as line:
        for place in range(0, len(REQUEST), 7):
            await line.send(REQUEST[place : place + 7])
        status, _ = await line.answer()

    assert status == 200


@on_a_loop
async def test_requests_sent_ahead_are_answered_one_after_the_other(tmp_path: Path) -> None:
    async with wire(setting := options(tmp_path)) as line:
        await line.send(REQUEST * 5)
        answers = [await line.answer() for _ in range(5)]

    told = [json.loads(body)["messages"][0]["id"] for _, body in answers]
    assert told == [found for (found,) in logged(setting, "SELECT id FROM messages ORDER BY rowid")]


@on_a_loop
async def test_a_thousand_refusals_may_be_asked_for_at_once(tmp_path: Path) -> None:
    bad = PLAIN + b"Content-Length: 1\r\n\r\nx"
    async with wire(options(tmp_path)) as line:
        await line.send(bad * 1500)
        answers = [await line.answer() for _ in range(1500)]

    assert {status for status, _ in answers} == {400}


@pytest.mark.parametrize(
    "request_to_send",
    [
        PLAIN + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
        PLAIN + b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
        REQUEST.replace(b"/messages", b"/messages?x=1"),
    ],
)
@on_a_loop
async def test_a_request_in_an_unusual_form_is_taken_all_the_same(tmp_path: Path, request_to_send: bytes) -> None:
    async with wire(setting := options(tmp_path)) as line:
        await line.send(request_to_send)
        status, _ = await line.answer()

    assert status == 200
    assert logged(setting, "SELECT count(*) FROM messages") == [(1,)]


@on_a_loop
async def test_one_connection_serves_messages_and_other_things_in_turn(tmp_path: Path) -> None:
    other = b"GET /v25.0/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token\r\n\r\n" % NUMBER_ID.encode()
    async with wire(options(tmp_path)) as line:
        answers = []
        for request in (REQUEST, other, REQUEST):
            await line.send(request)
            answers.append(await line.answer())

    assert [status for status, _ in answers] == [200, 200, 200]
    assert json.loads(answers[1][1])["id"] == NUMBER_ID


@on_a_loop
async def test_what_is_no_http_is_refused_and_not_left_hanging(tmp_path: Path) -> None:
    async with wire(options(tmp_path)) as line:
        await line.send(b"\x00\x00\x00\x2f\x00\x00\x00\x09\r\n\r\n")
        answer = await line.reader.read()

    assert answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))


@pytest.mark.parametrize(
    "head",
    [
        b"GET /v25.0/1/messages HTTP/1.1\r\nContent-Length: 2",
        b"POST /v25.0/1/messages HTTP/1.0\r\nContent-Length: 2",
        b"POST /v25.0/1/messages HTTP/1.1\r\nHost: x",
        b"POST /v25.0/1/messages HTTP/1.1\r\nContent-Length: -2",
        b"POST /v25.0/1/messages HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3",
        b"POST /v25.0/1/messages HTTP/1.1\r\nContent-Length: 99999999",
        b"POST /v25.0/1/media HTTP/1.1\r\nContent-Length: 2",
    ],
)
def test_a_head_that_is_not_plain_is_left_to_the_web_server(head: bytes) -> None:
    assert read_head(head) is None


def test_a_plain_head_says_who_sends_how_much_and_by_what_right() -> None:
    head = b"POST /v25.0/1/messages HTTP/1.1\r\ncontent-length: 2\r\nAUTHORIZATION: Bearer x"

    assert read_head(head) == Head("1", 2, b"Bearer x")
