"""Faults of the Graph API and of its webhooks, switched on at will."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bijlisetu.simulator.faults import Faults, NotAFault
from bijlisetu.simulator.graph.webhooks.news import Notice
from bijlisetu.simulator.graph.webhooks.telling import LARGEST, bodies
from tests.simulator.carriers_world import DEAD, NUMBER_ID, OWNER, bill_request, logged, on_a_loop, options, row, until
from tests.simulator.graph.graph_client import graph, graph_and_product

HOUR = 3600
BILL = bill_request(DEAD[1], DEAD[0])
TAKEN = "SELECT count(*) FROM messages"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"down": True}, 503, 2),
        ({"error_500": 1.0}, 500, 1),
        ({"error_429": 1.0}, 429, 130429),
    ],
)
@on_a_loop
async def test_a_message_refused_by_a_fault_was_not_taken(
    tmp_path: Path, fault: dict[str, Any], status: int, code: int
) -> None:
    async with graph(setting := options(tmp_path)) as client:
        await client.switch(whatsapp=fault)
        got, answer = await client.post(f"{NUMBER_ID}/messages", BILL)

    assert (got, answer["error"]["code"]) == (status, code)
    assert logged(setting, TAKEN) == [(0,)]


@pytest.mark.parametrize(("fault", "taken"), [("cut_before_accept", 0), ("cut_after_accept", 1), ("half_answer", 1)])
@on_a_loop
async def test_a_line_cut_leaves_the_sender_unsure(tmp_path: Path, fault: str, taken: int) -> None:
    async with graph(setting := options(tmp_path)) as client:
        await client.switch(whatsapp={fault: 1.0})
        with pytest.raises(aiohttp.ClientError):
            await client.post(f"{NUMBER_ID}/messages", BILL)

    assert logged(setting, TAKEN) == [(taken,)]


@on_a_loop
async def test_a_slow_answer_comes_after_the_message_was_taken(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        await client.switch(whatsapp={"slow": 0.3})
        sending = asyncio.create_task(client.send(BILL))
        await until(lambda: logged(setting, TAKEN) == [(1,)])
        was_answered = sending.done()
        await sending

    assert not was_answered


@on_a_loop
async def test_a_status_may_come_before_the_answer(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, factor=1.0) as (client, listening, _):
        await client.switch(whatsapp={"early": 1.0})
        message = await client.send(BILL)
        told = listening.states(message)

    assert told == {"failed"}


@on_a_loop
async def test_faults_stand_from_the_start_and_are_shown(tmp_path: Path) -> None:
    async with graph(options(tmp_path, faults=("whatsapp.error_500=1", "webhooks.hold=true"))) as client:
        got, _ = await client.post(f"{NUMBER_ID}/messages", BILL)
        shown = await client.switch()

    assert got == 500
    assert shown["webhooks"]["hold"] is True


@on_a_loop
async def test_faults_outlive_the_process(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        await client.switch(whatsapp={"error_500": 1.0})
    async with graph(setting) as client:
        got, _ = await client.post(f"{NUMBER_ID}/messages", BILL)

    assert got == 500


@on_a_loop
async def test_the_levers_are_not_for_everybody(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        url = client.url.replace("/v25.0", "/control/faults")
        async with client.session.post(url, json={"whatsapp": {"down": True}}) as response:
            status = response.status
        got, _ = await client.post(f"{NUMBER_ID}/messages", BILL)

    assert (status, got) == (401, 200)


@pytest.mark.parametrize(
    "changes",
    [
        {"telegram": {}},
        {"whatsapp": {"tired": 1}},
        {"whatsapp": {"down": 1}},
        {"whatsapp": {"error_500": 2}},
        {"whatsapp": {"slow": -1}},
        {"sms": {"dialect": "klingon"}},
        {"webhooks": {"batch": 0}},
        {"whatsapp": 1},
        [],
    ],
)
def test_what_is_no_fault_is_refused(changes: object) -> None:
    with pytest.raises(NotAFault):
        Faults().changed(changes, factor=1, now=0)


@on_a_loop
async def test_webhooks_held_come_in_a_flood(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch(webhooks={"hold": True, "batch": 1000})
        sending = [client.send(bill_request(DEAD[1], DEAD[0], attempt=str(number))) for number in range(300)]
        sent = await asyncio.gather(*sending)
        await client.until_waiting(300)
        held = list(listening.bodies)
        await client.switch(webhooks={"hold": False})
        await until(lambda: len(listening.statuses) == 300)

    assert held == []
    assert {status["id"] for status in listening.statuses} == set(sent)
    assert len(listening.bodies) == 1


@on_a_loop
async def test_late_webhooks_come_late_and_say_when_it_was(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, setting):
        await client.switch(webhooks={"late": 12 * HOUR})
        await client.send(BILL)
        await until(lambda: logged(setting, "SELECT * FROM statuses"))
        [(at, given_at)] = logged(setting, "SELECT at, given_at FROM statuses")

    # Half a day is half a second at this pace.
    assert given_at - at >= 0.5
    assert listening.statuses[0]["timestamp"] == str(int(at))


@on_a_loop
async def test_a_post_is_told_once_more_in_the_same_words(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch(webhooks={"repeat": 1.0, "repeat_within": 6 * HOUR})
        await client.send(BILL)
        await until(lambda: len(listening.bodies) == 2)

    assert listening.bodies[0] == listening.bodies[1]


@on_a_loop
async def test_statuses_change_places(tmp_path: Path) -> None:
    readers = [row(*OWNER, "works", "whatsapp", "reads", "belongs")]
    async with graph_and_product(tmp_path, rows=readers) as (client, listening, _):
        await client.switch(webhooks={"reorder": 12 * HOUR, "batch": 1})
        sent = [await client.send(bill_request(*reversed(OWNER), attempt=str(n))) for n in range(20)]
        await until(lambda: len(listening.statuses) >= 55)

    orders = {message: [one["status"] for one in listening.statuses if one["id"] == message] for message in sent}
    assert any(order.index("sent") > 0 for order in orders.values())


def test_a_post_is_as_large_as_meta_allows_and_no_larger() -> None:
    news = [Notice("account_alerts", {"text": "x" * 1000, "number": number}) for number in range(7000)]
    made = list(bodies(news, hides=lambda _: False))

    assert max(len(body) for _, body in made) > LARGEST * 0.99
    assert all(len(body) <= LARGEST for _, body in made)
    told = [change["value"]["number"] for _, body in made for change in json.loads(body)["entry"][0]["changes"]]
    assert told == list(range(7000))


@on_a_loop
async def test_in_an_incident_working_numbers_fail_and_the_log_knows_that_they_work(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, setting):
        await client.switch(incident={"share": 1.0, "prefix": OWNER[1][:4], "hours": 6})
        message = await client.send(bill_request(*reversed(OWNER)))
        await until(lambda: listening.statuses)

    assert [status["errors"][0]["code"] for status in listening.statuses] == [131026]
    assert logged(setting, "SELECT fate FROM messages WHERE id = ?", message) == [("131026",)]


@pytest.mark.parametrize("incident", [{"share": 0.0, "hours": 6}, {"share": 1.0, "prefix": "70", "hours": 6}])
@on_a_loop
async def test_an_incident_spares_other_operators_numbers(tmp_path: Path, incident: dict[str, Any]) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch(incident=incident)
        message = await client.send(bill_request(*reversed(OWNER)))
        await until(lambda: "sent" in listening.states(message))
