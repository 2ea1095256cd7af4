"""How Meta itself behaves: limits that change, templates that live, people who hide, write and move."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bijlisetu.simulator.graph.people import hides_number, number_of, user_id
from bijlisetu.simulator.people.behaviour import HOUR
from tests.simulator.carriers_world import (
    BILL_TEMPLATE,
    DEAD,
    NUMBER_ID,
    OWNER,
    STRANGER,
    bill_request,
    logged,
    on_a_loop,
    options,
    row,
    until,
)
from tests.simulator.graph.graph_client import Graph, graph, graph_and_product

BILL = bill_request(*reversed(OWNER))
OTHER_BILL = bill_request(*reversed(STRANGER))
SILENT = row(*OWNER, "works", "whatsapp", "belongs")
BILL_IN_HINDI = {"name": "bill_issued", "language": "hi"}


async def code_of(client: Graph, body: Any) -> int:
    """Return the code of the refusal; 0 if it was taken."""
    _, answer = await client.post(f"{NUMBER_ID}/messages", body)
    return int(answer.get("error", {}).get("code", 0))


@on_a_loop
async def test_a_number_being_upgraded_may_not_send_and_then_tells_that_it_is(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, rate=80, factor=100.0) as (client, listening, _):
        await client.switch("throughput", number=NUMBER_ID, rate=1000, upgrading_for=30)
        during = await code_of(client, BILL)
        await until(lambda: listening.told("phone_number_quality_update"))
        after = await code_of(client, BILL)
        _, number = await client.get(NUMBER_ID)

    assert (during, after) == (131057, 0)
    assert listening.told("phone_number_quality_update")[0]["event"] == "THROUGHPUT_UPGRADE"
    assert number["throughput"]["level"] == "HIGH"


@on_a_loop
async def test_a_number_slowed_down_is_held_to_its_new_pace_in_its_next_life_too(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch("throughput", number=NUMBER_ID, rate=1)
        await until(lambda: listening.told("phone_number_quality_update"))
    async with graph(options(tmp_path)) as client:
        codes = [await code_of(client, BILL) for _ in range(5)]

    assert listening.told("phone_number_quality_update")[0]["event"] == "DOWNGRADE"
    assert codes.count(130429) >= 3


@on_a_loop
async def test_one_person_may_be_sent_so_many_at_a_stretch(tmp_path: Path) -> None:
    async with graph(options(tmp_path, pair_burst=2, factor=1.0)) as client:
        codes = [await code_of(client, BILL) for _ in range(3)]
        other = await code_of(client, OTHER_BILL)

    assert (codes, other) == ([0, 0, 131056], 0)


@on_a_loop
async def test_the_portfolio_may_write_to_so_many_people_a_day(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, day_limit=1, factor=1.0) as (client, listening, setting):
        codes = [await code_of(client, body) for body in (BILL, OTHER_BILL, BILL)]
        await client.switch("day-limit", people=2)
        more = await code_of(client, OTHER_BILL)
        await until(lambda: listening.told("business_capability_update"))
    async with graph(setting) as client:
        in_its_next_life = await code_of(client, bill_request(*reversed(DEAD)))

    assert codes == [0, 131048, 0]
    assert (more, in_its_next_life) == (0, 131048)
    assert listening.told("business_capability_update")[0]["max_daily_conversations_per_business"] == 2


@on_a_loop
async def test_a_day_later_others_may_be_written_to(tmp_path: Path) -> None:
    async with graph(options(tmp_path, day_limit=1, factor=10 * 24 * HOUR)) as client:
        await client.send(BILL)
        async with asyncio.timeout(5):
            while await code_of(client, OTHER_BILL):
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("event", "code"),
    [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("ARCHIVED", 132001), ("REINSTATED", 0)],
)
@on_a_loop
async def test_a_template_in_another_state_is_told_and_is_not_sent(tmp_path: Path, event: str, code: int) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        _, created = await client.post("200/message_templates", BILL_TEMPLATE)
        await client.switch("template", **BILL_IN_HINDI, event=event, reason="LOW_QUALITY")
        got = await code_of(client, BILL)
        await until(lambda: listening.told("message_template_status_update"))

    [told] = listening.told("message_template_status_update")
    assert got == code
    assert (told["event"], told["reason"]) == (event, "LOW_QUALITY")
    assert told["message_template_id"] == int(created["id"])
    assert (told["message_template_name"], told["message_template_language"]) == ("bill_issued", "hi")


@on_a_loop
async def test_a_templates_category_and_quality_change_and_are_told(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, rows=[SILENT]) as (client, listening, _):
        await client.post("200/message_templates", BILL_TEMPLATE)
        await client.switch("template", **BILL_IN_HINDI, category="MARKETING", notice=True)
        await client.switch("template", **BILL_IN_HINDI, category="MARKETING", quality="RED")
        await client.send(BILL)
        await until(lambda: listening.statuses and listening.told("message_template_quality_update"))
        await until(lambda: len(listening.told("template_category_update")) == 2)
        _, listed = await client.get("200/message_templates")

    assert listening.statuses[0]["pricing"]["category"] == "marketing"
    told = listening.told("template_category_update")
    assert {one.get("correct_category") for one in told} == {"MARKETING", None}
    assert {one["new_category"] for one in told} == {"UTILITY", "MARKETING"}
    [quality] = listening.told("message_template_quality_update")
    assert (quality["previous_quality_score"], quality["new_quality_score"]) == ("UNKNOWN", "RED")
    assert [one["quality_score"]["score"] for one in listed["data"]] == ["RED"]


@pytest.mark.parametrize(
    ("release", "expected"), [({"holding": ""}, {"sent", "delivered"}), ({"event": "PAUSED"}, {"failed"})]
)
@on_a_loop
async def test_held_messages_go_when_they_are_released_or_fail(
    tmp_path: Path, release: dict[str, str], expected: set[str]
) -> None:
    async with graph_and_product(tmp_path, rows=[SILENT]) as (client, listening, setting):
        await client.post("200/message_templates", BILL_TEMPLATE)
        await client.switch("template", **BILL_IN_HINDI, holding="held_for_quality_assessment")
        _, answer = await client.post(f"{NUMBER_ID}/messages", BILL)
    async with graph(setting) as client:
        await client.until_waiting(0)
        was_told = list(listening.statuses)
    async with graph_and_product(tmp_path, rows=[SILENT]) as (client, listening, _):
        await client.switch("template", **BILL_IN_HINDI, **release)
        await until(lambda: listening.states(answer["messages"][0]["id"]) == expected)

    assert answer["messages"][0]["message_status"] == "held_for_quality_assessment"
    assert was_told == []


@on_a_loop
async def test_a_message_whose_time_is_over_is_never_heard_of_again(tmp_path: Path) -> None:
    away = [row(f"38{n:010}", f"60{n:08}", "works", "whatsapp") for n in range(60)]
    async with graph_and_product(tmp_path, rows=away) as (client, listening, _):
        await client.post("200/message_templates", BILL_TEMPLATE | {"message_send_ttl_seconds": 30})
        sent = [await client.send(bill_request(f"60{n:08}", f"38{n:010}", attempt=str(n))) for n in range(60)]
        await client.until_waiting(0)

    undelivered = [message for message in sent if listening.states(message) == {"sent"}]
    assert 0 < len(undelivered) < 20
    assert all("delivered" in listening.states(message) for message in sent if message not in undelivered)


@on_a_loop
async def test_a_person_with_a_username_is_told_of_by_id_alone(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, usernames=1.0) as (client, listening, _):
        request = {name: value for name, value in BILL.items() if name != "to"}
        _, answer = await client.post(f"{NUMBER_ID}/messages", request | {"recipient": user_id(f"91{OWNER[1]}")})
        await until(lambda: listening.messages)

    assert answer["contacts"] == [{"input": user_id(f"91{OWNER[1]}"), "user_id": user_id(f"91{OWNER[1]}")}]
    assert all("recipient_id" not in status for status in listening.statuses)
    assert {status["recipient_user_id"] for status in listening.statuses} == {user_id(f"91{OWNER[1]}")}
    [pressed] = listening.messages
    assert "from" not in pressed
    assert pressed["from_user_id"] == user_id(f"91{OWNER[1]}")
    contacts = [contact for value in listening.values for contact in value.get("contacts", ())]
    assert all("wa_id" not in contact for contact in contacts)


def test_an_id_and_a_number_lead_to_each_other_and_to_nobody_else() -> None:
    numbers = [f"91{number}" for number in range(6_000_000_000, 6_000_001_000)]

    assert [number_of(user_id(number)) for number in numbers] == numbers
    assert number_of("IN.12") == number_of("US.0000000000000001") == ""


def test_about_the_share_asked_for_hide_their_number() -> None:
    hidden = sum(hides_number(f"91{n}", seed=1, share=0.2) for n in range(6_000_000_000, 6_000_002_000))

    assert 300 < hidden < 500


@on_a_loop
async def test_who_stopped_marketing_gets_bills_and_no_marketing(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, rows=[SILENT]) as (client, listening, _):
        await client.post("200/message_templates", BILL_TEMPLATE | {"name": "offer", "category": "MARKETING"})
        await client.post("200/message_templates", BILL_TEMPLATE)
        await client.switch("preference", number=f"91{OWNER[1]}", value="stop")
        bill = await client.send(BILL)
        offer = await client.send(BILL | {"template": BILL["template"] | {"name": "offer"}})
        await until(lambda: listening.states(offer) and "delivered" in listening.states(bill))

    [failed] = [status for status in listening.statuses if status["id"] == offer]
    assert failed["errors"][0]["code"] == 131050
    [told] = listening.told("user_preferences")[0]["user_preferences"]
    assert (told["wa_id"], told["category"], told["value"]) == (f"91{OWNER[1]}", "marketing_messages", "stop")
    assert isinstance(told["timestamp"], int)


@on_a_loop
async def test_marketing_is_held_back_from_whoever_has_had_enough(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, rows=[SILENT]) as (client, listening, _):
        await client.post("200/message_templates", BILL_TEMPLATE | {"name": "offer", "category": "MARKETING"})
        await client.post("200/message_templates", BILL_TEMPLATE)
        await client.switch("enough", number=f"91{OWNER[1]}", value="held")
        bill = await client.send(BILL)
        offer = await client.send(BILL | {"template": BILL["template"] | {"name": "offer"}})
        await until(lambda: listening.states(offer) and "delivered" in listening.states(bill))

    [failed] = [status for status in listening.statuses if status["id"] == offer]
    assert failed["errors"][0]["code"] == 131049


@on_a_loop
async def test_an_older_wish_may_be_told_later(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch("preference", number=f"91{OWNER[1]}", value="stop")
        await client.switch("preference", number=f"91{OWNER[1]}", value="resume", seconds_ago=3600)
        await until(lambda: len(listening.told("user_preferences")) == 2)

    told = {
        told["user_preferences"][0]["value"]: told["user_preferences"][0] for told in listening.told("user_preferences")
    }
    assert told["stop"]["timestamp"] - told["resume"]["timestamp"] >= 3590


@on_a_loop
async def test_a_person_who_moved_is_told_of_without_contacts(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch("moved", number=f"91{OWNER[1]}", new_number="916000000009")
        await until(lambda: listening.messages)

    [value] = listening.told("messages")
    [message] = value["messages"]
    assert "contacts" not in value
    assert (message["from"], message["type"]) == (f"91{OWNER[1]}", "system")
    assert (message["system"]["type"], message["system"]["wa_id"]) == ("user_changed_number", "916000000009")


@on_a_loop
async def test_any_field_may_be_told(tmp_path: Path) -> None:
    alert = {"entity_type": "WABA", "alert_info": {"alert_severity": "CRITICAL"}}
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.switch("tell", field="account_alerts", value=alert)
        await until(lambda: listening.told("account_alerts") == [alert])


@pytest.mark.parametrize(
    ("lever", "wish"),
    [
        ("throughput", {"number": "1", "rate": 1}),
        ("throughput", {"number": NUMBER_ID, "rate": "fast"}),
        ("day-limit", {}),
        ("template", {"name": "none", "language": "hi"}),
        ("template", {**BILL_IN_HINDI, "event": "PRAISED"}),
        ("preference", {"number": "91", "value": "perhaps"}),
        ("sms", {"deed": "explode"}),
        ("tell", {"field": "x"}),
    ],
)
@on_a_loop
async def test_a_lever_that_cannot_be_moved_so_says_why(tmp_path: Path, lever: str, wish: dict[str, Any]) -> None:
    async with graph(options(tmp_path)) as client:
        url = client.url.replace("/v25.0", f"/control/{lever}")
        async with client.session.post(url, json=wish, headers={"Authorization": "Bearer token"}) as response:
            status, answer = response.status, await response.json()

    assert status == 400
    assert answer["error"]


def template(**parts: Any) -> dict[str, Any]:
    """Return a template to register, with the named parts instead of the bill's."""
    body = {"type": "BODY", "text": parts.pop("text", "बिल {{1}} देय है।")}
    extra = parts.pop("components", [])
    return {"name": "odd", "language": "hi", "category": "UTILITY", "components": [*extra, body]} | parts


