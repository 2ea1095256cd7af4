"""Photos of complaints are fetched over a number that is open, from a Graph API on a real socket."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest
from aiohttp import web

from bijlisetu.cli.senders.fetching import fetch_due
from bijlisetu.complaints.models import Awaited, Complaint, Enclosure
from tests import build
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.local_graph import Asked, graph, whatsapp
from tests.complaints import made
from tests.complaints.made import TEN
from tests.delivery.test_memos import Carrier, accept, line

pytestmark = pytest.mark.django_db(transaction=True)
JPEG = b"\xff\xd8\xffsynthetic"


def waiting(media_id: str = "1003383421387256") -> Complaint:
    one = made.complaint(build.consumer(), at=TEN)
    Awaited.objects.create(reply=1, complaint=one, media_id=media_id, due_at=TEN)
    return one


def holding(content: bytes | None) -> object:
    """A Graph API that has the file, or has it no more."""

    async def answer(asked: Asked) -> web.StreamResponse:
        if asked.path.startswith("/file"):
            return web.Response(body=content)
        if "1003383421387256" not in asked.path:
            return web.json_response({"id": "1", "verified_name": "Bijli"})
        if content is None:
            fault = {"message": "(#100)", "code": 100, "error_subcode": 33, "type": "GraphMethodException"}
            return web.json_response({"error": fault}, status=400)
        digest = hashlib.sha256(content).hexdigest()
        url = f"http://{asked.headers['Host']}/file"
        return web.json_response({"url": url, "mime_type": "image/jpeg", "sha256": digest, "file_size": len(content)})

    return answer


@on_a_loop
async def fetch(content: bytes | None, at: datetime = TEN) -> None:
    async with graph(holding(content)) as server, whatsapp(server.url) as channel:  # type: ignore[arg-type]
        assert await fetch_due([line(channel)], now=lambda: at) == 1


def test_a_photo_is_kept_with_its_complaint() -> None:
    one = waiting()

    fetch(JPEG)

    assert bytes(one.enclosed.get().enclosure.content) == JPEG
    assert Awaited.objects.get().ended_at == TEN


def test_what_the_carrier_has_no_more_is_written_down_and_let_be() -> None:
    waiting()

    fetch(None)

    assert not Enclosure.objects.exists()
    assert Awaited.objects.get().ended_at == TEN


@on_a_loop
async def fetch_by_others() -> None:
    assert await fetch_due([line(Carrier(accept))], now=lambda: TEN) == 0


def test_where_no_number_is_open_it_waits() -> None:
    waiting()

    fetch_by_others()

    assert Awaited.objects.get().ended_at is None
