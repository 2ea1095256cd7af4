"""aiohttp alone, storing nothing: `python -m bench.yardstick.bare_aiohttp PORT SECONDS`."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time

import aiohttp
import uvloop

from bench.yardstick.letter import PATH, body, told

AT_ONCE = 100


async def _send(port: int, seconds: float) -> str:
    url, numbers, sent = f"http://127.0.0.1:{port}{PATH}", itertools.count(1), 0
    began, spent = time.monotonic(), time.process_time()
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def one_after_the_other() -> None:
            nonlocal sent
            while time.monotonic() - began < seconds:
                async with session.post(url, data=json.dumps(body(next(numbers))).encode()) as response:
                    sent += bool((await response.json())["messages"])

        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return told(sent, time.monotonic() - began, time.process_time() - spent)


if __name__ == "__main__":
    print(uvloop.run(_send(int(sys.argv[1]), float(sys.argv[2]))))  # noqa: T201
