from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing

import pytest

from bijlisetu.channels.http.line import HttpLine, NotWritten, Unanswered
from tests.channels.on_a_loop import on_a_loop, until

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server(asyncio.Protocol):
    """Answers each request with what a test says, and may hang up after it."""

    def __init__(self, answers: list[bytes], *, hangs_up: bool, made: list[Server]) -> None:
        self.answers, self.hangs_up, self.requests = answers, hangs_up, b""
        made.append(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, octets: bytes) -> None:
        self.requests += octets
        if not octets.endswith(b"{}"):
            return
        for part in self.answers:
            self.transport.write(part)
        if self.hangs_up:
            self.transport.close()


@asynccontextmanager
async def line(
    *answers: bytes, hangs_up: bool = False, timeout: float = 5, kept_for: float = 30
) -> AsyncIterator[tuple[HttpLine, list[Server]]]:
    made: list[Server] = []
    make: Callable[[], Server] = lambda: Server(list(answers), hangs_up=hangs_up, made=made)  # noqa: E731
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v25.0/1/messages"
    with closing(HttpLine(url, headers={"Authorization": "Bearer t"}, timeout=timeout, kept_for=kept_for)) as made_line:
        yield made_line, made
    server.close()


@on_a_loop
async def test_an_answer_has_its_status_body_and_headers() -> None:
    async with line(b"HTTP/1.1 429 Slow\r\nretry-after: 17\r\nContent-Length: 4\r\n\r\nbusy") as (to, _):
        answer = await to.post(b"{}")

    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (429, b"busy", "17")


@on_a_loop
async def test_a_connection_is_used_again() -> None:
    async with line(OK) as (to, connections):
        await to.post(b"{}")
        await to.post(b"{}")

    assert len(connections) == 1
    assert connections[0].requests.count(b"POST /v25.0/1/messages HTTP/1.1\r\n") == 2


@on_a_loop
async def test_a_connection_kept_too_long_is_not_used_again() -> None:
    async with line(OK, kept_for=0) as (to, connections):
        await to.post(b"{}")
        await to.post(b"{}")

    assert len(connections) == 2


@on_a_loop
async def test_a_connection_that_the_other_side_closed_is_not_used_again() -> None:
    async with line(OK) as (to, connections):
        await to.post(b"{}")
        connections[0].transport.close()
        await until(lambda: not to._idle[0].stands)
        answer = await to.post(b"{}")

    assert (answer.status, len(connections)) == (200, 2)


@on_a_loop
async def test_a_connection_whose_server_wants_to_close_it_is_not_used_again() -> None:
    async with line(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") as (to, connections):
        await to.post(b"{}")
        await to.post(b"{}")

    assert len(connections) == 2


@pytest.mark.parametrize(
    "parts",
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n", b"1\r\nk\r\n0\r\n\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", OK),
        (OK[:20], OK[20:]),
    ],
    ids=["in chunks", "after a word in between", "in pieces"],
)
@on_a_loop
async def test_an_answer_may_come(parts: tuple[bytes, ...]) -> None:
    async with line(*parts) as (to, _):
        answer = await to.post(b"{}")

    assert (answer.status, answer.body) == (200, b"ok")


@on_a_loop
async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    async with line(b"HTTP/1.1 502 Bad Gateway\r\n\r\nproxy", hangs_up=True) as (to, _):
        answer = await to.post(b"{}")

    assert (answer.status, answer.body) == (502, b"proxy")


@on_a_loop
async def test_nothing_is_written_where_nobody_listens() -> None:
    async with line(OK) as (to, _):
        pass
    with pytest.raises(NotWritten):
        await to.post(b"{}")


@pytest.mark.parametrize(
    "answer", [b"", OK[:10], OK[:-1], b"nonsense\r\n\r\n"], ids=["nothing", "half a head", "half a body", "no HTTP"]
)
@on_a_loop
async def test_a_line_cut_after_the_request_leaves_us_unsure(answer: bytes) -> None:
    async with line(answer, hangs_up=True) as (to, _):
        with pytest.raises(Unanswered):
            await to.post(b"{}")


@on_a_loop
async def test_a_silent_carrier_leaves_us_unsure_and_its_connection_is_left() -> None:
    async with line(timeout=0.05) as (to, connections):
        for _ in range(2):
            with pytest.raises(Unanswered):
                await to.post(b"{}")

    assert len(connections) == 2


@on_a_loop
async def test_whoever_gives_up_leaves_no_connection_with_an_answer_of_theirs() -> None:
    async with line() as (to, connections):
        letter = asyncio.create_task(to.post(b"{}"))
        await until(lambda: connections and connections[0].requests)
        letter.cancel()
        await asyncio.wait([letter])

        assert to._idle == []
