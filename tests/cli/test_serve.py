"""`bijlisetu serve` goes on whoever wants to hold it up, and ends when it is told to, whatever it is at."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from bijlisetu.cli.system.serve import ENDS_WITHIN
from bijlisetu.demo.city import _free

VISITORS = 8  #: twice the threads that make pages
HELD_OPEN = 1100  # connections; a thousand is what the server takes that is told nothing else
READY_WITHIN = 300.0  #: seconds; no promise, only so that the test ends


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
        process.terminate()  # whose end is its workers' end too
        process.wait(2 * ENDS_WITHIN)


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/language/", "/office/login/", "/webhooks/whatsapp", "/b/abc/answer/confirm"])
def test_pages_come_while_others_post_slowly(served: tuple[subprocess.Popen[bytes], str], path: str) -> None:
    _, address = served
    _until_it_answers(f"{address}/healthz")
    with contextlib.ExitStack() as lines:
        for _ in range(VISITORS):
            line = lines.enter_context(_line(address))
            line.sendall(_head(path, length=1000) + b"language=")

        page = urllib.request.urlopen(f"{address}/office/login/", timeout=READY_WITHIN)  # noqa: S310 - our own

        assert page.status == 200


@pytest.mark.django_db(transaction=True)
def test_pages_come_while_others_hold_connections_open(served: tuple[subprocess.Popen[bytes], str]) -> None:
    """Silent ones, some that never end their headers, and some that are kept after an answer."""
    _, address = served
    _until_it_answers(f"{address}/healthz")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(2 * HELD_OPEN, hard)), hard))  # our ends of them
    begun = (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with contextlib.ExitStack() as lines:
        for number in range(HELD_OPEN):
            lines.enter_context(_line(address)).sendall(begun[number % len(begun)])

        page = urllib.request.urlopen(f"{address}/office/login/", timeout=READY_WITHIN)  # noqa: S310 - our own

        assert page.status == 200


@pytest.mark.django_db(transaction=True)
def test_a_silent_connection_is_ended(served: tuple[subprocess.Popen[bytes], str]) -> None:
    _, address = served
    _until_it_answers(f"{address}/healthz")
    with _line(address) as line:
        assert line.recv(4096) in (b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n")


@pytest.mark.django_db(transaction=True)
def test_more_than_a_form_is_refused_before_it_is_sent(served: tuple[subprocess.Popen[bytes], str]) -> None:
    _, address = served
    _until_it_answers(f"{address}/healthz")
    for more in (b"Content-Type: multipart/form-data; boundary=b\r\n", b""):
        with _line(address) as line:
            line.sendall(_head("/office/login/", length=300_000, more=more))

            assert b" 413 " in line.recv(4096)
    with _line(address) as line:
        line.sendall(_head("/office/login/", more=b"X: " + b"a" * 100_000 + b"\r\n"))

        assert b" 431 " in line.recv(4096)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_is_replaced(served: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = served
    _until_it_answers(f"{address}/healthz")
    workers = psutil.Process(process.pid).children()
    worker = max(workers, key=lambda one: one.memory_info().rss)

    worker.kill()
    psutil.wait_procs([worker], timeout=READY_WITHIN)

    _until_it_answers(f"{address}/healthz")
    assert process.poll() is None


def _line(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=READY_WITHIN)


def _head(path: str, *, length: int = 0, more: bytes = b"") -> bytes:
    return (
        b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=%b\r\nX-Hub-Signature-256: sha256=0\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n%b\r\n"
        % (path.encode(), b"a" * 32, length, more)
    )


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