def request(*components: dict[str, Any]) -> dict[str, Any]:
    return BILL | {"template": {"name": "odd", "language": {"code": "hi"}, "components": list(components)}}


def body_part(*values: str, **named: str) -> dict[str, Any]:
    positional = [{"type": "text", "text": value} for value in values]
    by_name = [{"type": "text", "text": value, "parameter_name": name} for name, value in named.items()]
    return {"type": "body", "parameters": positional + by_name}


def button(kind: str, index: int | str, **parameter: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": kind, "index": index, "parameters": [parameter]}


NAMED = template(parameter_format="NAMED", text="बिल {{amount}} रुपये, {{due}} तक देय है।")
URL = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "बिल", "url": "https://x.example/{{1}}"}]}
LOCATION = {"type": "HEADER", "format": "LOCATION"}
TITLE = {"type": "HEADER", "format": "TEXT", "text": "खाता {{1}}"}
PLACE = {"latitude": 28.5, "longitude": 77.3, "name": "उपकेंद्र", "address": "नोएडा"}
SUFFIX = {"type": "text", "text": "abc"}


@pytest.mark.parametrize(
    ("registered", "components", "code"),
    [
        (NAMED, [body_part(amount="10", due="26.11")], 0),
        (NAMED, [body_part(due="26.11", amount="10")], 0),
        (NAMED, [body_part("10", "26.11")], 100),
        (NAMED, [body_part(amount="10", date="26.11")], 132012),
        (NAMED, [body_part(amount="10")], 132000),
        (template(), [body_part("10", "20")], 132000),
        (template(), [body_part("")], 100),
        (template(), [body_part("a\nb")], 100),
        (template(), [body_part("x" * 1020)], 132005),
        (template(), [body_part("10"), button("quick_reply", 0, type="payload", payload="p")], 132012),
        (template(components=[URL]), [body_part("10")], 131008),
        (template(components=[URL]), [body_part("10"), button("url", "0", **SUFFIX)], 0),
        (template(components=[URL]), [body_part("10"), button("quick_reply", "0", payload="p")], 132012),
        (template(components=[LOCATION]), [body_part("10")], 132012),
        (
            template(components=[LOCATION]),
            [{"type": "header", "parameters": [{"type": "location", "location": PLACE}]}, body_part("10")],
            0,
        ),
        (
            template(components=[LOCATION]),
            [{"type": "header", "parameters": [{"type": "location", "location": {"latitude": 1}}]}, body_part("10")],
            100,
        ),
        (template(components=[TITLE]), [body_part("10")], 132012),
        (template(components=[TITLE]), [{"type": "header", "parameters": [SUFFIX]}, body_part("10")], 0),
        (template(), [{"type": "header", "parameters": [SUFFIX]}, body_part("10")], 132000),
    ],
)
@on_a_loop
async def test_a_message_must_fit_its_template(
    tmp_path: Path, registered: dict[str, Any], components: list[dict[str, Any]], code: int
) -> None:
    async with graph(options(tmp_path)) as client:
        status, _ = await client.post("200/message_templates", registered)
        got = await code_of(client, request(*components))

    assert (status, got) == (200, code)


