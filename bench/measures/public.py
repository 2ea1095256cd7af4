"""The public pages of outages while many people look at them at once, beside the usual Django view of the same rows."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import aiohttp

from bench import stage
from bench.measures.webhook_rate import free_port
from bench.scale import Figures, module
from bijlisetu.demo.city import lay_out, processes

SECONDS, LOOKERS = 5.0, 16
TARGET = 300  #: ms
PAGES = {
    "page": "/outages/", "JSON": "/outages.json", "Atom": "/outages/feed.atom", "CAP": "/outages/cap.atom",
    "promises": "/outages/promises/",
}  # fmt: skip


def measure(figures: Figures, folder: Path, *, outages: int, complaints: int) -> None:
    """Fill a year, count what everybody may see, and look."""
    stage.new_database()
    told = json.loads(module("bench.load.year_of_cuts", str(outages), str(complaints)))
    figures.put("public_counted", told["seconds"], f"s, {told['offices']} offices")
    (folder / "public").mkdir()
    place = lay_out(folder / "public", factor=1, seed=1, fetch_one_in=0, numbers=stage.NUMBERS)
    os.environ.update(place.environment())
    with processes(folder / "public" / "logs") as running:
        port = free_port()
        stage.start(running, "pages", "serve", "--port", str(place.hooks))
        running.wait_for(place.hooks)
        with (running.log / "usual.log").open("wb") as words:
            running.running["usual"] = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-c", f"from bench.usual_page import serve; serve({port})"], stdout=words, stderr=words
            )
        running.wait_for(port)
        _put(figures, "public_usual_view", f"http://127.0.0.1:{port}/outages.json")
        for name, path in PAGES.items():
            _put(figures, f"public_{name}", f"http://127.0.0.1:{place.hooks}{path}", target=f"{TARGET}")
            figures.times(f"public_{name}", "public_usual_view")


def _put(figures: Figures, name: str, url: str, *, target: str = "") -> None:
    times = asyncio.run(_looked_at(url))
    figures.put(name, len(times) / SECONDS, "requests/s")
    figures.put(f"{name}_median", statistics.median(times) * 1000, "ms", target=target)
    figures.put(f"{name}_p99", statistics.quantiles(times, n=100)[98] * 1000, "ms")
    figures.put(f"{name}_load", os.getloadavg()[0], "")


async def _looked_at(url: str) -> list[float]:
    """Return how long each look took, of as many as so many people have one after the other."""
    times: list[float] = []
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as first:  # whatever is remembered is asked for now
            first.raise_for_status()
            await first.read()
        ends = time.monotonic() + SECONDS

        async def look() -> None:
            while time.monotonic() < ends:
                began = time.perf_counter()
                async with session.get(url) as answer:
                    answer.raise_for_status()
                    await answer.read()
                times.append(time.perf_counter() - began)

        await asyncio.gather(*(look() for _ in range(LOOKERS)))
    return times
