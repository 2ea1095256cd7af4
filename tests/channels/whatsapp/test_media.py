"""Files to and from WhatsApp."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.channels.whatsapp.media import MediaFailed
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.local_graph import NUMBER_ID, TOKEN, Asked, Graph, answering, graph, refusing, whatsapp

MEDIA_ID = "1003383421387256"
PICTURE = b"\xff\xd8 a meter \xff\xd9" * 100
DIGEST = hashlib.sha256(PICTURE)


async def uploading(answer: Callable[[Asked], Awaitable[web.StreamResponse]]) -> tuple[str | Verdict, Graph]:
    """Upload a bill to a server that answers so; return the id or why there is none."""
    async with graph(answer) as server, whatsapp(server.url) as channel:
        try:
            return await channel.upload(b"%PDF-1.7", mime_type="application/pdf", filename="bill.pdf"), server
        except MediaFailed as failed:
            return failed.verdict, server


@on_a_loop
async def test_a_file_is_uploaded_as_a_form_whose_part_has_its_own_type() -> None:
    media_id, server = await uploading(answering(200, {"id": MEDIA_ID}))

    [asked] = server.messages
    assert media_id == MEDIA_ID
    assert asked.path == f"/v25.0/{NUMBER_ID}/media"
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    product, kind, file = asked.body.split(b"\r\n--")[:3]
    assert b'name="messaging_product"' in product
    assert product.endswith(b"\r\n\r\nwhatsapp")
    assert b'name="type"' in kind
    assert kind.endswith(b"\r\n\r\napplication/pdf")
    assert b"Content-Type: application/pdf" in file
    assert b'name="file"; filename="bill.pdf"' in file
    assert file.endswith(b"\r\n\r\n%PDF-1.7")


@pytest.mark.parametrize(
    ("status", "code", "outcome", "reason"),
    [
        (400, 100, Outcome.REFUSED, Reason.OUR_FAULT),
        (401, 190, Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        (429, 130429, Outcome.TRY_LATER, Reason.CARRIER_BUSY),
    ],
)
@on_a_loop
async def test_an_upload_refused_has_a_verdict(status: int, code: int, outcome: Outcome, reason: Reason) -> None:
    verdict, _ = await uploading(refusing(status, code))

    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@on_a_loop
async def test_an_upload_cut_off_may_be_tried_again() -> None:
    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.method == "POST":
            asked.line.abort()  # type: ignore[attr-defined]
        return web.json_response({"id": NUMBER_ID})

    verdict, _ = await uploading(answer)

    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.CARRIER_DOWN)


@on_a_loop
async def test_nothing_is_uploaded_before_the_channel_is_open() -> None:
    async with whatsapp("http://127.0.0.1:1", opened=False) as channel:
        with pytest.raises(RuntimeError, match="not open"):
            await channel.upload(b"x", mime_type="application/pdf", filename="x.pdf")


def shelf(
    about: dict[str, Any] | None = None, content: bytes = PICTURE, status: int = 200
) -> Callable[[Asked], Awaitable[web.StreamResponse]]:
    """Meta's side: says where the picture is, and gives it to who shows the token."""

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.path == f"/v25.0/{MEDIA_ID}?phone_number_id={NUMBER_ID}":
            here = {"url": f"http://{asked.headers['Host']}/picture?ext=1", "mime_type": "image/jpeg", "id": MEDIA_ID}
            return web.json_response(here | (about or {}))
        if asked.path == "/picture?ext=1":
            good = asked.headers["Authorization"] == f"Bearer {TOKEN}"
            return web.Response(status=status if good else 401, body=content)
        return web.json_response({"id": NUMBER_ID})

    return answer


async def fetched(answer: Callable[[Asked], Awaitable[web.StreamResponse]], **more: Any) -> Any:
    async with graph(answer) as server, whatsapp(server.url) as channel:
        try:
            return await channel.media(more.pop("media_id", MEDIA_ID), **more)
        except MediaFailed as failed:
            return failed.verdict


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"sha256": DIGEST.hexdigest(), "file_size": len(PICTURE)},
        {"sha256": base64.b64encode(DIGEST.digest()).decode()},
    ],
)
@on_a_loop
async def test_a_persons_file_is_fetched_by_its_id(about: dict[str, Any]) -> None:
    medium = await fetched(shelf(about))

    assert (medium.content, medium.mime_type, medium.sha256) == (PICTURE, "image/jpeg", DIGEST.hexdigest())


@on_a_loop
async def test_a_file_that_is_not_the_one_announced_is_fetched_again_later() -> None:
    verdict = await fetched(shelf({"sha256": "0" * 64}))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.MEDIA_UNREACHABLE)


@pytest.mark.parametrize("about", [{"file_size": 10**9}, {"file_size": 1}, {}])
@on_a_loop
async def test_a_file_too_large_is_left_there_whatever_is_said_of_its_size(about: dict[str, Any]) -> None:
    verdict = await fetched(shelf(about), largest=len(PICTURE) - 1)

    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.MEDIA_UNREACHABLE)
    assert "we take" in verdict.detail


@pytest.mark.parametrize("status", [404, 410, 500])
@on_a_loop
async def test_an_address_that_ran_out_is_asked_for_again_later(status: int) -> None:
    verdict = await fetched(shelf(status=status))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.MEDIA_UNREACHABLE)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://", "ftp://a.example.in/x", "", 7, "//x"])
@on_a_loop
async def test_our_token_goes_to_no_odd_address(url: Any) -> None:
    verdict = await fetched(shelf({"url": url}))

    assert verdict.detail == "the file's address is not one to send our token to"


@pytest.mark.parametrize("media_id", ["", "../me", "1?x=1", "१२३"])
@on_a_loop
async def test_an_odd_id_is_not_asked_for(media_id: str) -> None:
    verdict = await fetched(shelf(), media_id=media_id)

    assert verdict.detail == "no id of a file"


@on_a_loop
async def test_a_file_that_is_gone_stops_nothing_else() -> None:
    async def answer(asked: Asked) -> web.StreamResponse:
        if MEDIA_ID in asked.path:
            return web.json_response({"error": {"code": 100, "error_subcode": 33}}, status=400)
        return web.json_response({"id": NUMBER_ID})

    verdict = await fetched(answer)

    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.MEDIA_UNREACHABLE)


@on_a_loop
async def test_a_token_refused_stops_the_channel_here_too() -> None:
    async def answer(asked: Asked) -> web.StreamResponse:
        if MEDIA_ID in asked.path:
            return web.json_response({"error": {"code": 190}}, status=401)
        return web.json_response({"id": NUMBER_ID})

    assert (await fetched(answer)).reason is Reason.CHANNEL_STOPPED
