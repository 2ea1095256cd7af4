"""Requests as no browser sends them, to a real server: refused or answered, and never a fault of ours."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.web.serving import served

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = b"a" * 32
FORM = b"application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with served() as port:
        yield port


def ask(port: int, first: bytes, *headers: bytes, body: bytes = b"") -> int:
    head = [first + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", *headers]
    if body:
        head.append(b"Content-Length: %d" % len(body))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        heard = b""
        while octets := line.recv(65536):
            heard += octets
    return int(heard.split(b" ", 2)[1])


@pytest.mark.parametrize("question", ["आशा", "q=आशा&next=/office/", "é", "%E0%A4%B0", "a b".replace(" ", "+")])
def test_a_question_in_any_script_is_read_though_it_is_not_escaped(port: int, question: str) -> None:
    assert ask(port, f"GET /office/login/?{question}".encode()) == 200


@pytest.mark.parametrize("kind", [FORM, b"multipart/form-data; boundary=B", b"text/plain", b"application/json"])
@pytest.mark.parametrize("charset", [b"hex", b"idna", b"utf-7", b"undefined", b'"rot13"', b"nope", b"utf-16", b""])
@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_a_form_in_another_charset_is_refused(port: int, method: bytes, charset: bytes, kind: bytes) -> None:
    said = b"Content-Type: " + kind + b"; charset=" + charset

    assert ask(port, method + b" /office/login/", said, body=b"username=a&password=b") == 400


@pytest.mark.parametrize("charset", [b"utf-8", b"UTF-8", b'"utf-8"', b" utf-8"])
def test_one_that_names_utf_8_is_read(port: int, charset: bytes) -> None:
    body = b"csrfmiddlewaretoken=" + TOKEN + b"&language=en&next=/office/login/"
    said = b"Content-Type: " + FORM + b"; charset=" + charset

    assert ask(port, b"POST /language/", said, b"Cookie: csrftoken=" + TOKEN, body=body) == 302
