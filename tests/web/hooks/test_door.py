"""The door for WhatsApp's words on real sockets, as proxies and other people's clients speak HTTP."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from collections.abc import Iterator

import pytest

from bijlisetu.tracking.models import Inbound
from tests.web.serving import served

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = b"synthetic-secret"
BODY = b'{"object":"whatsapp_business_account","entry":[]}'
SIGNATURE = b"sha256=" + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest().encode()
HEAD = b"Host: bijli.example\r\nX-Hub-Signature-256: " + SIGNATURE + b"\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
STAYS = b"POST /webhooks/whatsapp HTTP/1.1\r\n" + HEAD
POST = STAYS + b"Connection: close\r\n"


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with served(WHATSAPP_APP_SECRETS=SECRET.decode()) as port:
        yield port


def talk(port: int, *parts: bytes, is_cut: bool = False) -> bytes:
    """All that the server says to the parts, each sent by itself, until it hangs up."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            line.sendall(part)
            time.sleep(0.02)
        if is_cut:
            line.shutdown(socket.SHUT_WR)
        while octets := line.recv(65536):
            heard += octets
    return heard


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((POST + LENGTH + BODY,), id="all at once"),
        pytest.param((POST.replace(b"/1.1", b"/1.0") + LENGTH + BODY,), id="HTTP/1.0"),
        pytest.param((POST.replace(b"whatsapp ", b"whatsapp/?from=meta ") + LENGTH + BODY,), id="slash and query"),
        pytest.param((POST + LENGTH, BODY[:7], BODY[7:]), id="in pieces"),
        pytest.param(
            (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"7\r\n" + BODY[:7] + b"\r\n",
             b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY) - 7, BODY[7:])), id="chunked, without a length",
        ),
        pytest.param((POST + b"Expect: 100-continue\r\n" + LENGTH, BODY), id="asks whether to go on"),
        pytest.param((POST + b"Content-Type: text/plain; charset=utf-16\r\n" + LENGTH + BODY,), id="called otherwise"),
        pytest.param((POST.replace(b"X-Hub", b"X-Hub-Signature: sha1=0\r\nx-hub") + LENGTH + BODY,), id="SHA-1 too"),
    ],
)  # fmt: skip
def test_a_signed_body_is_kept_however_it_is_sent(port: int, parts: tuple[bytes, ...]) -> None:
    heard = talk(port, *parts)

    assert b" 200 OK\r\n" in heard
    assert [bytes(one.body) for one in Inbound.objects.all()] == [BODY]


def test_one_line_carries_many_and_a_bad_one_does_not_spoil_the_next(port: int) -> None:
    unsigned = STAYS.replace(SIGNATURE, b"sha256=0") + LENGTH + BODY

    heard = talk(port, STAYS + LENGTH + BODY + unsigned + POST + LENGTH + BODY)

    assert [heard.count(b"HTTP/1.1 %d" % code) for code in (200, 403)] == [2, 1]
    assert Inbound.objects.count() == 2


def test_a_body_cut_short_is_not_our_fault_and_not_kept(port: int) -> None:
    heard = talk(port, POST + LENGTH + BODY[:-3], is_cut=True)

    assert b" 200 " not in heard
    assert b" 500 " not in heard
    assert not Inbound.objects.exists()
