"""What the carriers' log proves, also when a carrier was killed in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bijlisetu.simulator.log.judge import Judge
from bijlisetu.simulator.options import Options, Place
from tests.simulator.carriers_world import (
    DAY_IN_A_SECOND,
    NUMBER_ID,
    OWNER,
    STRANGER,
    bill_request,
    hearing,
    on_a_loop,
    options,
    product,
    row,
    until,
)
from tests.simulator.graph.graph_client import graph, graph_and_product
from tests.simulator.smsc.smsc_client import bound, fields, next_delivery, smsc, submit, switch, user_data_header

TOKEN = {"Authorization": "Bearer token"}
NO_ANSWER = row(*OWNER, "works", "whatsapp", "reads", "belongs")


@asynccontextmanager
async def process(name: str, setting: Options) -> AsyncIterator[tuple[Place, asyncio.subprocess.Process]]:
    """Run the carrier as it runs in life: a process that may be killed."""
    command = (sys.executable, "-m", "bijlisetu.simulator", name)
    running = await asyncio.create_subprocess_exec(
        *command, env=setting.environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert running.stdout
    try:
        said = (await running.stdout.readline()).decode().split()
        yield Place.parse(said[1]), running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGKILL)
        await running.wait()


@on_a_loop
async def test_the_judge_knows_who_was_sent_what_and_what_was_told(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, rows=[NO_ANSWER]) as (client, listening, setting):
        message = await client.send(bill_request(*reversed(OWNER), attempt="7"))
        with Judge(setting.folder) as judge:
            await until(lambda: "read" in {told.status for told in judge.told(message)})
            [taken] = judge.of_attempt("whatsapp", "7")
            by_address = judge.of_address(f"91{OWNER[1]}")
            told = judge.told(message)

    assert (taken.id, taken.channel, taken.account) == (message, "whatsapp", "1234")
    assert by_address == [taken]
    given = {one.status for one in told if one.given_at}
    assert given == listening.states(message)


@on_a_loop
async def test_the_judge_finds_what_was_taken_twice(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        for attempt in ("1", "2", "1"):
            await client.send(bill_request(*reversed(STRANGER), attempt=attempt))
    async with smsc(setting) as place, bound(place) as session:
        for text in ("bill ..1234", "bill ..5678", "bill ..1234"):
            await submit(session, OWNER[1], text)

    with Judge(setting.folder) as judge:
        twice = judge.taken_twice()
        taken = list(judge.taken())
    assert [(one[0].channel, one[0].attempt, one[0].text, len(one)) for one in twice] == [
        ("whatsapp", "1", "", 2),
        ("sms", "", "bill ..1234", 2),
    ]
    assert len(taken) == 6


@on_a_loop
async def test_a_document_that_could_not_be_fetched_may_be_handed_in_once_more(tmp_path: Path) -> None:
    async with product() as listening:
        setting = hearing(options(tmp_path, fetch_one_in=1), listening)
        async with graph(setting) as client:
            body = bill_request(*reversed(OWNER), attempt="7", link="http://127.0.0.1:9/c/bill.pdf")
            failed = await client.send(body)
            await until(lambda: "failed" in listening.states(failed))
            await client.send(bill_request(*reversed(OWNER), attempt="7"))

    with Judge(setting.folder) as judge:
        assert judge.taken_twice() == []


@on_a_loop
async def test_the_judge_knows_whom_an_incident_wronged(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        await client.switch(incident={"share": 1.0, "prefix": OWNER[1], "hours": 1})
        wronged = await client.send(bill_request(*reversed(OWNER)))
        await client.send(bill_request(*reversed(STRANGER)))

    with Judge(setting.folder) as judge:
        assert [taken.id for taken in judge.wronged()] == [wronged]


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
@on_a_loop
async def test_a_killed_graph_api_forgets_nothing_and_tells_nothing_otherwise(tmp_path: Path) -> None:
    people = [row(f"38{n:010}", f"60{n:08}", "works", "whatsapp", "reads", "belongs") for n in range(60)]
    async with product() as listening:
        setting = hearing(options(tmp_path, rows=people, factor=2 * DAY_IN_A_SECOND / 100), listening)
        sent = []
        async with process("graph", setting) as (place, running), aiohttp.ClientSession(headers=TOKEN) as session:
            for n in range(60):
                body = bill_request(f"60{n:08}", f"38{n:010}", attempt=str(n))
                async with session.post(f"http://{place}/v25.0/{NUMBER_ID}/messages", json=body) as response:
                    sent.append((await response.json())["messages"][0]["id"])
            await until(lambda: len(listening.statuses) > 20)
            running.send_signal(signal.SIGKILL)
        at_death = len(listening.statuses)
        async with process("graph", hearing(options(tmp_path, rows=people), listening)):
            await until(lambda: all({"sent", "read"} <= listening.states(one) for one in sent))

    with Judge(setting.folder) as judge:
        assert [taken.id for taken in judge.taken()] == sent
        assert judge.taken_twice() == []
    assert at_death < len(listening.statuses)
    told = {(one["id"], one["status"]): set() for one in listening.statuses}
    for one in listening.statuses:
        told[one["id"], one["status"]].add(repr(one.get("errors")))
    assert all(len(words) == 1 for words in told.values())


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
@on_a_loop
async def test_all_that_was_answered_before_the_kill_is_in_the_log(tmp_path: Path) -> None:
    answered: set[str] = set()
    setting = options(tmp_path, factor=1.0)

    async def send_on(session: aiohttp.ClientSession, url: str) -> None:
        with contextlib.suppress(aiohttp.ClientError):
            while True:
                async with session.post(url, json=bill_request(*reversed(STRANGER))) as response:
                    answered.add((await response.json())["messages"][0]["id"])

    async with process("graph", setting) as (place, running), aiohttp.ClientSession(headers=TOKEN) as session:
        url = f"http://{place}/v25.0/{NUMBER_ID}/messages"
        senders = [asyncio.create_task(send_on(session, url)) for _ in range(20)]
        await until(lambda: len(answered) > 300)
        running.send_signal(signal.SIGKILL)
        await asyncio.gather(*senders)

    with Judge(setting.folder) as judge:
        assert answered <= {taken.id for taken in judge.taken()}


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
@on_a_loop
async def test_a_killed_smsc_joins_parts_and_brings_receipts_of_its_earlier_life(tmp_path: Path) -> None:
    slow = options(tmp_path, factor=1.0)
    async with process("smsc", slow) as (place, running), bound(place) as session:
        first = await submit(session, OWNER[1], user_data_header(1) + b"bill of ", esm_class=0x40)
        whole = await submit(session, STRANGER[1], "bill ..5678")
        running.send_signal(signal.SIGKILL)
        await running.wait()
    async with process("smsc", options(tmp_path)) as (place, _), bound(place) as session:
        second = await submit(session, OWNER[1], user_data_header(2) + b"..1234", esm_class=0x40)
        told = {fields(await next_delivery(session))["id"] for _ in range(3)}

    assert told == {first.message_id, second.message_id, whole.message_id}
    with Judge(slow.folder) as judge:
        assert {taken.text for taken in judge.taken()} == {"bill of ..1234", "bill ..5678"}
        assert judge.left_over() == []
        assert judge.pieces_of(first.message_id or "") == [first.message_id, second.message_id]


@on_a_loop
async def test_what_one_process_switches_holds_for_another_at_once(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client, smsc(setting) as place, bound(place) as session:
        await client.switch(sms={"error_500": 1.0})
        answer = await submit(session, OWNER[1], "bill")
        await switch(setting, sms={"error_500": 0.0})
        again = await submit(session, OWNER[1], "bill")

    assert (answer.command_status, again.command_status) == (0x08, 0)
