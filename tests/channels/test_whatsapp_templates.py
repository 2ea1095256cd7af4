"""Templates put before Meta."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import web
from local_graph import TOKEN, Asked, graph
from on_a_loop import on_a_loop

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.whatsapp_templates import TemplateText, push_templates
from bijlisetu.values import Language

BILL = TemplateText(
    name="bill_issued",
    language=Language.HINDI,
    body_text="कनेक्शन {{1}} का बिल {{2}} तक भरें।",
    examples=("..1234", "15 दिसंबर"),
    document_handle="4::aW",
    quick_replies=("हाँ, मेरा है", "यह मेरा कनेक्शन नहीं"),
    valid_for=43_200,
)


def board(existing: list[dict[str, Any]], refusal: dict[str, Any] | None = None) -> Any:
    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "GET":
            return web.json_response({"data": existing})
        if refusal:
            return web.json_response({"error": refusal}, status=400)
        return web.json_response({"id": "1", "status": "PENDING", "category": "UTILITY"})

    return answer


@on_a_loop
async def test_a_template_is_created_in_metas_shape() -> None:
    async with graph(board([])) as server:
        new = await push_templates([BILL], base_url=server.url, token=TOKEN, waba_id="102290129340398")

    [asked] = server.messages
    assert new == ["bill_issued"]
    assert asked.path == "/v25.0/102290129340398/message_templates"
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.json == {
        "name": "bill_issued",
        "language": "hi",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "message_send_ttl_seconds": 43_200,
        "components": [
            {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::aW"]}},
            {
                "type": "BODY",
                "text": "कनेक्शन {{1}} का बिल {{2}} तक भरें।",
                "example": {"body_text": [["..1234", "15 दिसंबर"]]},
            },
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "हाँ, मेरा है"},
                    {"type": "QUICK_REPLY", "text": "यह मेरा कनेक्शन नहीं"},
                ],
            },
        ],
    }


@on_a_loop
async def test_one_that_exists_is_left_as_it_is() -> None:
    refusal = {"code": 100, "error_subcode": 2388024, "message": "Invalid parameter"}
    async with graph(board([{"name": "bill_issued", "language": "hi"}], refusal)) as server:
        assert await push_templates([BILL], base_url=server.url, token=TOKEN, waba_id="1") == []


@pytest.mark.parametrize("existing", [[], [{"name": "bill_issued", "language": "en"}], [None, {"name": 7}]])
@on_a_loop
async def test_one_refused_is_said_in_one_line(existing: list[dict[str, Any]]) -> None:
    refusal = {"code": 190, "message": f"Malformed access token {TOKEN}"}
    async with graph(board(existing, refusal)) as server:
        with pytest.raises(ChannelRefused) as refused:
            await push_templates([BILL], base_url=server.url, token=TOKEN, waba_id="1")

    assert str(refused.value) == ("WhatsApp refuses the template bill_issued (hi): 190 access token expired or invalid")


@on_a_loop
async def test_nobody_there_is_said_in_one_line() -> None:
    with pytest.raises(ChannelRefused, match="cannot be reached") as refused:
        await push_templates([BILL], base_url="http://127.0.0.1:1", token=TOKEN, waba_id="1")

    assert TOKEN not in str(refused.value)
    assert json.dumps(str(refused.value))
