"""Templates put before Meta, and read back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.news import TemplateState
from bijlisetu.channels.whatsapp.templates.account import push_templates, registered_templates
from bijlisetu.channels.whatsapp.templates.registered import Registered
from bijlisetu.channels.whatsapp.templates.text import (
    Call,
    CodeToCopy,
    HeaderMap,
    HeaderWords,
    LinkButton,
    QuickReplyLabel,
    Sample,
    TemplateText,
)
from bijlisetu.values import Language
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.local_graph import TOKEN, Asked, graph

ACCOUNT = "102290129340398"
APP = "300000000000001"
PDF = Sample(content=b"%PDF-1.7 a sample", mime_type="application/pdf", name="sample.pdf")
BILL = TemplateText(
    name="bill_issued",
    language=Language.HINDI,
    body_text="कनेक्शन {{1}} का बिल {{2}} तक भरें।",
    examples=("..1234", "15 दिसंबर"),
    header=PDF,
    buttons=(QuickReplyLabel("हाँ, मेरा है"), QuickReplyLabel("यह मेरा कनेक्शन नहीं")),
    valid_for=43_200,
)
ROW = {
    "id": "594425479261596",
    "name": "bill_issued",
    "language": "hi",
    "status": "APPROVED",
    "category": "UTILITY",
    "quality_score": {"score": "GREEN", "date": 1796000000},
    "components": [
        {"type": "HEADER", "format": "DOCUMENT"},
        {"type": "BODY", "text": "कनेक्शन {{1}} का बिल {{2}} तक भरें।"},
        {"type": "FOOTER", "text": "हेल्पलाइन 1912"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "हाँ"},
                {"type": "URL", "text": "देखें", "url": "https://bill.example.in/b/{{1}}"},
                {"type": "URL", "text": "सहायता", "url": "https://bill.example.in/help"},
                {"type": "PHONE_NUMBER", "text": "1912", "phone_number": "+911912"},
                {"type": "COPY_CODE", "text": "Copy"},
            ],
        },
    ],
}

Answer = Callable[[Asked], Awaitable[web.StreamResponse]]


def board(existing: list[Any], refusal: dict[str, Any] | None = None) -> Answer:
    """Meta's side: lists these, takes samples, and takes or refuses what is created."""

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "GET":
            return web.json_response({"data": existing})
        if asked.path.startswith(f"/v25.0/{APP}/uploads"):
            return web.json_response({"id": "upload:MTphdHRhY2g=?sig=ARZq"})
        if asked.path.startswith("/v25.0/upload:"):
            return web.json_response({"h": "4::aW"})
        if refusal:
            return web.json_response({"error": refusal}, status=400)
        return web.json_response({"id": "1", "status": "PENDING", "category": "UTILITY"})

    return answer


async def push(url: str, *templates: TemplateText, app_id: str = APP) -> list[str]:
    return await push_templates(templates, base_url=url, token=TOKEN, waba_id=ACCOUNT, app_id=app_id)


@on_a_loop
async def test_a_template_is_created_in_metas_shape() -> None:
    async with graph(board([])) as server:
        new = await push(server.url, BILL)

    asked = server.messages[-1]
    assert new == ["bill_issued"]
    assert asked.path == f"/v25.0/{ACCOUNT}/message_templates"
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
async def test_the_sample_is_uploaded_once_by_the_resumable_upload() -> None:
    english = TemplateText(name="bill_issued", language=Language.ENGLISH, body_text="Your bill.", header=PDF)
    async with graph(board([])) as server:
        await push(server.url, BILL, english)

    begun, sent, *created = server.messages
    assert begun.path == f"/v25.0/{APP}/uploads?file_name=sample.pdf&file_length=17&file_type=application/pdf"
    assert sent.path == "/v25.0/upload:MTphdHRhY2g=?sig=ARZq"
    assert (sent.headers["Authorization"], sent.headers["file_offset"]) == (f"OAuth {TOKEN}", "0")
    assert sent.body == PDF.content
    assert len(created) == 2


