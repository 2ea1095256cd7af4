"""A document that WhatsApp cannot fetch is brought to it, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.channels.whatsapp.content import Document
from bijlisetu.delivery.actions import MOST_TRIES
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.local_graph import Asked, Graph, accepting, bill, graph, refusing, whatsapp

PDF = b"%PDF-1.7 the bill"
MEDIA_ID = "1003383421387256"


class Meta:
    """Fetches nothing from a link; shows the bill itself, so that we can fetch it."""

    def __init__(
        self, *, shows: int = 200, takes_media: bool = True, takes_ids: bool = True, thinks_for: float = 0
    ) -> None:
        self.shows, self.takes_media, self.takes_ids, self.thinks_for = shows, takes_media, takes_ids, thinks_for

    async def __call__(self, asked: Asked) -> web.StreamResponse:
        if asked.path.startswith("/c/"):
            await asyncio.sleep(self.thinks_for)
            return web.Response(status=self.shows, body=PDF)
        if asked.path.endswith("/media"):
            return await self._media(asked)
        if asked.method == "POST" and not (self.takes_ids and "id" in document(asked)):
            return await refusing(400, 131053)(asked)
        return await accepting()(asked)

    async def _media(self, asked: Asked) -> web.StreamResponse:
        return web.json_response({"id": MEDIA_ID}) if self.takes_media else await refusing(400, 100)(asked)


def document(asked: Asked) -> dict[str, Any]:
    shown: dict[str, Any] = asked.json["template"]["components"][0]["parameters"][0]["document"]
    return shown


def sent(server: Graph) -> list[dict[str, Any]]:
    """Return the document of each message, in order."""
    return [document(asked) for asked in server.messages if asked.path.endswith("/messages")]


async def send(meta: Meta, *, failed_before: bool = False) -> tuple[Verdict, Graph]:
    async with graph(meta) as server, whatsapp(server.url) as channel:
        header = Document(link=f"{server.url}/c/token.pdf", name="bill-1234.pdf")
        return await channel.send(replace(bill(header=header), brings_document=failed_before)), server


@on_a_loop
async def test_the_same_letter_goes_once_more_with_its_document_uploaded() -> None:
    verdict, server = await send(Meta())

    assert verdict.outcome is Outcome.ACCEPTED
    linked, brought = sent(server)
    assert brought == {"id": MEDIA_ID, "filename": "bill-1234.pdf"}
    assert "link" in linked
    [uploaded] = [asked for asked in server.asked if asked.path.endswith("/media")]
    assert PDF in uploaded.body


@on_a_loop
async def test_our_token_does_not_go_where_the_document_is() -> None:
    _, server = await send(Meta())

    [fetched] = [asked for asked in server.asked if asked.path.startswith("/c/")]
    assert "Authorization" not in fetched.headers


@on_a_loop
async def test_a_document_refused_as_brought_too_is_not_brought_again() -> None:
    verdict, server = await send(Meta(takes_ids=False))

    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.MEDIA_UNREACHABLE)
    assert len(sent(server)) == 2


@pytest.mark.parametrize(
    ("meta", "reason"),
    [
        (Meta(shows=404), Reason.OUR_ADDRESS),
        (Meta(shows=503), Reason.OUR_ADDRESS),
        (Meta(takes_media=False), Reason.MEDIA_UNREACHABLE),
    ],
)
@on_a_loop
async def test_what_we_cannot_bring_either_is_refused_and_told_as_whose_fault_it_is(meta: Meta, reason: Reason) -> None:
    verdict, server = await send(meta)

    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, reason)
    assert len(sent(server)) == 1


@pytest.mark.parametrize(
    ("meta", "why"),
    [
        (Meta(shows=404), "not fetched from our own address: HTTP 404"),
        (Meta(shows=503), "not fetched from our own address: HTTP 503"),
        (Meta(takes_media=False), "100 invalid parameter"),
    ],
)
@on_a_loop
async def test_a_failed_upload_says_why(meta: Meta, why: str) -> None:
    verdict, _ = await send(meta)

    assert verdict.detail.startswith("131053 ")
    assert f"our own upload failed: {why}" in verdict.detail


@on_a_loop
async def test_a_document_that_could_not_be_fetched_before_is_brought_at_once() -> None:
    verdict, server = await send(Meta(), failed_before=True)

    assert verdict.outcome is Outcome.ACCEPTED
    [brought] = sent(server)
    assert brought["id"] == MEDIA_ID


@pytest.mark.parametrize(
    ("meta", "outcome"), [(Meta(shows=404), Outcome.REFUSED), (Meta(shows=503), Outcome.TRY_LATER)]
)
@on_a_loop
async def test_a_document_to_be_brought_that_cannot_be_had_sends_nothing(meta: Meta, outcome: Outcome) -> None:
    verdict, server = await send(meta, failed_before=True)

    assert (verdict.outcome, verdict.reason) == (outcome, Reason.OUR_ADDRESS)
    assert "our own upload failed" in verdict.detail
    assert sent(server) == []


@on_a_loop
async def test_an_address_of_ours_that_does_not_answer_is_no_fault_of_the_carriers() -> None:
    meta = Meta(thinks_for=5)
    async with graph(meta) as server, whatsapp(server.url, timeout=0.4) as channel:
        header = Document(link=f"{server.url}/c/token.pdf", name="bill-1234.pdf")
        verdict = await channel.send(replace(bill(header=header), brings_document=True))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.OUR_ADDRESS)
    assert verdict.detail.endswith("no answer in time")
    assert 0 < verdict.most_tries < MOST_TRIES


@on_a_loop
async def test_a_letter_without_a_document_is_refused_as_it_was() -> None:
    async with graph(refusing(400, 131053)) as server, whatsapp(server.url) as channel:
        verdict = await channel.send(bill(header=None))

    assert verdict.reason is Reason.MEDIA_UNREACHABLE
    assert len(server.messages) == 1
