"""The same letters sent by pywa, a client of others, to the same server: what it writes and we write must agree."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pywa import WhatsApp as Pywa
from pywa import types
from pywa.types import templates
from pywa.types.templates import BodyText, HeaderDocument, QuickReplyButton, TemplateLanguage

from bijlisetu.channels.letter import Letter
from bijlisetu.channels.whatsapp.templates.text import (
    Call,
    CodeToCopy,
    HeaderMap,
    HeaderWords,
    LinkButton,
    QuickReplyLabel,
    TemplateText,
)
from bijlisetu.values import Language
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.letters_of_all_kinds import CONTENTS, LINK
from tests.channels.whatsapp.local_graph import NUMBER_ID, PERSON, TOKEN, Graph, accepting, bill, graph, whatsapp

Send = Callable[[Pywa], object]
BODY = ("..1234", "₹ 1,253.00")


def _by_pywa(url: str, send: Send) -> None:
    with httpx.Client() as session:
        client = Pywa(phone_id=NUMBER_ID, token=TOKEN, session=session, api_version=25.0)
        session.base_url = f"{url}/v25.0"  # pywa has no setting for it
        send(client)


def _template(*params: Any, name: str = "bill_issued") -> Send:
    return lambda client: client.send_template(
        to=PERSON, name=name, language=TemplateLanguage.HINDI, params=list(params), tracker="4711"
    )


def _in_one_spelling(node: Any) -> Any:
    """
    Return the JSON less what both spell in their own way and Meta takes in both.

    The index of a button is text and number in Meta's examples; words for types come in capitals and small; what
    is empty or false may be left out.
    """
    if isinstance(node, list):
        return [_in_one_spelling(one) for one in node]
    if not isinstance(node, dict):
        return node
    same = {
        key: _in_one_spelling(value)
        for key, value in node.items()
        if value not in (None, [], "") and value is not False
    }
    for key in ("type", "sub_type"):
        if isinstance(same.get(key), str):
            same[key] = same[key].lower()
    return {**same, "index": int(same["index"])} if "index" in same else same


async def _both(server: Graph, letter: Letter, send: Send) -> tuple[Any, Any]:
    async with whatsapp(server.url) as channel:
        await channel.send(letter)
    await asyncio.to_thread(_by_pywa, server.url, send)
    ours, theirs = server.messages
    assert theirs.path == ours.path
    assert theirs.headers["Authorization"] == ours.headers["Authorization"]
    assert theirs.headers["Content-Type"] == ours.headers["Content-Type"]
    return _in_one_spelling(ours.json), _in_one_spelling(theirs.json)


@on_a_loop
async def test_pywa_writes_the_same_bill_to_the_same_path() -> None:
    send = _template(
        HeaderDocument.params(document="https://bijli.example/b/abc.pdf", filename="bijli-bill-2026-11.pdf"),
        BodyText.params("..1234", "₹ 1,253.00", "15 दिसंबर"),
        QuickReplyButton.params(callback_data="confirm:4711", index=0),
        QuickReplyButton.params(callback_data="not_mine:4711", index=1),
    )
    async with graph(accepting()) as server:
        ours, theirs = await _both(server, bill(4711), send)

    assert ours == theirs


SENDS: dict[str, Send] = {
    "template with no header": _template(BodyText.params(*BODY)),
    "template with image by link": _template(
        templates.HeaderImage.params(image="https://bill.example.in/m/x.jpg"), BodyText.params(*BODY)
    ),
    "template with image by id": _template(
        templates.HeaderImage.params(image="1003383421387256"), BodyText.params(*BODY)
    ),
    "template with text": _template(templates.HeaderText.params("..1234"), BodyText.params(*BODY)),
    "template with named text": _template(templates.HeaderText.params(account="..1234"), BodyText.params(*BODY)),
    "template with place": _template(
        templates.HeaderLocation.params(lat=26.8467, lon=80.9462, name="Substation 4", address="Ring Road"),
        BodyText.params(*BODY),
    ),
    "template with names": _template(BodyText.params(account=BODY[0], amount=BODY[1])),
    "template with every button": _template(
        BodyText.params(*BODY),
        QuickReplyButton.params(callback_data="confirm:1", index=0),
        templates.URLButton.params(url_variable="x/y?z=1", index=2),
        templates.CopyCodeButton.params(coupon_code="AB12", index=3),
    ),
    "one-time password": _template(
        templates.AuthenticationBody.params(otp="123456"),
        templates.CopyCodeOTPButton.params(otp="123456"),
        name="code",
    ),
    "text": lambda client: client.send_message(to=PERSON, text="नमस्ते", tracker="4711"),
    "text with a preview": lambda client: client.send_message(
        to=PERSON, text="https://bill.example.in/b/x", preview_url=True, tracker="4711"
    ),
    "reply buttons": lambda client: client.send_message(
        to=PERSON,
        text="क्या यह कनेक्शन आपका है?",
        buttons=[
            types.Button(title="हाँ", callback_data="confirm"),
            types.Button(title="नहीं", callback_data="not_mine"),
        ],
        tracker="4711",
    ),
    "menu of two parts": lambda client: client.send_message(
        to=PERSON,
        text="?",
        header="सेवाएँ",
        footer="1912",
        buttons=types.SectionList(
            button_title="चुनें",
            sections=[
                types.Section(title="बिल", rows=[types.SectionRow(title="बिल", callback_data="1")]),
                types.Section(title="बिजली", rows=[types.SectionRow(title="शिकायत", callback_data="2")]),
            ],
        ),
        tracker="4711",
    ),
    "link": lambda client: client.send_message(
        to=PERSON,
        text="बिल देखें",
        header="बिल",
        footer="1912",
        buttons=types.URLButton(title="खोलें", url="https://bill.example.in/b/x"),
        tracker="4711",
    ),
    "location request": lambda client: client.request_location(to=PERSON, text="खंभा कहाँ है?", tracker="4711"),
    "document": lambda client: client.send_document(
        to=PERSON, document=LINK, filename="bill.pdf", caption="नवम्बर का बिल", tracker="4711"
    ),
    "image": lambda client: client.send_image(to=PERSON, image="1003383421387256", tracker="4711"),
}


@pytest.mark.parametrize("kind", SENDS)
@on_a_loop
async def test_pywa_writes_the_same_letter(kind: str) -> None:
    letter = Letter(attempt=4711, to=PERSON, content=CONTENTS[kind])
    async with graph(accepting()) as server:
        ours, theirs = await _both(server, letter, SENDS[kind])

    assert ours == theirs


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            TemplateText(
                name="x",
                language=Language.HINDI,
                body_text="खाता {{account}} की राशि {{amount}} है",
                names=("account", "amount"),
                examples=("..1234", "10"),
                header=HeaderWords("खाता {{account}}", "..1234", "account"),
                footer="1912",
                buttons=(
                    QuickReplyLabel("हाँ"),
                    LinkButton("See", "https://bill.example.in/b/{{1}}", "https://bill.example.in/b/x"),
                    Call("Call", "+911912"),
                    CodeToCopy("AB12"),
                ),
                valid_for=60,
            ),
            templates.Template(
                name="x",
                category=templates.TemplateCategory.UTILITY,
                language=TemplateLanguage.HINDI,
                parameter_format=templates.ParamFormat.NAMED,
                message_send_ttl_seconds=60,
                components=[
                    templates.HeaderText("खाता {{account}}", account="..1234"),
                    BodyText("खाता {{account}} की राशि {{amount}} है", account="..1234", amount="10"),
                    templates.FooterText(text="1912"),
                    templates.Buttons(
                        buttons=[
                            QuickReplyButton(text="हाँ"),
                            templates.URLButton(
                                text="See", url="https://bill.example.in/b/{{1}}", example="https://bill.example.in/b/x"
                            ),
                            templates.PhoneNumberButton(text="Call", phone_number="+911912"),
                            templates.CopyCodeButton(example="AB12"),
                        ]
                    ),
                ],
            ),
        ),
        (
            TemplateText(
                name="x",
                language=Language.HINDI,
                body_text="यहाँ {{1}} बजे तक बंद है",
                examples=("18",),
                header=HeaderMap(),
            ),
            templates.Template(
                name="x",
                category=templates.TemplateCategory.UTILITY,
                language=TemplateLanguage.HINDI,
                parameter_format=templates.ParamFormat.POSITIONAL,
                components=[templates.HeaderLocation(), BodyText("यहाँ {{1}} बजे तक बंद है", "18")],
            ),
        ),
        (
            TemplateText(name="x", language=Language.HINDI, category="AUTHENTICATION", code_valid_minutes=5),
            templates.Template(
                name="x",
                category=templates.TemplateCategory.AUTHENTICATION,
                language=TemplateLanguage.HINDI,
                parameter_format=templates.ParamFormat.POSITIONAL,
                components=[
                    templates.AuthenticationBody(add_security_recommendation=True),
                    templates.AuthenticationFooter(code_expiration_minutes=5),
                    templates.Buttons(buttons=[templates.CopyCodeOTPButton()]),
                ],
            ),
        ),
    ],
)
def test_pywa_registers_the_same_template(ours: TemplateText, theirs: Any) -> None:
    assert _in_one_spelling(ours.body({})) == _in_one_spelling(json.loads(theirs.to_json()))
