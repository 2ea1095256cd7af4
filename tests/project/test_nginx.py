"""What the proxy before the pages lets through: read as nginx reads it, and, where there is one, tried with nginx."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bijlisetu.complaints.actions.enclosing import MOST_OCTETS
from bijlisetu.contact.imports.receiving import LARGEST_PIECE as PIECE_OF_A_FILE
from bijlisetu.fieldwork.actions.printing import LARGEST_SCAN
from bijlisetu.web.field.api.photos import LARGEST_PIECE
from bijlisetu.web.field.api.visits import MOST

CONF = Path(__file__).parents[2] / "deploy" / "nginx" / "bijlisetu.conf"
LOCATION = re.compile(r"^ {4}location (?:(=|~) )?(\S+) \{\n(.*?)^ {4}\}", re.MULTILINE | re.DOTALL)
UNITS = {"k": 1024, "m": 1024 * 1024}
NGINX = shutil.which("nginx")
PHOTO = "/field/api/photo/6f0b7f0e-5d2e-4a67-9d0a-3f5b8c1d2e90/meter"


def rules_for(address: str) -> str:
    """Return what stands in the location that nginx takes: the exact one, a pattern, or the longest beginning."""
    found = LOCATION.findall(CONF.read_text())
    by_sign = [(sign, where, rules) for sign, where, rules in found]
    exact = [rules for sign, where, rules in by_sign if sign == "=" and where == address]
    patterns = [rules for sign, where, rules in by_sign if sign == "~" and re.search(where, address)]
    begins = [(len(where), rules) for sign, where, rules in by_sign if not sign and address.startswith(where)]
    return (exact or patterns or [max(begins)[1]])[0]


def most(address: str) -> int:
    """Return how many octets of a body pass."""
    text = CONF.read_text()
    said = re.search(r"client_max_body_size (\d+)([km]);", rules_for(address)) or re.search(
        r"^ {4}client_max_body_size (\d+)([km]);", text, re.MULTILINE
    )
    assert said
    return int(said[1]) * UNITS[said[2]]


@pytest.mark.parametrize(
    "address", ["/field/api/visits", "/field/api/device", "/field/api/proof", "/field/api/doors", PHOTO]
)
def test_what_a_telephone_sends_is_not_measured_as_forms_of_one_place(address: str) -> None:
    rules = rules_for(address)

    assert "zone=forms" not in rules
    assert "zone=phones" in rules  # by login: an office full of telephones shares one address
    assert re.search(r"limit_conn places (\d+);", rules)


@pytest.mark.parametrize("address", ["/field/", "/field/door/", "/office/login/", "/", "/field/apix"])
def test_all_other_forms_are_measured_by_place(address: str) -> None:
    assert "zone=forms" in rules_for(address)


@pytest.mark.parametrize(
    ("address", "largest"),
    [
        ("/field/api/visits", MOST),
        (PHOTO, LARGEST_PIECE),
        ("/office/sheet/00000013/scan/", LARGEST_SCAN),
        ("/office/complaints/7/new/", MOST_OCTETS),
        ("/complaint/", MOST_OCTETS),
        ("/b/a-token_1/complaints", MOST_OCTETS),
        ("/office/import/7/piece/", PIECE_OF_A_FILE),
    ],
)
def test_the_largest_body_that_the_pages_take_passes(address: str, largest: int) -> None:
    assert largest <= most(address) <= 4 * max(largest, 256 * 1024)


class Pages(BaseHTTPRequestHandler):
    """Stands for the pages: takes all, answers 200."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[str]:
    """Run nginx with the file as it is, but for its certificate, before a server of our own."""
    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    port = free_port()
    text = CONF.read_text().replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^ *ssl_.*;\n", "", text, flags=re.MULTILINE).replace(
        "127.0.0.1:8000", f"127.0.0.1:{pages.server_port}"
    )
    user = "user root; " if os.geteuid() == 0 else ""  # else it could not write what it holds
    whole = (
        f"{user}daemon off; worker_processes 1; pid {tmp_path}/pid; error_log {tmp_path}/log;\nevents {{}}\nhttp {{\n"
    )
    paths = "".join(
        f"{each}_temp_path {tmp_path}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(f"{whole}{paths}{text}}}\n")
    process = subprocess.Popen([str(NGINX), "-p", str(tmp_path), "-c", "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        pages.shutdown()
        pages.server_close()


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def post(address: str, *, size: int = 10, login: str = "one") -> int:
    asked = urllib.request.Request(address, data=b"x" * size, headers={"Cookie": f"sessionid={login}"}, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return int(refused.code)


@pytest.mark.skipif(NGINX is None, reason="there is no nginx here")
def test_a_days_queue_of_many_telephones_passes_behind_one_address(proxy: str) -> None:
    with ThreadPoolExecutor(10) as several:
        found = list(several.map(lambda n: post(f"{proxy}/field/api/visits", login=f"phone{n % 20}"), range(400)))
        forms = list(several.map(lambda n: post(f"{proxy}/office/login/", login=f"office{n}"), range(400)))

    assert set(found) == {200}
    assert 503 in forms


@pytest.mark.skipif(NGINX is None, reason="there is no nginx here")
def test_nginx_takes_the_largest_parcel_and_no_more(proxy: str) -> None:
    assert post(f"{proxy}/field/api/visits", size=MOST) == 200
    assert post(f"{proxy}/field/api/visits", size=2 * 1024 * 1024) == 413
