"""A reader's thumb tries again where a server fails, and lets it be where the page has no bill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bijlisetu.simulator.people.opener import Opener
from tests.simulator.carriers_world import on_a_loop

PAGE = "<a href='/b/x/bill.pdf'>bill</a><form action='/b/x/answer/confirm'></form>"


@asynccontextmanager
async def serving(*answers: web.Response) -> AsyncIterator[tuple[str, list[str]]]:
    """Serve the answers one after the other, the last one again and again; tell what was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        given = answers[min(len(asked), len(answers)) - 1]
        return web.Response(status=given.status, body=given.body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/b/x", asked
    finally:
        await runner.cleanup()


async def opened(link: str, *answers: str) -> bool:
    worked: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    async with Opener() as opener:
        if answers:
            opener.press(link, answers, then=worked.set_result)
        else:
            opener.open(link, then=worked.set_result)
        return await asyncio.wait_for(worked, 10)


@on_a_loop
async def test_the_page_and_the_bill_behind_it_are_opened() -> None:
    async with serving(web.Response(text=PAGE), web.Response(body=b"%PDF-1.7")) as (link, asked):
        assert await opened(link)

    assert asked == ["/b/x", "/b/x/bill.pdf"]


@on_a_loop
async def test_a_page_without_a_bill_is_looked_at_once() -> None:
    async with serving(web.Response(text="whose number is this?")) as (link, asked):
        assert not await opened(link)

    assert asked == ["/b/x"]


@on_a_loop
async def test_an_answer_that_is_not_on_the_page_is_looked_for_once() -> None:
    async with serving(web.Response(text=PAGE)) as (link, asked):
        assert not await opened(link, "mine")

    assert asked == ["/b/x"]


@on_a_loop
async def test_a_server_that_fails_is_asked_again() -> None:
    shown = web.Response(text=PAGE)
    async with serving(web.Response(status=503), shown, web.Response(body=b"%PDF-1.7")) as (link, asked):
        assert await opened(link)

    assert asked == ["/b/x", "/b/x", "/b/x/bill.pdf"]
