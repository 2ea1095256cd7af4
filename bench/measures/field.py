"""
Two hundred telephones in the field sync at once with `bijlisetu serve`; each parcel is sent twice, as on a bad line.

Beside them one telephone fetches a beat of 500 doors. As a yardstick, the usual way: a row at a time by the ORM.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from bench import district, meter, stage
from bench.scale import Figures, module
from bijlisetu.demo.city import processes

WORKERS, DOORS, PARCEL, CONSUMERS = 200, 60, 20, 20_000
TOKEN = "b" * 32
KEPT = "SELECT count(*), count(DISTINCT id) FROM fieldwork_visit"


def measure(figures: Figures, folder: Path) -> None:
    """Lay the round, let everybody sync at once, and count what was kept."""
    url = stage.new_database()
    district.fill(url, folder / "field", consumers=CONSUMERS)
    laid = json.loads(module("bench.load.field", str(WORKERS), str(DOORS)))
    figures.put("field_laid", laid["laid"], "s", target=f"for {laid['doors']} doors")
    figures.tell("field_machine", meter.others())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with processes(folder / "field-logs") as running:
        stage.start(running, "serve", "serve", "--port", str(port))
        running.wait_for(port)
        told = asyncio.run(_sync(f"http://127.0.0.1:{port}/field/api/", laid["workers"]))
    for name, (value, unit, target) in told.items():
        figures.put(name, value, unit, target=target)
    with psycopg.connect(url) as database:
        row = database.execute(KEPT).fetchone()
    visits = laid["doors"] - 500
    figures.put("field_visits_lost", visits - (row[1] if row else 0), "visits", target="0")
    figures.put("field_visits_doubled", (row[0] - row[1]) if row else 0, "visits", target="0")


def phones(figures: Figures, *, plays: int) -> None:
    """Play three telephones and the office so many times; a lost or doubled visit ends the measure."""
    stage.new_database()
    took = float(module("bench.load.phones", str(plays)))  # ends with a fault where one was lost or doubled
    figures.put("field_plays", plays, "sequences", target="10000, none lost, none doubled")
    figures.put("field_plays_took", took, "s")


async def _sync(address: str, workers: list[dict[str, Any]]) -> dict[str, tuple[float, str, str]]:
    slow: list[float] = []
    async with aiohttp.ClientSession(base_url=address, timeout=aiohttp.ClientTimeout(total=300)) as web:
        seconds, octets = await _long_beat(web, workers[0])
        began = time.monotonic()
        await asyncio.gather(*(_one(web, worker, slow) for worker in workers[1:]))
        took = time.monotonic() - began
    slow.sort()
    return {
        "field_500_doors": (seconds, "s", "1"),
        "field_500_doors_gzipped": (octets / 1000, "KB", "300"),
        "field_200_workers": (took, "s", ""),
        "field_parcel_median": (slow[len(slow) // 2] * 1000, "ms", ""),
        "field_parcel_slowest": (slow[-1] * 1000, "ms", ""),
    }


def _cookies(worker: dict[str, Any]) -> dict[str, str]:
    return {"Cookie": f"sessionid={worker['session']}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


async def _long_beat(web: aiohttp.ClientSession, worker: dict[str, Any]) -> tuple[float, int]:
    """Fetch the beat of 500 doors in portions, as the page does; return the seconds and the octets on the line."""
    async with web.get("beats", headers=_cookies(worker)) as answer:  # which wakes the server, too
        await answer.read()
    began, octets, after, found = time.monotonic(), 0, "0", 0
    while after:
        asked = {"beat": str(worker["beat"]), "after": after, "limit": "200"}
        async with web.get("doors", params=asked, headers=_cookies(worker)) as answer:
            said = json.loads(await answer.read())
        octets += int(answer.headers["Content-Length"])
        found += len(said["doors"])
        after = str(said["next"] or "")
    assert found == 500  # noqa: S101 - the measure's own
    return time.monotonic() - began, octets


async def _one(web: aiohttp.ClientSession, worker: dict[str, Any], slow: list[float]) -> None:
    headers, device = _cookies(worker), str(uuid.uuid4())
    asked = {"beat": str(worker["beat"]), "limit": "500"}
    async with web.get("doors", params=asked, headers=headers) as answer:
        doors = (await answer.json())["doors"]
    visits = [
        {
            "id": str(uuid.uuid4()), "door": door["d"], "consumer": door["c"], "beat": worker["beat"],
            "outcome": "updated", "answers": {"number": "6000000001", "whose": "own"},
            "said_at": datetime.now(UTC).isoformat(), "gps": [24.69, 83.07, 12.5],
        }
        for door in doors
    ]  # fmt: skip
    for place in range(0, len(visits), PARCEL):
        parcel = {
            "device": device, "app": "bench", "clock": datetime.now(UTC).isoformat(),
            "visits": visits[place : place + PARCEL],
        }  # fmt: skip
        for _ in range(2):  # the first answer is lost on the line
            began = time.monotonic()
            async with web.post("visits", json=parcel, headers=headers) as answer:
                said = await answer.json()
            slow.append(time.monotonic() - began)
            assert len(said["taken"]) == len(parcel["visits"]), said  # noqa: S101
