"""What each kind of letter becomes on the wire, and what never leaves us."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bijlisetu.channels.letter import Letter, Outcome, Reason, Remedy
from bijlisetu.channels.whatsapp.body import message_body, written
from bijlisetu.channels.whatsapp.content import (
    Attachment,
    Choice,
    Content,
    CopyCode,
    Document,
    HeaderText,
    Image,
    LinkButton,
    MapSpot,
    Menu,
    Otp,
    QuickReply,
    ReplyButtons,
    Section,
    Text,
    UrlSuffix,
)
from bijlisetu.channels.whatsapp.limits import DoesNotFit
from bijlisetu.values import Language
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.letters_of_all_kinds import CONTENTS, LINK, SUBSTATION, YES_OR_NO, template
from tests.channels.whatsapp.local_graph import PERSON, accepting, graph, whatsapp

OTP = CONTENTS["one-time password"]


def body(content: Content, to: str = PERSON, **more: Any) -> dict[str, Any]:
    return message_body(Letter(attempt=4711, to=to, content=content, **more))


def components(content: Content) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = body(content)["template"]["components"]
    return parts


@pytest.mark.parametrize(
    ("kind", "parameter"),
    [
        ("document by link", {"type": "document", "document": {"link": LINK, "filename": "bill.pdf"}}),
        ("document by id", {"type": "document", "document": {"id": "1003383421387256"}}),
        ("image by link", {"type": "image", "image": {"link": "https://bill.example.in/m/x.jpg"}}),
        ("image by id", {"type": "image", "image": {"id": "1003383421387256"}}),
        ("text", {"type": "text", "text": "..1234"}),
        ("named text", {"type": "text", "text": "..1234", "parameter_name": "account"}),
        (
            "place",
            {
                "type": "location",
                "location": {
                    "latitude": 26.8467,
                    "longitude": 80.9462,
                    "name": "Substation 4",
                    "address": "Ring Road",
                },
            },
        ),
    ],
)
def test_each_header_has_its_shape(kind: str, parameter: dict[str, Any]) -> None:
    assert components(CONTENTS[f"template with {kind}"])[0] == {"type": "header", "parameters": [parameter]}


def test_named_parameters_carry_their_names() -> None:
    [part] = components(CONTENTS["template with names"])

    assert part["parameters"] == [
        {"type": "text", "parameter_name": "account", "text": "..1234"},
        {"type": "text", "parameter_name": "amount", "text": "₹ 1,253.00"},
    ]


def test_nothing_to_fill_is_no_component() -> None:
    assert components(CONTENTS["template with nothing to fill"]) == []


def test_buttons_keep_their_places_and_those_without_a_variable_are_not_sent() -> None:
    [_, *buttons] = components(CONTENTS["template with every button"])

    assert [(button["sub_type"], button["index"], button["parameters"]) for button in buttons] == [
        ("quick_reply", "0", [{"type": "payload", "payload": "confirm:1"}]),
        ("url", "2", [{"type": "text", "text": "x/y?z=1"}]),
        ("copy_code", "3", [{"type": "coupon_code", "coupon_code": "AB12"}]),
    ]


def test_a_one_time_password_stands_in_the_body_and_in_the_button() -> None:
    code = [{"type": "text", "text": "123456"}]

    assert components(OTP) == [
        {"type": "body", "parameters": code},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": code},
    ]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text", {"type": "text", "text": {"body": "नमस्ते", "preview_url": False}}),
        (
            "document",
            {
                "type": "document",
                "document": {"link": LINK, "filename": "bill.pdf", "caption": "नवम्बर का बिल"},
            },
        ),
        ("image", {"type": "image", "image": {"id": "1003383421387256"}}),
        (
            "location request",
            {
                "type": "interactive",
                "interactive": {
                    "type": "location_request_message",
                    "body": {"text": "खंभा कहाँ है?"},
                    "action": {"name": "send_location"},
                },
            },
        ),
        (
            "link",
            {
                "type": "interactive",
                "interactive": {
                    "type": "cta_url",
                    "header": {"type": "text", "text": "बिल"},
                    "body": {"text": "बिल देखें"},
                    "footer": {"text": "1912"},
                    "action": {
                        "name": "cta_url",
                        "parameters": {"display_text": "खोलें", "url": "https://bill.example.in/b/x"},
                    },
                },
            },
        ),
        (
            "reply buttons",
            {
                "type": "interactive",
                "interactive": {
                    "type": "button",
                    "body": {"text": "क्या यह कनेक्शन आपका है?"},
                    "action": {
                        "buttons": [
                            {"type": "reply", "reply": {"id": "confirm", "title": "हाँ"}},
                            {"type": "reply", "reply": {"id": "not_mine", "title": "नहीं"}},
                        ]
                    },
                },
            },
        ),
        (
            "menu",
            {
                "type": "interactive",
                "interactive": {
                    "type": "list",
                    "body": {"text": "?"},
                    "action": {
                        "button": "चुनें",
                        "sections": [
                            {
                                "rows": [
                                    {"id": "1", "title": "बिल", "description": "इस महीने का"},
                                    {"id": "2", "title": "शिकायत"},
                                ]
                            }
                        ],
                    },
                },
            },
        ),
    ],
)
def test_words_of_our_own_have_their_shape(kind: str, more: dict[str, Any]) -> None:
    assert body(CONTENTS[kind]) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PERSON,
        **more,
        "biz_opaque_callback_data": "4711",
    }


def test_an_answer_quotes_what_it_answers() -> None:
    assert body(CONTENTS["text"], in_reply_to="wamid.R1")["context"] == {"message_id": "wamid.R1"}


@pytest.mark.parametrize("user_id", ["IN.13491208655302741918", "IN.ENT.abc123", "US.a"])
def test_a_user_id_is_the_recipient_and_nobody_is_in_to(user_id: str) -> None:
    written_to = body(CONTENTS["text"], to=user_id)

    assert written_to["recipient"] == user_id
    assert "to" not in written_to


@pytest.mark.parametrize(
    "to", ["", "1912", "9" * 16, "+916000000001", "६००००००००१", "a@example.in", "IN.", "in.x", "IN.x y", "IN.x\n", "."]
)
def test_an_address_of_no_such_kind_stays_here(to: str) -> None:
    with pytest.raises(DoesNotFit, match="address") as refused:
        body(CONTENTS["text"], to=to)

    assert not to or len(to) < 2 or to not in str(refused.value)


LONG = "x" * 5000
TOO_MUCH: list[tuple[Content, str]] = [
    (template(header=HeaderText("x" * 61)), "header's text has 61"),
    (template(header=Document()), "either uploaded or at a link"),
    (template(header=Image(link=LINK, media_id="1")), "either uploaded or at a link"),
    (template(header=MapSpot(latitude=91, longitude=0, name="x", address="x")), "not on the map"),
    (template(header=MapSpot(latitude=float("nan"), longitude=0, name="x", address="x")), "not on the map"),
    (template(header=MapSpot(latitude=1, longitude=0, name="", address="x")), "name of the place is empty"),
    (template(header=MapSpot(latitude=1, longitude=0, name="x", address="")), "address of the place is empty"),
    (template(body=("x" * 600, "x" * 600)), "parameters alone have 1200"),
    (template(names=("a",)), "needs its name"),
    (template(names=("A", "b")), "needs its name"),
    (template(buttons=(QuickReply(""),)), "payload is empty"),
    (template(buttons=(QuickReply("x" * 257),)), "payload has 257"),
    (template(buttons=(UrlSuffix(""),)), "link's end is empty"),
    (template(buttons=(CopyCode("x" * 16),)), "code to copy has 16"),
    (template(buttons=(CopyCode("AB 12"),)), "letters and digits only"),
    (template(buttons=(None,) * 11), "11 buttons"),
    (Otp(name="x", language=Language.HINDI, code="1" * 16), "one-time password has 16"),
    (Text(text=""), "text is empty"),
    (Text(text=LONG), "text has 5000"),
    (ReplyButtons(text="?", buttons=()), "0 buttons"),
    (ReplyButtons(text="?", buttons=tuple(Choice(str(n), str(n)) for n in range(4))), "4 buttons"),
    (ReplyButtons(text="?", buttons=(Choice("x", "y" * 21),)), "title has 21"),
    (ReplyButtons(text="?", buttons=(Choice("x" * 257, "y"),)), "id has 257"),
    (ReplyButtons(text="?", buttons=(Choice("x", "a"), Choice("x", "b"))), "same id"),
    (ReplyButtons(text="?", buttons=(Choice("x", "a"), Choice("y", "a"))), "same title"),
    (ReplyButtons(text="x" * 1025, buttons=YES_OR_NO), "text has 1025"),
    (ReplyButtons(text="?", buttons=YES_OR_NO, header="x" * 61), "header has 61"),
    (ReplyButtons(text="?", buttons=YES_OR_NO, footer="x" * 61), "footer has 61"),
    (Menu(text="?", button="x", sections=()), "0 rows"),
    (Menu(text="?", button="x", sections=(Section("", tuple(Choice(str(n), "x") for n in range(11))),)), "11 rows"),
    (Menu(text="?", button="x" * 21, sections=(Section("", YES_OR_NO),)), "button's title has 21"),
    (Menu(text="?", button="x", sections=(Section("", (Choice("x" * 201, "y"),)),)), "id has 201"),
    (Menu(text="?", button="x", sections=(Section("", (Choice("x", "y" * 25),)),)), "title has 25"),
    (Menu(text="?", button="x", sections=(Section("", (Choice("x", "y", "z" * 73),)),)), "description has 73"),
    (Menu(text="?", button="x", sections=(Section("x" * 25, YES_OR_NO),)), "section's title has 25"),
    (Menu(text="?", button="x", sections=(Section("a", YES_OR_NO), Section("b", ()))), "section without rows"),
    (
        Menu(text="?", button="x", sections=(Section("a", YES_OR_NO[:1]), Section("", YES_OR_NO[1:]))),
        "section's title is empty",
    ),
    (LinkButton(text="?", label="x" * 21, url=LINK), "label has 21"),
    (LinkButton(text="?", label="x", url=""), "link is empty"),
    (Attachment(file=Image(media_id="1"), caption="x" * 1025), "caption has 1025"),
]


@pytest.mark.parametrize(("content", "why"), TOO_MUCH)
def test_what_breaks_a_limit_is_said_and_never_cut(content: Content, why: str) -> None:
    with pytest.raises(DoesNotFit, match=why):
        body(content)


@on_a_loop
async def test_what_breaks_a_limit_is_refused_before_the_network() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(Letter(attempt=1, to=PERSON, content=Text(text=LONG)))

    assert server.messages == []
    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.OUR_FAULT)
    assert verdict.detail == "the text has 5000 characters, WhatsApp takes 4096"


@on_a_loop
async def test_a_one_time_password_never_goes_to_a_user_id() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(Letter(attempt=1, to="IN.1349x", content=OTP))

    assert server.messages == []
    assert (verdict.outcome, verdict.reason, verdict.remedy) == (Outcome.REFUSED, Reason.OUR_FAULT, Remedy.NUMBER)


def test_half_a_character_stays_here() -> None:
    with pytest.raises(DoesNotFit, match="half a character"):
        written(Letter(attempt=1, to=PERSON, content=Text(text="\ud83d")))


def test_hindi_goes_out_as_it_is() -> None:
    octets = written(Letter(attempt=1, to=PERSON, content=Text(text="नमस्ते")))

    assert "नमस्ते".encode() in octets
    assert json.loads(octets)["text"]["body"] == "नमस्ते"


def test_a_place_may_lie_on_the_equator() -> None:
    equator = MapSpot(latitude=0, longitude=SUBSTATION.longitude, name="x", address="y")

    assert components(template(header=equator))[0]["parameters"][0]["location"]["latitude"] == 0
