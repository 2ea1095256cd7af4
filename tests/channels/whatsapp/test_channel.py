"""WhatsApp: what we write, and what we make of each answer."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import web

from bijlisetu.channels.letter import ChannelRefused, Halts, Letter, Outcome, Reason, Sms
from tests.channels.on_a_loop import on_a_loop, until
from tests.channels.whatsapp.local_graph import (
    NUMBER_ID,
    PERSON,
    TOKEN,
    Asked,
    accepting,
    answering,
    bill,
    graph,
    raw,
    refusing,
    whatsapp,
)


@on_a_loop
async def test_a_bill_goes_out_in_the_shape_of_the_cloud_api() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        await channel.send(bill(4711))

    [asked] = server.messages
    assert asked.path == f"/v25.0/{NUMBER_ID}/messages"
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PERSON,
        "type": "template",
        "template": {
            "name": "bill_issued",
            "language": {"code": "hi"},
            "components": [
                {
                    "type": "header",
                    "parameters": [
                        {
                            "type": "document",
                            "document": {
                                "link": "https://bijli.example/b/abc.pdf",
                                "filename": "bijli-bill-2026-11.pdf",
                            },
                        }
                    ],
                },
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "..1234"},
                        {"type": "text", "text": "₹ 1,253.00"},
                        {"type": "text", "text": "15 दिसंबर"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "confirm:4711"}],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "1",
                    "parameters": [{"type": "payload", "payload": "not_mine:4711"}],
                },
            ],
        },
        "biz_opaque_callback_data": "4711",
    }


@on_a_loop
async def test_parameters_the_api_would_refuse_are_mended() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        await channel.send(bill(body=("", " \n ", "गली 4\n\tमेरठ     शहर")))

    texts = [part["text"] for part in server.messages[0].json["template"]["components"][1]["parameters"]]
    assert texts == ["-", "-", "गली 4 मेरठ शहर"]


@on_a_loop
async def test_a_template_without_header_and_buttons_has_none_of_them() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        await channel.send(bill(header=None, buttons=(), body=()))

    assert server.messages[0].json["template"]["components"] == []


@on_a_loop
async def test_an_accepted_letter_brings_its_wamid() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.carrier_id) == (Outcome.ACCEPTED, "wamid.HBgMOTE2MDAwMDAwMDAxFQIAERgS")
    assert verdict.reason is None


@pytest.mark.parametrize(
    ("state", "outcome", "reason"),
    [
        ("accepted", Outcome.ACCEPTED, None),
        ("held_for_quality_assessment", Outcome.ACCEPTED, None),
        ("paused", Outcome.REFUSED, Reason.TEXT_REFUSED),
    ],
)
@on_a_loop
async def test_a_message_status_decides_what_an_answer_is_worth(
    state: str, outcome: Outcome, reason: Reason | None
) -> None:
    async with graph(accepting(message_status=state)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.carrier_id.startswith("wamid.")


@on_a_loop
async def test_a_paused_template_is_paused_for_all() -> None:
    async with graph(accepting(message_status="paused")) as server, whatsapp(server.url) as channel:
        assert (await channel.send(bill())).scope is Halts.TEMPLATE


@on_a_loop
async def test_a_message_held_for_its_quality_says_so() -> None:
    held = accepting(message_status="held_for_quality_assessment")
    async with graph(held) as server, whatsapp(server.url) as channel:
        assert (await channel.send(bill())).detail == "held for quality assessment"


@pytest.mark.parametrize(
    ("contacts", "user_id"),
    [
        ([{"input": PERSON, "wa_id": PERSON, "user_id": "IN.1349"}], "IN.1349"),
        ([{"input": "IN.1349", "user_id": "IN.1349"}], "IN.1349"),
        ([{"input": PERSON, "wa_id": PERSON}], ""),
        ([], ""),
        (None, ""),
        ({}, ""),
    ],
)
@on_a_loop
async def test_the_persons_user_id_is_kept_where_it_is_told(contacts: Any, user_id: str) -> None:
    answer = answering(200, {"contacts": contacts, "messages": [{"id": "wamid.A1"}]})
    async with graph(answer) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.user_id) == (Outcome.ACCEPTED, user_id)


@pytest.mark.parametrize(
    ("code", "scope", "tries"),
    [(131056, Halts.PAIR, 0), (131000, Halts.LETTER, 4), (190, Halts.CHANNEL, 0)],
)
@on_a_loop
async def test_a_verdict_says_what_else_it_stops_and_how_often_to_try(code: int, scope: Halts, tries: int) -> None:
    async with graph(refusing(400, code)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.scope, verdict.most_tries) == (scope, tries)


@on_a_loop
async def test_a_number_of_ours_that_is_gone_is_told_by_the_subcode() -> None:
    async with graph(refusing(400, 100, error_subcode=33)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.reason, verdict.scope) == (Reason.CHANNEL_STOPPED, Halts.SENDER)


@pytest.mark.parametrize(
    ("status", "code", "outcome", "reason"),
    [
        (400, 131026, Outcome.REFUSED, Reason.NOT_ON_WHATSAPP),
        (400, 132001, Outcome.REFUSED, Reason.TEXT_REFUSED),
        (400, 132015, Outcome.REFUSED, Reason.TEXT_REFUSED),
        (400, 131053, Outcome.REFUSED, Reason.OUR_ADDRESS),  # nor can we fetch it, from an address that is none
        (400, 131050, Outcome.REFUSED, Reason.MARKETING_STOPPED),
        (400, 100, Outcome.REFUSED, Reason.OUR_FAULT),
        (429, 130429, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        (400, 131056, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        (503, 2, Outcome.TRY_LATER, Reason.CARRIER_DOWN),
        (500, 131000, Outcome.TRY_LATER, Reason.CARRIER_DOWN),
        (401, 190, Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        (403, 200, Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        (403, 299, Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        (400, 368, Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        (400, 131215, Outcome.REFUSED, Reason.OUR_FAULT),
        (400, 506, Outcome.UNSURE, Reason.OTHER),
        (400, 987654, Outcome.REFUSED, Reason.OTHER),
        (500, 987654, Outcome.TRY_LATER, Reason.CARRIER_DOWN),
    ],
)
@on_a_loop
async def test_an_error_of_metas_is_translated(status: int, code: int, outcome: Outcome, reason: Reason) -> None:
    async with graph(refusing(status, code)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.detail.startswith(f"{code} ")
    assert "AxTrace" in verdict.detail
    assert (verdict.wait > 0) == (outcome is Outcome.TRY_LATER)


@on_a_loop
async def test_an_unknown_error_called_transient_is_tried_later() -> None:
    async with graph(refusing(400, 987654, is_transient=True)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert verdict.outcome is Outcome.TRY_LATER


@on_a_loop
async def test_details_reach_the_operator_without_the_number_in_them() -> None:
    more = {"error_data": {"messaging_product": "whatsapp", "details": f"Recipient {PERSON} is not valid"}}
    async with graph(refusing(400, 131026, **more)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert "Recipient … is not valid" in verdict.detail
    assert PERSON not in verdict.detail


@on_a_loop
async def test_a_busy_carrier_says_how_long_to_wait() -> None:
    answer = answering(429, "slow down", {"Retry-After": "17"})
    async with graph(answer) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason, verdict.wait) == (Outcome.TRY_LATER, Reason.CARRIER_BUSY, 17)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (503, "<html>busy</html>", Outcome.TRY_LATER),
        (502, "<html>bad gateway</html>", Outcome.UNSURE),
        (504, "", Outcome.UNSURE),
        (200, "", Outcome.UNSURE),
        (200, "[]", Outcome.UNSURE),
        (200, '{"messages": [{"id": {}}]}', Outcome.UNSURE),
        (200, '{"messages": [{"id": 7}]}', Outcome.ACCEPTED),
        (200, "[" * 100_000, Outcome.UNSURE),
        (404, "not found", Outcome.TRY_LATER),
        (302, "", Outcome.UNSURE),
        (413, "too large", Outcome.REFUSED),
        (400, '{"error": {"code": "190"}}', Outcome.TRY_LATER),
        (400, '{"error": {"code": true}}', Outcome.REFUSED),
        (400, '{"error": "no"}', Outcome.REFUSED),
    ],
)
@on_a_loop
async def test_an_answer_not_of_metas_shape_is_judged_with_care(status: int, body: str, outcome: Outcome) -> None:
    async with graph(answering(status, body)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill())

    assert verdict.outcome is outcome


@on_a_loop
async def test_a_letter_that_could_not_leave_is_tried_later() -> None:
    async with AsyncExitStack() as open_until_the_end:
        async with graph(accepting()) as server:
            channel = await open_until_the_end.enter_async_context(whatsapp(server.url))
        # The server is gone. The connection kept alive may tell us only when we write into it ...
        await channel.send(bill())
        # ... but a new one cannot be made, and so nothing leaves.
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.CARRIER_DOWN)


@on_a_loop
async def test_an_answer_that_does_not_come_leaves_us_unsure() -> None:
    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "POST":
            await asyncio.sleep(30)
        return web.json_response({"id": NUMBER_ID})

    async with graph(answer) as server, whatsapp(server.url, timeout=0.3) as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason) == (Outcome.UNSURE, Reason.CARRIER_DOWN)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{", b"SSH-2.0-x\r\n\r\n"])
@on_a_loop
async def test_a_line_cut_after_the_letter_leaves_us_unsure(said: bytes) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.readuntil(b"\r\n\r\n")).startswith(b"GET"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n" + b'{"id":"1"}')
            return
        writer.write(said)
        await writer.drain()
        writer.transport.abort()

    async with raw(cut) as port, whatsapp(f"http://127.0.0.1:{port}") as channel:
        verdict = await channel.send(bill())

    assert (verdict.outcome, verdict.reason) == (Outcome.UNSURE, Reason.CARRIER_DOWN)


@on_a_loop
async def test_opening_looks_at_our_number_with_our_token() -> None:
    async with graph(accepting()) as server, whatsapp(server.url):
        pass

    [asked] = server.asked
    assert (asked.method, asked.path) == ("GET", f"/v25.0/{NUMBER_ID}")
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


async def _refusal(answer: Any) -> str:
    async with graph(answer) as server:
        with pytest.raises(ChannelRefused) as refused:
            async with whatsapp(server.url):
                pass
        return str(refused.value).replace(server.url, "URL")


def _look(status: int, body: Any) -> Any:
    async def answer(_: Asked) -> web.StreamResponse:
        return web.Response(status=status, text=body if isinstance(body, str) else json.dumps(body))

    return answer


@on_a_loop
async def test_a_refused_token_is_said_in_one_line_without_the_token() -> None:
    # Meta's own words for it quote the token.
    error = {"message": f"Malformed access token {TOKEN}", "type": "OAuthException", "code": 190}

    line = await _refusal(_look(401, {"error": error}))

    assert line == "WhatsApp refuses the token at URL: code 190 (access token expired or invalid)"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, {"error": {"code": 100}}, "our phone number"),
        (403, {"error": {"code": 10}}, "permission missing"),
        (200, "<html>welcome</html>", "is this the Graph API?"),
    ],
)
@on_a_loop
async def test_other_trouble_at_the_door_is_one_line_too(status: int, body: Any, words: str) -> None:
    line = await _refusal(_look(status, body))

    assert words in line
    assert TOKEN not in line
    assert "\n" not in line


@on_a_loop
async def test_a_gateway_that_cannot_show_our_number_is_asked_to_carry_all_the_same() -> None:
    async with graph(_look(404, "gone")) as server, whatsapp(server.url) as channel:
        assert channel.shown == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "no-scheme", "http://"])
@on_a_loop
async def test_nobody_at_the_address_is_said_in_one_line(url: str) -> None:
    with pytest.raises(ChannelRefused, match=r"^WhatsApp cannot be reached at ") as refused:
        async with whatsapp(url):
            pass

    assert TOKEN not in str(refused.value)


@on_a_loop
async def test_letters_share_connections() -> None:
    async with graph(accepting()) as server, whatsapp(server.url, at_once=3) as channel:
        await asyncio.gather(*(channel.send(bill(number)) for number in range(1, 31)))

    assert len({id(asked.line) for asked in server.messages}) <= 3
    assert {asked.json["biz_opaque_callback_data"] for asked in server.messages} == {str(n) for n in range(1, 31)}


@on_a_loop
async def test_closing_waits_for_the_letters_in_flight() -> None:
    go = asyncio.Event()
    kind = accepting()

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "POST":
            await go.wait()
        return await kind(asked)

    async with graph(answer) as server:
        async with whatsapp(server.url) as channel:
            sending = asyncio.create_task(channel.send(bill()))
            await until(lambda: server.messages)
            asyncio.get_running_loop().call_later(0.05, go.set)
        verdict = await sending

    assert verdict.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_letter_that_is_no_template_is_our_mistake() -> None:
    sms = Sms(text="x", header="BIJLIS", entity_id="1", template_id="2")
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        with pytest.raises(TypeError):
            await channel.send(Letter(attempt=1, to=PERSON, content=sms))
