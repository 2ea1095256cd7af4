"""Where a request comes from: from its connection, unless a proxy of ours says better."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bijlisetu.project.asgi import behind

OURS, PROXY, STRANGER = ("10.0.0.0/8",), "10.0.0.4", "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "connection", "said", "taken"),
    [
        (OURS, PROXY, "203.0.113.5", "203.0.113.5"),
        (OURS, PROXY, "192.0.2.99, 203.0.113.5", "203.0.113.5"),  # the first was written by the stranger himself
        (OURS, PROXY, "203.0.113.5, 10.0.0.7", "203.0.113.5"),  # two proxies of ours
        (OURS, PROXY, "", PROXY),
        (OURS, STRANGER, "203.0.113.5", STRANGER),
        ((), PROXY, "203.0.113.5", PROXY),
    ],
)
def test_only_a_proxy_of_ours_is_believed(proxies: tuple[str, ...], connection: str, said: str, taken: str) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", said.encode())] if said else []
    scope = {"type": "http", "client": (connection, 1), "headers": headers}
    asyncio.run(behind(proxies, app)(scope, None, None))

    assert seen == [taken]
