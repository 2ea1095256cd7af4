"""
Call as an aggregator does: `python -m bench.load.calls URL RATE SECONDS PEOPLE`.

Signed calls of payments at a steady rate over kept connections. Prints as JSON how many were answered, refused, and
how long the answers took.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time

import aiohttp

from bijlisetu.simulator.bank.calling import signed

AT_ONCE = 64
TICK = 0.01


async def main(url: str, rate: int, seconds: int, people: int) -> dict[str, float]:
    """Call, and return what came of it."""
    took: list[float] = []
    refused = 0
    began = time.monotonic()

    async def call(serial: int) -> None:
        nonlocal refused
        body = _body(serial, people)
        headers = signed(body, secret=os.environ["SECRET"], now=time.time())
        at = time.monotonic()
        async with session.post(url, data=body, headers=headers) as answer:
            await answer.read()
        took.append(time.monotonic() - at)
        refused += answer.status != 200

    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
        sent = 0
        while sent < rate * seconds:
            due = min(int((time.monotonic() - began) * rate) + 1, rate * seconds)
            for serial in range(sent, due):
                group.create_task(call(serial))
            sent = due
            await asyncio.sleep(TICK)
    lasted = time.monotonic() - began
    cuts = statistics.quantiles(took, n=100)
    return {
        "taken": len(took) - refused, "refused": refused, "rate": len(took) / lasted, "median": cuts[49] * 1000,
        "p99": cuts[98] * 1000,
    }  # fmt: skip


def _body(serial: int, people: int) -> bytes:
    said = {
        "id": f"K{serial}", "rrn": f"{900_000_000_000 + serial}", "account": "", "reference": "", "amount": 50_000,
        "currency": "INR", "method": "upi", "paid_at": "2026-11-25T10:00:00+05:30", "bill": "",
    }  # fmt: skip
    said["account"] = os.environ["ACCOUNTS"].split(",")[serial % people]
    return json.dumps({"event": "payment.captured", "payment": said}).encode()


if __name__ == "__main__":
    url, *numbers = sys.argv[1:]
    print(json.dumps(asyncio.run(main(url, *map(int, numbers)))))  # noqa: T201
