"""The carriers' clock: set back by a story, it goes on from there, and whatever happens has its own time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bijlisetu.simulator import clock
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.people.behaviour import Deed, Event
from bijlisetu.simulator.switchboard import Switchboard
from tests.simulator.carriers_world import options

A_DAY, A_WHILE = 86_400.0, 60.0


@pytest.fixture(autouse=True)
def _wall() -> Iterator[None]:
    yield
    clock.set_ahead(0)


def behind() -> float:
    return time.time() - clock.now()


def test_a_clock_set_in_one_process_is_set_in_the_others(tmp_path: Path) -> None:
    setting = options(tmp_path)

    async def set_back() -> None:
        with closing(Store(setting.folder)) as store:
            writing = asyncio.create_task(store.run())
            await Switchboard("graph", setting, store=store).set_clock(-A_DAY)
            writing.cancel()

    asyncio.run(set_back())
    assert A_DAY - A_WHILE < behind() < A_DAY + A_WHILE
    clock.set_ahead(0)

    with closing(Store(setting.folder)) as store:
        board = Switchboard("smsc", setting, store=store)

    assert A_DAY - A_WHILE < behind() < A_DAY + A_WHILE
    assert not board.faults.whatsapp.down


def test_what_falls_due_between_two_settings_happens_at_its_own_moment() -> None:
    happened: list[tuple[str, float]] = []
    agenda = Agenda[str](factor=1, give=lambda thing, _, at: happened.append((thing, at)))
    agenda.add("letter", [Event(30, Deed.SENT), Event(90, Deed.DELIVERED)], since=1000.0)

    agenda.give_due(1000.0 + 600)

    assert happened == [("letter", 1030.0), ("letter", 1090.0)]
