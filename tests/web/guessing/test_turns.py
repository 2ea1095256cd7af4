"""Who waits, and who is next: by lanes and tries, not by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bijlisetu.web.guessing.turns import BACK_BY, IN_A_LANE, IN_ALL, MOST_BACK, Lane, TooManyAtOnce, Turns
from tests.channels.on_a_loop import on_a_loop, until

ROOM, ELSEWHERE = Lane("192.0.2.1"), Lane("192.0.2.2")
AWAY = "away"


class Hall:
    """Turns, those who wait for one, and whose turns have come, in this order."""

    def __init__(self, *, seats: int = 1, for_strangers: int = 1, within: float = 60.0) -> None:
        self.turns = Turns(seats=seats, for_strangers=for_strangers, within=within)
        self.called: list[str] = []
        self.waiting: dict[str, asyncio.Task[None]] = {}
        self.gone: dict[str, asyncio.Future[None]] = {}

    async def comes(self, *browsers: str, lane: Lane = ROOM) -> None:
        for browser in browsers:
            gone = self.gone[browser] = asyncio.get_running_loop().create_future()
            self.waiting[browser] = asyncio.ensure_future(self._wait(lane, browser, gone))
            await asyncio.sleep(0)

    async def leave(self, *lanes: Lane) -> None:
        for lane in lanes:
            self.turns.leave(lane)
            await settled()

    async def _wait(self, lane: Lane, browser: str, gone: asyncio.Future[None]) -> None:
        try:
            await self.turns.take(lane, browser, gone=gone)
        except TooManyAtOnce:
            self.called.append(f"{browser} {AWAY}")
        else:
            self.called.append(browser)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@asynccontextmanager
async def hall(*, seats: int = 1, for_strangers: int = 1, within: float = 60.0) -> AsyncIterator[Hall]:
    opened = Hall(seats=seats, for_strangers=for_strangers, within=within)
    yield opened
    for task in opened.waiting.values():
        task.cancel()


@on_a_loop
async def test_who_comes_for_the_first_time_passes_whoever_keeps_guessing() -> None:
    async with hall() as one:
        await one.comes("guesser")
        for _ in range(3):
            await one.comes("guesser")
            await one.leave(ROOM)
        await one.comes("guesser", "officer")

        await one.leave(ROOM)

        assert one.called == ["guesser"] * 4 + ["officer"]


@on_a_loop
async def test_a_slip_puts_nobody_off_for_ever() -> None:
    async with hall() as one:
        await one.comes("officer")
        await one.leave(ROOM)
        await one.comes("first", "officer")
        for number in range(BACK_BY):
            await one.comes(f"new {number}")
            await one.leave(ROOM)
        await one.comes("too late")

        await one.leave(ROOM)

        assert one.called[-1] == "officer"


@on_a_loop
async def test_tries_beyond_a_few_put_off_no_further() -> None:
    async with hall() as one:
        for _ in range(MOST_BACK + 5):
            await one.comes("guesser")
            await one.leave(ROOM)
        await one.comes("first", "guesser")
        for number in range(BACK_BY * MOST_BACK):
            await one.comes(f"new {number}")
            await one.leave(ROOM)
        await one.comes("too late")

        await one.leave(ROOM)

        assert one.called[-1] == "guesser"


@on_a_loop
async def test_one_place_keeps_no_other_waiting() -> None:
    async with hall(seats=2, for_strangers=2) as one:
        await one.comes(*(f"guesser {number}" for number in range(20)))
        await one.comes("officer", lane=ELSEWHERE)
        await settled()

        assert one.called == ["guesser 0", "officer"]


@on_a_loop
async def test_places_take_turns() -> None:
    third = Lane("192.0.2.3")
    async with hall() as one:
        await one.comes("inside", lane=third)
        await one.comes("a1", "a2", "a3")
        await one.comes("b1", "b2", lane=ELSEWHERE)

        await one.leave(third, ROOM, ELSEWHERE, ROOM, ELSEWHERE)

        assert one.called == ["inside", "a1", "b1", "a2", "b2", "a3"]


@on_a_loop
async def test_known_browsers_have_a_seat_that_strangers_never_take() -> None:
    async with hall(seats=2, for_strangers=1) as one:
        await one.comes("guesser", "another")
        await one.comes("far", lane=ELSEWHERE)
        await one.comes("officer", lane=Lane("officer", is_known=True))
        await settled()

        assert one.called == ["guesser", "officer"]


@on_a_loop
async def test_a_full_lane_sends_away_who_stands_furthest_back() -> None:
    async with hall() as one:
        await one.comes("inside", "guesser", "guesser")
        await one.comes(*(f"{number}" for number in range(IN_A_LANE - 1)))
        await settled()
        assert one.called == ["inside", f"guesser {AWAY}"]

        await one.comes("late")
        await settled()

        assert one.called[-1] == f"late {AWAY}"


@on_a_loop
async def test_a_full_hall_sends_away_from_the_longest_lane() -> None:
    async with hall() as one:
        await one.comes("inside")
        for place in range(IN_ALL // IN_A_LANE):
            await one.comes(*(f"{place} {number}" for number in range(IN_A_LANE)), lane=Lane(f"198.51.100.{place}"))
        await one.comes("officer", lane=ELSEWHERE)
        await settled()

        assert len(one.called) == 2
        assert one.called[1].endswith(AWAY)
        assert not one.called[1].startswith("officer")


@on_a_loop
async def test_who_hangs_up_is_waited_for_no_more() -> None:
    async with hall() as one:
        await one.comes("inside", "ghost", "officer")
        one.gone["ghost"].set_result(None)
        await settled()

        await one.leave(ROOM)

        assert one.called == ["inside", f"ghost {AWAY}", "officer"]


@on_a_loop
async def test_a_turn_that_comes_to_somebody_just_gone_goes_on_to_the_next() -> None:
    async with hall() as one:
        await one.comes("inside", "cancelled", "officer")
        await settled()
        one.turns.leave(ROOM)
        one.waiting["cancelled"].cancel()
        await settled()

        assert one.called == ["inside", "officer"]


@on_a_loop
async def test_nobody_waits_longer_than_is_said() -> None:
    async with hall(within=0.01) as one:
        await one.comes("inside", "officer")
        await until(lambda: len(one.called) == 2)

        assert one.called == ["inside", f"officer {AWAY}"]
