from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

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
    until,
)
from tests.simulator.graph.graph_client import graph, graph_and_product

NUMBER_ASKED = {
    "name": "number_asked", "language": "hi", "category": "UTILITY",
    "components": [
        {"type": "BODY", "text": "नमस्ते, {{1}}: क्या यह नंबर आपका है? बताएँ।"},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "QUICK_REPLY", "text": text} for text in ("हाँ, मेरा है", "मेरा कनेक्शन नहीं")],
        },
    ],
}  # fmt: skip


@on_a_loop
async def test_a_reader_gets_reads_and_confirms(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        message = await client.send(bill_request(OWNER[1], OWNER[0], attempt="77"))
        await until(lambda: listening.messages)
        await until(lambda: {"sent", "read"} <= listening.states(message))

    assert listening.states(message) <= {"sent", "delivered", "read"}
    assert all(status["biz_opaque_callback_data"] == "77" for status in listening.statuses)
    assert all(status["recipient_id"] == f"91{OWNER[1]}" for status in listening.statuses)
    [pressed] = listening.messages
    assert pressed["type"] == "button"
    assert pressed["button"] == {"payload": "confirm:77", "text": "हाँ, मेरा है"}
    assert pressed["context"]["id"] == message
    assert pressed["from"] == f"91{OWNER[1]}"


@on_a_loop
async def test_a_stranger_with_whatsapp_objects(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        message = await client.send(bill_request(STRANGER[1], STRANGER[0], attempt="78"))
        await until(lambda: listening.messages)

    assert listening.messages[0]["button"]["payload"] == "not_mine:78"
    assert "read" not in listening.states(message)


@on_a_loop
@pytest.mark.parametrize(("person", "payload"), [(OWNER, "is_mine:79"), (STRANGER, "not_mine:79")])
async def test_who_is_asked_whose_a_number_is_answers_though_no_account_is_named(
    tmp_path: Path, person: tuple[str, str], payload: str
) -> None:
    asked = bill_request(person[1], "", attempt="79")
    asked["template"]["name"] = "number_asked"
    asked["template"]["components"] = [
        {"type": "body", "parameters": [{"type": "text", "text": "पश्चिमांचल विद्युत"}]},
        *(
            {
                "type": "button", "sub_type": "quick_reply", "index": str(place),
                "parameters": [{"type": "payload", "payload": f"{meaning}:79"}],
            }
            for place, meaning in enumerate(("is_mine", "not_mine"))
        ),
    ]  # fmt: skip
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.post("200/message_templates", NUMBER_ASKED)
        await client.send(asked)
        await until(lambda: listening.messages)

    assert listening.messages[0]["button"]["payload"] == payload


@on_a_loop
async def test_a_dead_number_fails_later_and_not_at_once(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.send(bill_request(DEAD[1], DEAD[0]))
        await until(lambda: listening.statuses)

    [status] = listening.statuses
    assert status["status"] == "failed"
    assert status["errors"][0]["code"] == 131026


@on_a_loop
async def test_webhooks_are_escaped_enveloped_and_in_metas_words(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        await client.send(bill_request(OWNER[1], OWNER[0]))
        await until(lambda: listening.messages)

    assert all(body.isascii() for body in listening.bodies)
    assert all(json.loads(body)["object"] == "whatsapp_business_account" for body in listening.bodies)
    assert all(value["metadata"]["phone_number_id"] == NUMBER_ID for value in listening.values)


@on_a_loop
async def test_webhooks_not_taken_come_again_until_they_are(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, setting):
        listening.answers = [500, 503]
        message = await client.send(bill_request(DEAD[1], DEAD[0]))
        await until(lambda: listening.statuses)
        await until(lambda: logged(setting, "SELECT given_at FROM statuses WHERE message = ?", message))

    assert listening.answers == []


@on_a_loop
async def test_webhooks_are_repeated_at_the_share_asked_for(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path, duplicates=1.0) as (client, listening, _):
        await client.send(bill_request(DEAD[1], DEAD[0]))
        await until(lambda: len(listening.bodies) == 2)

    assert listening.bodies[0] == listening.bodies[1]


@on_a_loop
async def test_statuses_come_in_batches(tmp_path: Path) -> None:
    async with graph_and_product(tmp_path) as (client, listening, _):
        sending = [client.send(bill_request(DEAD[1], DEAD[0], attempt=str(number))) for number in range(100)]
        sent = await asyncio.gather(*sending)
        await until(lambda: len(listening.statuses) == 100)

    assert {status["id"] for status in listening.statuses} == set(sent)
    assert len(listening.bodies) < 60


@pytest.mark.parametrize(("has_documents", "expected"), [(True, "read"), (False, "failed")])
@on_a_loop
async def test_the_document_is_fetched_before_the_message_goes(
    tmp_path: Path, has_documents: bool, expected: str
) -> None:
    async with graph_and_product(tmp_path, fetch_one_in=1) as (client, listening, _):
        listening.has_documents = has_documents
        link = f"{listening.url}/b/token/bill.pdf"
        message = await client.send(bill_request(OWNER[1], OWNER[0], link=link))
        await until(lambda: expected in listening.states(message))

    assert listening.seen == ["/b/token/bill.pdf"]
    failed = [status for status in listening.statuses if status["status"] == "failed"]
    assert [status["errors"][0]["code"] for status in failed] == [131053] * (not has_documents)


@on_a_loop
async def test_a_message_answered_for_is_in_the_log(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        message = await client.send(bill_request(OWNER[1], OWNER[0], attempt="5"))
        rows = logged(setting, "SELECT channel, address, account, attempt FROM messages WHERE id = ?", message)

    assert rows == [("whatsapp", f"91{OWNER[1]}", "1234", "5")]


@on_a_loop
async def test_a_carrier_started_again_goes_on_with_what_it_took(tmp_path: Path) -> None:
    slow = options(tmp_path, factor=1.0)
    async with graph(slow) as client:
        message = await client.send(bill_request(OWNER[1], OWNER[0]))

    async with graph_and_product(tmp_path) as (_, listening, _):
        await until(lambda: {"sent", "read"} <= listening.states(message) and listening.messages)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"messaging_product": "sms"}, 400, 100),
        ({"to": None}, 400, 100),
        ({"to": "a friend"}, 400, 100),
        ({"type": "poem"}, 400, 100),
        ({"template": "bill_issued"}, 400, 100),
        ({"template": {"name": "bill_issued"}}, 400, 100),
        ({"template": {"name": "unknown", "language": {"code": "hi"}}}, 404, 132001),
        ({"template": {"name": "bill_issued", "language": {"code": "ta"}}}, 404, 132001),
        ({"template": {"name": "bill_issued", "language": {"code": "hi"}, "components": {}}}, 400, 100),
        ({"biz_opaque_callback_data": "x" * 513}, 400, 100),
    ],
)
@on_a_loop
async def test_a_malformed_request_is_refused_in_metas_shape(
    tmp_path: Path, change: dict[str, Any], status: int, code: int
) -> None:
    async with graph(options(tmp_path)) as client:
        got, answer = await client.post(f"{NUMBER_ID}/messages", bill_request(*reversed(OWNER)) | change)

    assert got == status
    assert answer["error"]["code"] == code
    assert answer["error"]["error_data"]["details"]
    assert answer["error"]["fbtrace_id"]


@on_a_loop
async def test_a_wrong_token_is_refused_with_401(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        status, answer = await client.get(NUMBER_ID, token="stolen")

    assert (status, answer["error"]["code"], answer["error"]["type"]) == (401, 190, "OAuthException")


@on_a_loop
async def test_an_unknown_number_is_refused_with_subcode_33(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        status, answer = await client.post("999/messages", bill_request(*reversed(OWNER)))

    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)


@on_a_loop
async def test_the_number_shows_itself(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        _, whole = await client.get(NUMBER_ID)
        _, some = await client.get(f"{NUMBER_ID}?fields=verified_name")

    assert whole.keys() >= {"id", "display_phone_number", "verified_name", "throughput"}
    assert some.keys() == {"id", "verified_name"}


@on_a_loop
async def test_a_registered_template_counts_its_parameters(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        _, created = await client.post("200/message_templates", BILL_TEMPLATE)
        fitting = await client.send(bill_request(*reversed(OWNER)))
        request = bill_request(*reversed(OWNER))
        request["template"]["components"][1]["parameters"].pop()
        status, short = await client.post(f"{NUMBER_ID}/messages", request)
        request = bill_request(*reversed(OWNER))
        del request["template"]["components"][0]
        _, without_bill = await client.post(f"{NUMBER_ID}/messages", request)

    assert created["status"] == "APPROVED"
    assert fitting
    assert (status, short["error"]["code"]) == (400, 132000)
    assert without_bill["error"]["code"] == 132012


@on_a_loop
async def test_templates_are_listed_and_outlive_the_process(tmp_path: Path) -> None:
    async with graph(setting := options(tmp_path)) as client:
        _, first = await client.post("200/message_templates", BILL_TEMPLATE)
    async with graph(setting) as client:
        _, again = await client.post("200/message_templates", BILL_TEMPLATE)
        other = BILL_TEMPLATE | {"components": [{"type": "BODY", "text": "और कुछ"}]}
        status, clash = await client.post("200/message_templates", other)
        _, listed = await client.get("200/message_templates?name=bill_issued")

    assert again["id"] == first["id"]
    assert (status, clash["error"]["error_subcode"]) == (400, 2388024)
    assert {(one["language"], one["status"]) for one in listed["data"]} == {("hi", "APPROVED")}


@on_a_loop
async def test_a_template_that_begins_with_a_variable_is_refused(tmp_path: Path) -> None:
    body = BILL_TEMPLATE | {"components": [{"type": "BODY", "text": "{{1}}: बिल"}]}
    async with graph(options(tmp_path)) as client:
        _, answer = await client.post("200/message_templates", body)

    assert answer["error"]["error_subcode"] == 2388299


@on_a_loop
async def test_a_template_with_a_document_needs_a_sample_of_it(tmp_path: Path) -> None:
    header, *rest = BILL_TEMPLATE["components"]
    async with graph(options(tmp_path)) as client:
        _, begun = await client.post("300/uploads?file_name=b.pdf&file_length=8&file_type=application/pdf", {})
        _, taken = await client.post(begun["id"], "%PDF-1.7")
        with_sample = {**header, "example": {"header_handle": [taken["h"]]}}
        _, created = await client.post("200/message_templates", BILL_TEMPLATE | {"components": [with_sample, *rest]})
        bare = {"type": "HEADER", "format": "DOCUMENT"}
        body = BILL_TEMPLATE | {"name": "other", "components": [bare, *rest]}
        status, refused = await client.post("200/message_templates", body)

    assert created["status"] == "APPROVED"
    assert (status, refused["error"]["code"]) == (400, 100)


@on_a_loop
async def test_a_free_text_needs_that_the_person_wrote_first(tmp_path: Path) -> None:
    text = {"messaging_product": "whatsapp", "to": f"91{OWNER[1]}", "type": "text", "text": {"body": "नमस्ते"}}
    async with graph_and_product(tmp_path) as (client, listening, _):
        closed = await client.send(text)
        await until(lambda: listening.states(closed))
        form = {"channel": "whatsapp", "text": "बिल?"}
        phone = client.url.replace("/v25.0", f"/phone/{OWNER[1]}/answer")
        await client.session.post(phone, data=form)
        opened = await client.send(text)
        await until(lambda: "sent" in listening.states(opened))

    assert listening.states(closed) == {"failed"}
    assert listening.messages[0]["text"] == {"body": "बिल?"}


@on_a_loop
async def test_faster_than_the_rate_is_refused_with_429(tmp_path: Path) -> None:
    async with graph(options(tmp_path, rate=1)) as client:
        requests = [client.post(f"{NUMBER_ID}/messages", bill_request(*reversed(OWNER))) for _ in range(10)]
        answers = await asyncio.gather(*requests)

    refused = [answer for status, answer in answers if status == 429]
    assert len(refused) >= 8
    assert refused[0]["error"]["code"] == 130429


@on_a_loop
async def test_an_uploaded_medium_comes_back(tmp_path: Path) -> None:
    async with graph(options(tmp_path)) as client:
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
        form.add_field("file", b"%PDF-1.7", filename="bill.pdf", content_type="application/pdf")
        token = {"Authorization": "Bearer token"}
        async with client.session.post(f"{client.url}/{NUMBER_ID}/media", data=form, headers=token) as response:
            uploaded = await response.json()
        _, said = await client.get(uploaded["id"])
        async with client.session.get(said["url"], headers=token) as response:
            content = await response.read()

    assert content == b"%PDF-1.7"
    assert (said["mime_type"], said["file_size"]) == ("application/pdf", 8)
