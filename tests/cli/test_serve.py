"""`bijlisetu serve` ends when it is told to, whatever it is at."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from bijlisetu.cli.serve import ENDS_WITHIN
from bijlisetu.demo.city import _free

VISITORS = 8  #: twice the threads that make pages
READY_WITHIN = 30.0  # seconds


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with _free(0) as probe:
        port = probe.getsockname()[1]
    known = connection.settings_dict
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    url = make_conninfo(dbname=known["NAME"], **{name: value for name, value in parts.items() if value})
    process = subprocess.Popen(
        [sys.executable, "-m", "bijlisetu", "serve", "--port", str(port)],
        env={**os.environ, "BIJLISETU_DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_it_ends_at_once_while_pages_are_being_made(served: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = served
    _until_it_answers(f"{address}/healthz")
    pages, is_over = threading.Semaphore(0), threading.Event()

    def visit() -> None:
        while not is_over.is_set():
            with contextlib.suppress(OSError, HTTPException):
                _read(f"{address}/office/login/")
                pages.release()

    visitors = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for _ in range(10 * VISITORS):
        assert pages.acquire(timeout=READY_WITHIN)

    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(2 * ENDS_WITHIN)
    took = time.monotonic() - began
    is_over.set()
    for visitor in visitors:
        visitor.join()

    assert process.returncode == 0
    assert took < ENDS_WITHIN  # a worker that hangs is killed then


def _until_it_answers(address: str) -> None:
    last = time.monotonic() + READY_WITHIN
    while time.monotonic() < last:
        with contextlib.suppress(OSError):
            _read(address)
            return
        time.sleep(0.05)
    pytest.fail("it does not answer")


def _read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 - our own address
        return bytes(page.read())
