"""The same bill sent by pywa, a client of others, to the same server: what it writes and we write must agree."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from local_graph import NUMBER_ID, PERSON, TOKEN, accepting, bill, graph, whatsapp
from on_a_loop import on_a_loop
from pywa import WhatsApp as Pywa
from pywa.types.templates import BodyText, HeaderDocument, QuickReplyButton, TemplateLanguage


def _send_by_pywa(url: str) -> None:
    with httpx.Client() as session:
        client = Pywa(phone_id=NUMBER_ID, token=TOKEN, session=session, api_version=25.0)
        session.base_url = f"{url}/v25.0"  # pywa has no setting for it
        client.send_template(
            to=PERSON,
            name="bill_issued",
            language=TemplateLanguage.HINDI,
            params=[
                HeaderDocument.params(document="https://bijli.example/b/abc.pdf", filename="bijli-bill-2026-11.pdf"),
                BodyText.params("..1234", "₹ 1,253.00", "15 दिसंबर"),
                QuickReplyButton.params(callback_data="confirm:4711", index=0),
                QuickReplyButton.params(callback_data="not_mine:4711", index=1),
            ],
            tracker="4711",
        )


def _in_one_spelling(body: dict[str, Any]) -> dict[str, Any]:
    # Meta's examples have the index of a button as text and as number; we write text, pywa a number.
    for component in body["template"]["components"]:
        component["type"] = component["type"].lower()
        if "index" in component:
            component["index"] = int(component["index"])
            component["sub_type"] = component["sub_type"].lower()
        for parameter in component["parameters"]:
            parameter["type"] = parameter["type"].lower()
    return body


@on_a_loop
async def test_pywa_writes_the_same_body_to_the_same_path() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        await channel.send(bill(4711))
        await asyncio.to_thread(_send_by_pywa, server.url)

    ours, theirs = server.messages
    assert theirs.path == ours.path
    assert theirs.headers["Authorization"] == ours.headers["Authorization"]
    assert theirs.headers["Content-Type"] == ours.headers["Content-Type"]
    assert _in_one_spelling(theirs.json) == _in_one_spelling(ours.json)
