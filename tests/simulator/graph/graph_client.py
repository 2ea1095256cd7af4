"""A client of the Graph API, and the API itself with a product that listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bijlisetu.simulator.options import Options
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import NUMBER_ID, Product, hearing, options, product

TOKEN = "token"


@dataclass
class Graph:
    """A client of the Graph API, without any library for it."""

    session: aiohttp.ClientSession
    url: str

    async def post(self, path: str, body: Any, token: str = TOKEN) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(f"{self.url}/{path}", json=body, headers=headers) as response:
            return response.status, await response.json()

    async def get(self, path: str, token: str = TOKEN) -> tuple[int, Any]:
        async with self.session.get(f"{self.url}/{path}", headers={"Authorization": f"Bearer {token}"}) as response:
            return response.status, await response.json()

    async def switch(self, path: str = "faults", **changes: Any) -> Any:
        """Move a lever behind the carriers."""
        root = self.url.removesuffix("/v25.0")
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self.session.post(f"{root}/control/{path}", json=changes, headers=headers) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def until_waiting(self, count: int) -> None:
        """Wait until all that is still to happen are so many news that wait for the product."""
        root = self.url.removesuffix("/v25.0")
        while True:
            async with self.session.get(f"{root}/pending") as response:
                counts = (await response.json())["by"]
            if counts["graph"] == counts.get("untold") == count:
                return

    async def send(self, body: dict[str, Any]) -> str:
        status, answer = await self.post(f"{NUMBER_ID}/messages", body)
        assert status == 200, answer
        return str(answer["messages"][0]["id"])


@asynccontextmanager
async def graph(setting: Options) -> AsyncIterator[Graph]:
    async with standing("graph", setting) as (place, _), aiohttp.ClientSession() as session:
        yield Graph(session, f"http://{place}/v25.0")


@asynccontextmanager
async def graph_and_product(folder: Path, **changes: Any) -> AsyncIterator[tuple[Graph, Product, Options]]:
    async with product() as listening:
        setting = hearing(options(folder, **changes), listening)
        async with graph(setting) as client:
            yield client, listening, setting