@on_a_loop
async def test_a_sample_cannot_be_uploaded_without_our_app() -> None:
    async with graph(board([])) as server:
        with pytest.raises(ChannelRefused, match="id of our app"):
            await push(server.url, BILL, app_id="")

    assert server.messages == []


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        (
            {"header": HeaderWords("खाता {{1}}", "..1234"), "examples": ("10",)},
            [
                {"type": "HEADER", "format": "TEXT", "text": "खाता {{1}}", "example": {"header_text": ["..1234"]}},
                {"type": "BODY", "text": "x", "example": {"body_text": [["10"]]}},
            ],
        ),
        (
            {
                "header": HeaderWords("खाता {{account}}", "..1234", "account"),
                "names": ("amount",),
                "examples": ("10",),
            },
            [
                {
                    "type": "HEADER",
                    "format": "TEXT",
                    "text": "खाता {{account}}",
                    "example": {"header_text_named_params": [{"param_name": "account", "example": "..1234"}]},
                },
                {
                    "type": "BODY",
                    "text": "x",
                    "example": {"body_text_named_params": [{"param_name": "amount", "example": "10"}]},
                },
            ],
        ),
        (
            {"header": HeaderWords("बिजली बिल"), "footer": "1912"},
            [
                {"type": "HEADER", "format": "TEXT", "text": "बिजली बिल"},
                {"type": "BODY", "text": "x"},
                {"type": "FOOTER", "text": "1912"},
            ],
        ),
        ({"header": HeaderMap()}, [{"type": "HEADER", "format": "LOCATION"}, {"type": "BODY", "text": "x"}]),
        (
            {
                "buttons": (
                    LinkButton("See", "https://bill.example.in/b/{{1}}", "https://bill.example.in/b/x"),
                    LinkButton("Help", "https://bill.example.in/help"),
                    Call("Call", "+911912"),
                    CodeToCopy("AB12"),
                )
            },
            [
                {"type": "BODY", "text": "x"},
                {
                    "type": "BUTTONS",
                    "buttons": [
                        {
                            "type": "URL",
                            "text": "See",
                            "url": "https://bill.example.in/b/{{1}}",
                            "example": ["https://bill.example.in/b/x"],
                        },
                        {"type": "URL", "text": "Help", "url": "https://bill.example.in/help"},
                        {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+911912"},
                        {"type": "COPY_CODE", "example": "AB12"},
                    ],
                },
            ],
        ),
        (
            {"category": "AUTHENTICATION", "body_text": "", "code_valid_minutes": 5},
            [
                {"type": "BODY", "add_security_recommendation": True},
                {"type": "FOOTER", "code_expiration_minutes": 5},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
            ],
        ),
    ],
)
def test_each_part_has_metas_shape(template: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    text = TemplateText(**{"name": "x", "language": Language.HINDI, "body_text": "x", **template})

    assert text.body({})["components"] == parts
    assert text.body({})["parameter_format"] == ("NAMED" if text.names else "POSITIONAL")


def test_a_picture_is_a_header_of_its_own_kind() -> None:
    picture = Sample(content=b"\xff\xd8", mime_type="image/jpeg", name="meter.jpg")
    text = TemplateText(name="x", language=Language.HINDI, body_text="x", header=picture)

    assert text.body({picture: "4::x"})["components"][0]["format"] == "IMAGE"


@on_a_loop
async def test_one_that_exists_is_left_as_it_is() -> None:
    async with graph(board([{"name": "bill_issued", "language": "hi"}])) as server:
        assert await push(server.url, BILL) == []

    assert server.messages == []


@on_a_loop
async def test_one_that_somebody_else_creates_meanwhile_is_left_too() -> None:
    existing: list[Any] = []
    refuse = board(existing, {"code": 100, "error_subcode": 2388024, "message": "Invalid parameter"})

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.path.endswith("/message_templates") and asked.method == "POST":
            existing.append({"name": "bill_issued", "language": "hi"})
        return await refuse(asked)

    async with graph(answer) as server:
        assert await push(server.url, BILL) == []


@pytest.mark.parametrize("existing", [[], [{"name": "bill_issued", "language": "en"}], [None, {"name": 7}]])
@on_a_loop
async def test_one_refused_is_said_in_one_line(existing: list[Any]) -> None:
    refusal = {"code": 190, "message": f"Malformed access token {TOKEN}"}
    async with graph(board(existing, refusal)) as server:
        with pytest.raises(ChannelRefused) as refused:
            await push(server.url, BILL)

    assert str(refused.value) == ("WhatsApp refuses the template bill_issued (hi): 190 access token expired or invalid")


@on_a_loop
async def test_nobody_there_is_said_in_one_line() -> None:
    with pytest.raises(ChannelRefused, match="cannot be reached") as refused:
        await push("http://127.0.0.1:1", BILL)

    assert TOKEN not in str(refused.value)
    assert json.dumps(str(refused.value))


def paged(pages: list[dict[str, Any]]) -> Answer:
    """The list in pages, each named by the cursor that asks for it."""

    async def answer(asked: Asked) -> web.StreamResponse:
        after = asked.path.partition("after=")[2]
        return web.json_response(pages[int(after or 0)])

    return answer


async def listed(url: str) -> list[Registered]:
    return await registered_templates(base_url=url, token=TOKEN, waba_id=ACCOUNT)


@on_a_loop
async def test_a_template_is_read_back_with_what_a_letter_must_fill() -> None:
    async with graph(board([ROW])) as server:
        [template] = await listed(server.url)

    assert "fields=name,language,status,category,quality_score,parameter_format,components,id" in server.asked[0].path
    assert template == Registered(
        id="594425479261596",
        name="bill_issued",
        language="hi",
        state=TemplateState.APPROVED,
        category="utility",
        quality="green",
        parameters=2,
        header="document",
        buttons=("quick_reply", "url", "fixed", "fixed", "copy_code"),
    )


@on_a_loop
async def test_names_of_parameters_are_read_back() -> None:
    parts = [
        {"type": "HEADER", "format": "TEXT", "text": "खाता {{account}}"},
        {"type": "BODY", "text": "{{amount}} {{due}} {{amount}}"},
    ]
    async with graph(board([{**ROW, "components": parts}])) as server:
        [template] = await listed(server.url)

    assert (template.names, template.parameters) == (("amount", "due"), 2)
    assert (template.header, template.header_name) == ("text", "account")


@on_a_loop
async def test_all_pages_are_read() -> None:
    pages = [
        {
            "data": [{**ROW, "name": f"t{page}"}],
            "paging": {"cursors": {"after": str(page + 1)}, **({"next": "https://…"} if page < 2 else {})},
        }
        for page in range(3)
    ]
    async with graph(paged(pages)) as server:
        templates = await listed(server.url)

    assert [template.name for template in templates] == ["t0", "t1", "t2"]


@on_a_loop
async def test_a_list_that_leads_back_to_itself_ends() -> None:
    pages = [{"data": [ROW], "paging": {"cursors": {"after": "0"}, "next": "https://…"}}]
    async with graph(paged(pages)) as server:
        assert len(await listed(server.url)) == 2


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "language": "hi"},
        {"name": "x", "language": "hi", "components": {}, "quality_score": "RED", "status": 7, "id": 12},
        {"name": "x", "language": "hi", "components": [None, {"type": "BODY"}, {"type": "BUTTONS", "buttons": [1]}]},
        {"name": "x", "language": "hi", "components": [{"type": "HEADER"}, {"type": "HEADER", "format": "TEXT"}]},
    ],
)
@on_a_loop
async def test_an_odd_row_does_not_lose_the_others(row: dict[str, Any]) -> None:
    async with graph(board([None, {}, row, ROW])) as server:
        templates = await listed(server.url)

    assert [template.name for template in templates] == ["x", "bill_issued"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("PENDING", TemplateState.PENDING),
        ("IN_APPEAL", TemplateState.PENDING),
        ("REJECTED", TemplateState.REJECTED),
        ("PAUSED", TemplateState.PAUSED),
        ("DISABLED", TemplateState.DISABLED),
        ("DELETED", TemplateState.GONE),
        ("ARCHIVED", TemplateState.GONE),
        ("A_NEW_WORD", None),
    ],
)
@on_a_loop
async def test_where_a_template_stands_is_read_back(word: str, state: TemplateState | None) -> None:
    async with graph(board([{**ROW, "status": word}])) as server:
        [template] = await listed(server.url)

    assert template.state is state


@on_a_loop
async def test_a_list_that_is_refused_is_said_in_one_line() -> None:
    async def answer(asked: Asked) -> web.StreamResponse:
        return web.json_response({"error": {"code": 10, "message": TOKEN}}, status=403)

    async with graph(answer) as server:
        with pytest.raises(ChannelRefused, match="refuses the list of templates: 10 permission missing") as refused:
            await listed(server.url)

    assert TOKEN not in str(refused.value)
