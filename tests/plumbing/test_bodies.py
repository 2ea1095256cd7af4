"""Bodies are read within limits of length, time and room, and nobody waits for another's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from bijlisetu.plumbing.bodies import MOST_PARTS, SMALL, Bodies, BodyNotTaken

LARGEST, MOST = 4 * SMALL, 8 * SMALL


class Line:
    """Somebody who sends parts, and then nothing more."""

    def __init__(self, *parts: bytes, is_cut: bool = False, is_over: bool = True) -> None:
        messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": part, "more_body": not is_over or at < len(parts)}
            for at, part in enumerate(parts, 1)
        ]
        self.waiting = messages + ([{"type": "http.disconnect"}] if is_cut else [])

    async def receive(self) -> dict[str, Any]:
        if not self.waiting:
            await asyncio.Event().wait()
        return self.waiting.pop(0)


def headers(length: int | None = None) -> dict[str, Any]:
    return {"headers": [] if length is None else [(b"content-length", b"%d" % length)]}


async def status_of(bodies: Bodies, line: Line, length: int | None = None) -> int:
    """The status of a refusal; 0 where the body is taken."""
    try:
        async with bodies.read(headers(length), line.receive):
            return 0
    except BodyNotTaken as refused:
        return refused.status


async def hold(bodies: Bodies, sizes: Iterable[int]) -> list[asyncio.Task[int]]:
    """Let so many octets come of as many bodies, none of which comes to its end."""
    tasks = [asyncio.create_task(status_of(bodies, Line(b"x" * size, is_over=False))) for size in sizes]
    await asyncio.sleep(0)
    return tasks


async def let_go(tasks: list[asyncio.Task[int]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_body_comes_whole_however_it_is_cut() -> None:
    async def talk() -> bytes:
        async with Bodies(largest=LARGEST, most=MOST).read(headers(), Line(b"a", b"", b"bc").receive) as body:
            return body

    assert asyncio.run(talk()) == b"abc"


@pytest.mark.parametrize(
    ("line", "length", "status"),
    [
        (Line(), LARGEST + 1, 413),  # not one octet of it was read
        (Line(b"x" * LARGEST, b"x"), None, 413),
        (Line(b"x" * LARGEST, b"x"), 1, 413),  # who lies about the length
        (Line(b"x", is_cut=True, is_over=False), 2, 400),
        (Line(b"x", is_over=False), 2, 408),
        (Line(b"x" * LARGEST), LARGEST, 0),
    ],
)
def test_one_that_is_too_long_too_slow_or_cut_is_refused(line: Line, length: int | None, status: int) -> None:
    bodies = Bodies(largest=LARGEST, most=MOST, within=0.05)

    assert asyncio.run(status_of(bodies, line, length)) == status
    assert bodies.octets == 0


def test_one_in_crumbs_is_refused() -> None:
    bodies = Bodies(largest=LARGEST, most=MOST)

    assert asyncio.run(status_of(bodies, Line(*[b"x"] * MOST_PARTS))) == 0
    assert asyncio.run(status_of(bodies, Line(*[b"x"] * (MOST_PARTS + 1)))) == 400
    assert bodies.octets == 0


def test_the_room_for_large_ones_ends_and_small_ones_still_come_in() -> None:
    async def talk() -> tuple[int, int, int, int]:
        bodies = Bodies(largest=LARGEST, most=MOST)
        held = await hold(bodies, [LARGEST, LARGEST // 2])  # three quarters of all there is
        answers = (
            await status_of(bodies, Line(b"x" * (SMALL + 1)), SMALL + 1),
            await status_of(bodies, Line(b"x" * SMALL, b"x")),
            await status_of(bodies, Line(b"x"), 1),
        )
        await let_go(held)
        return (*answers, bodies.octets)

    assert asyncio.run(talk()) == (503, 503, 0, 0)


def test_small_ones_that_never_end_give_way_to_one_that_does() -> None:
    async def talk() -> tuple[list[int], list[int], int]:
        bodies = Bodies(largest=LARGEST, most=MOST)
        held = await hold(bodies, [SMALL] * 8)
        answers = [await status_of(bodies, Line(b"x"), 1), await status_of(bodies, Line(b"x" * SMALL), SMALL)]
        sent_away, _ = await asyncio.wait(held, return_when=asyncio.FIRST_COMPLETED)
        octets = bodies.octets
        await let_go(held)
        return answers, [task.result() for task in sent_away], octets

    assert asyncio.run(talk()) == ([0, 0], [503], MOST - SMALL)


def test_one_whose_end_comes_as_it_gives_way_is_not_taken_cut() -> None:
    async def talk() -> tuple[int, int, int]:
        bodies = Bodies(largest=LARGEST, most=SMALL)
        coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        slow = Line()
        slow.receive = coming.get  # type: ignore[method-assign]
        coming.put_nowait({"type": "http.request", "body": b"x" * SMALL, "more_body": True})
        held = asyncio.create_task(status_of(bodies, slow))
        await asyncio.sleep(0)
        coming.put_nowait({"type": "http.request", "body": b"the end", "more_body": False})
        answer = await status_of(bodies, Line(b"x"), 1)
        return answer, await held, bodies.octets

    assert asyncio.run(talk()) == (0, 503, 0)


def test_the_room_for_small_ones_ends_too() -> None:
    async def talk() -> int:
        bodies = Bodies(largest=LARGEST, most=2 * SMALL)
        async with (
            bodies.read(headers(), Line(b"x" * SMALL).receive),
            bodies.read(headers(), Line(b"x" * SMALL).receive),
        ):
            return await status_of(bodies, Line(b"x"), 1)  # both are whole, and being answered

    assert asyncio.run(talk()) == 503


def test_what_is_held_counts_until_it_is_answered() -> None:
    bodies = Bodies(largest=LARGEST, most=MOST)

    async def talk() -> list[int]:
        async with bodies.read(headers(), Line(b"abc").receive):
            return [bodies.octets]

    assert asyncio.run(talk()) == [3]
    assert bodies.octets == 0
