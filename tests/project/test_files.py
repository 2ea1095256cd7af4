"""Few addresses take a file; at all others a body is as small as a form."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import bijlisetu
from bijlisetu.project import asgi


@pytest.mark.parametrize(
    ("path", "octets", "is_taken"),
    [
        ("/office/sheet/0000013/scan/", 9_000_000, True),
        ("/office/sheet/0000013/scan/", 9_500_000, False),
        ("/office/sheet/0000013/", 300_000, False),
        ("/office/sheet/0000013/scan/1/", 300_000, False),
        ("/x/office/sheet/0000013/scan/", 300_000, False),
        ("/office/complaints/7/new/", 8_500_000, True),
        ("/office/complaints/7/", 300_000, False),
        ("/complaint/", 8_500_000, True),
        ("/complaint/", 9_500_000, False),
        ("/complaint/look/", 300_000, False),
        ("/b/a-token_1/complaints", 8_500_000, True),
        ("/b/a-token_1", 300_000, False),
        ("/office/search", 300_000, False),
        ("/field/api/visits", 128 * 1024, True),
    ],
)
def test_a_body_is_as_large_as_its_address_lets_it_be(
    monkeypatch: pytest.MonkeyPatch, path: str, octets: int, is_taken: bool
) -> None:
    made: list[int] = []
    said: list[Any] = []

    async def make(scope: Any, body: bytes, send: Any) -> None:
        made.append(len(body))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * octets, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message.get("status"))

    monkeypatch.setattr(asgi, "_make", make)
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
    }

    asyncio.run(asgi._application(scope, receive, send))

    assert made == ([octets] if is_taken else [])
    assert said[:1] == ([] if is_taken else [413])


def test_every_form_that_brings_a_file_has_an_address_that_takes_one() -> None:
    folder = Path(bijlisetu.__file__).parent / "web" / "templates"
    forms = {path.name for path in folder.rglob("*.html") if "multipart/form-data" in path.read_text()}

    assert forms == {"complaint.html", "complaints.html", "new.html", "sheet.html"}
