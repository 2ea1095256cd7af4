from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bijlisetu.simulator.agenda import TICK, Agenda
from bijlisetu.simulator.log.store import FILE, Message, Reply, Store
from bijlisetu.simulator.people.behaviour import Deed, Event
from tests.simulator.carriers_world import on_a_loop

NOON = 1_795_000_000.0
REPLY = Reply("r1", "sms", "916000000001", "1234", "BIJLEE", "m1", "NO 1234", "", NOON)


def message(number: int = 1) -> Message:
    return Message(f"m{number}", "sms", "916000000001", "1234", "BIJLEE", "", "", "text", NOON)


@asynccontextmanager
async def living(folder: Path) -> AsyncIterator[Store]:
    store = Store(folder)
    life = asyncio.create_task(store.run())
    try:
        yield store
    finally:
        life.cancel()
        await asyncio.wait([life])
        store.close()


@on_a_loop
async def test_what_is_answered_for_is_there_for_another_process(tmp_path: Path) -> None:
    async with living(tmp_path) as store:
        store.message(message())
        await store.written()
        other = sqlite3.connect(tmp_path / FILE)
        rows = other.execute("SELECT id FROM messages").fetchall()
        other.close()

    assert rows == [("m1",)]


@on_a_loop
async def test_a_batch_waits_while_another_process_writes(tmp_path: Path) -> None:
    async with living(tmp_path) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        store.message(message())
        writing = asyncio.create_task(store.written())
        done, _ = await asyncio.wait([writing], timeout=0.05)
        other.execute("COMMIT")
        other.close()
        await writing

        assert not done
        assert len(store.read("SELECT * FROM messages")) == 1


@on_a_loop
async def test_a_status_stays_as_it_was_first_told(tmp_path: Path) -> None:
    async with living(tmp_path) as store:
        store.status("m1", "failed", code="131026", at=NOON)
        store.status("m1", "failed", code="131047", at=NOON + 1)
        await store.written()

        assert [row["code"] for row in store.read("SELECT code FROM statuses")] == ["131026"]


@on_a_loop
async def test_answers_given_are_no_longer_on_their_way(tmp_path: Path) -> None:
    async with living(tmp_path) as store:
        store.reply_given(REPLY)
        store.reply(REPLY)
        store.reply_given(REPLY)
        await store.written()

        assert store.replies_on_their_way("sms") == []


@on_a_loop
async def test_a_log_that_cannot_be_written_ends_the_carrier(tmp_path: Path) -> None:
    store = Store(tmp_path)
    life = asyncio.create_task(store.run())
    store.message(message())
    store.message(message())
    with pytest.raises(sqlite3.IntegrityError):
        await life
    store.close()


def test_the_agenda_gives_events_when_they_are_due_and_in_their_order() -> None:
    given: list[tuple[str, Deed, float]] = []
    agenda: Agenda[str] = Agenda(factor=2, give=lambda thing, event, at: given.append((thing, event.deed, at)))
    events = (Event(1, Deed.SENT), Event(1.001, Deed.DELIVERED), Event(60, Deed.READ))
    agenda.add("a", events, since=NOON)
    agenda.add("b", events[:1], since=NOON - 10)

    agenda.give_due(NOON + 0.4)
    early, given[:] = list(given), []
    agenda.give_due(NOON + 0.5 + 2 * TICK)

    assert early == [("b", Deed.SENT, NOON - 9.5)]
    assert given == [("a", Deed.SENT, NOON + 0.5), ("a", Deed.DELIVERED, NOON + 0.5005)]
    assert agenda.pending == 1
