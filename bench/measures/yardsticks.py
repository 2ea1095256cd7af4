"""What others make of the same machine in the same run: a Celery task a message, pywa, and aiohttp alone."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench import meter, stage
from bench.scale import Figures
from bijlisetu.demo.city import Processes, processes

#: The environment that `make bench` makes for them.
PYTHON = Path("build/yardsticks/bin/python")
SECONDS = 10
TASKS = 6_000  #: more than a worker does in that time
WORKERS = 8
DONE = "SELECT count(*) FROM usual_task_message WHERE status = 'accepted'"


def measure(figures: Figures, folder: Path) -> None:
    """Have each send for ten seconds to the same endpoint."""
    url = stage.new_database()
    figures.tell("yardsticks_machine", meter.others())
    with processes(folder / "yardsticks") as running:
        graph = _free_port()
        _start(running, "graph", sys.executable, "-m", "bench.yardstick.graph", str(graph))
        running.wait_for(graph)
        for name in ("bare_aiohttp", "usual_pywa"):
            command = [str(PYTHON), "-m", f"bench.yardstick.{name}", str(graph), str(SECONDS)]
            found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603
            figures.put(name, found["rate"], "messages/s")
            figures.put(f"{name}_cpu", found["cpu"], "us/message")
        _celery(figures, folder, running, url, graph)
    for yardstick in ("celery", "usual_pywa", "bare_aiohttp"):
        figures.times("line_rate", yardstick)


def _celery(figures: Figures, folder: Path, running: Processes, url: str, graph: int) -> None:
    with _queue(folder, running) as queue:
        os.environ["GRAPH"] = f"http://127.0.0.1:{graph}"
        subprocess.run(  # noqa: S603 - our own module
            [PYTHON, "-m", "bench.yardstick.usual_tasks", str(TASKS)], check=True
        )
        app = ("-m", "celery", "-A", "bench.yardstick.usual_tasks:celery", "worker", "-c", str(WORKERS), "-l", "ERROR")
        _start(running, "celery", str(PYTHON), *app)
        with psycopg.connect(url, autocommit=True) as connection:
            while not (first := _done(connection)):
                running.check()
                time.sleep(0.05)
            began, clock = time.monotonic(), meter.Meter(connection, running)
            before = clock.spent()
            time.sleep(SECONDS)
            sent, seconds = _done(connection) - first, time.monotonic() - began
            spent = meter.each(clock.spent(), before, sent)
    figures.tell("celery_broker", queue)
    figures.put("celery", sent / seconds, "messages/s")
    figures.put("celery_cpu", spent.get("celery", 0.0), "us/message")


@contextmanager
def _queue(folder: Path, running: Processes) -> Iterator[str]:
    """Give Celery a broker: Redis where there is one, else a folder of files."""
    redis = shutil.which("redis-server") or next(map(str, PYTHON.parent.parent.glob("**/bin/redis-server")), "")
    if redis:
        port = _free_port()
        _start(running, "redis", redis, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        running.wait_for(port)
        os.environ["BROKER"] = f"redis://127.0.0.1:{port}/0"
        yield "Redis"
        return
    files = folder / "queue"
    files.mkdir()
    os.environ |= {"BROKER": "filesystem://", "QUEUE": str(files)}
    yield "files, for there is no redis-server here"


def _start(running: Processes, name: str, *command: str) -> None:
    with (running.log / f"{name}.log").open("wb") as words:
        running.running[name] = subprocess.Popen(command, stdout=words, stderr=words)  # noqa: S603


def _done(connection: psycopg.Connection) -> int:
    row = connection.execute(DONE).fetchone()
    return int(row[0]) if row else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