@on_a_loop
async def test_named_values_stand_where_their_names_are(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        await client.post("200/message_templates", NAMED)
        await client.send(request(body_part(due="26.11", amount="100%")))
        page = client.url.replace("/v25.0", f"/phone/91{OWNER[1]}")
        async with client.session.get(page) as response:
            shown = await response.text()

    assert "बिल 100% रुपये, 26.11 तक देय है।" in shown


@on_a_loop
async def test_a_header_may_be_an_upload_that_is_there(tmp_path: Path) -> None:
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
    form.add_field("file", b"%PDF-1.7", filename="bill.pdf", content_type="application/pdf")
    async with graph(options(tmp_path)) as client:
        url = f"{client.url}/{NUMBER_ID}/media"
        async with client.session.post(url, data=form, headers={"Authorization": "Bearer token"}) as response:
            uploaded = (await response.json())["id"]
        codes = []
        for medium in (uploaded, "123"):
            sent = bill_request(*reversed(OWNER))
            sent["template"]["components"][0]["parameters"][0]["document"] = {"id": medium, "filename": "b.pdf"}
            codes.append(await code_of(client, sent))

    assert codes == [0, 131009]


def interactive(kind: str, **action: Any) -> dict[str, Any]:
    content = {"type": kind, "body": {"text": "कहिए"}, "action": action}
    return {"messaging_product": "whatsapp", "to": f"91{OWNER[1]}", "type": "interactive", "interactive": content}


def replies(*titles: str) -> list[dict[str, Any]]:
    return [{"type": "reply", "reply": {"id": title, "title": title}} for title in titles]


ROW = {"id": "1", "title": "बिल", "description": "इस महीने का"}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (interactive("button", buttons=replies("हाँ", "नहीं")), 0),
        (interactive("button", buttons=replies("1", "2", "3", "4")), 100),
        (interactive("button", buttons=replies("x" * 21)), 100),
        (interactive("button", buttons=replies("हाँ", "हाँ")), 100),
        (interactive("list", button="चुनें", sections=[{"title": "s", "rows": [ROW]}]), 0),
        (interactive("list", button="चुनें", sections=[{"title": "s", "rows": [ROW] * 11}]), 100),
        (interactive("list", sections=[{"title": "s", "rows": [ROW]}]), 100),
        (interactive("location_request_message", name="send_location"), 0),
        (interactive("location_request_message", name="send_money"), 100),
        (interactive("cta_url", name="cta_url", parameters={"display_text": "x", "url": "https://x.example"}), 0),
        (interactive("poem", lines=[]), 100),
    ],
)
@on_a_loop
async def test_session_messages_have_their_shapes_and_limits(tmp_path: Path, message: Any, code: int) -> None:
    async with graph(setting := options(tmp_path)) as client:
        got = await code_of(client, message)

    assert got == code
    assert logged(setting, "SELECT count(*) FROM messages") == [(int(code == 0),)]


@on_a_loop
async def test_a_message_taken_before_its_template_was_paused_goes_on_in_the_next_life(tmp_path: Path) -> None:
    async with graph(options(tmp_path, rows=[SILENT], factor=1.0)) as client:
        await client.post("200/message_templates", BILL_TEMPLATE)
        message = await client.send(BILL)
        await client.switch("template", **BILL_IN_HINDI, event="PAUSED")
    async with graph_and_product(tmp_path, rows=[SILENT]) as (_, listening, _):
        await until(lambda: listening.states(message) == {"sent", "delivered"})
