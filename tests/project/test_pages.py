"""At the real entrance: whatever a stranger sends, the answer is ours, and the log gets a line."""

from __future__ import annotations

import io
from typing import Any

import pytest

from bijlisetu.project import wsgi
from bijlisetu.project.wsgi import application

pytestmark = pytest.mark.django_db
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
PART = b"--x\r\nContent-Disposition: form-data; name*=%s''a\r\n\r\n1\r\n--x--\r\n"
CHARSETS = ("utf-16", "idna", "hex", "rot13", "undefined", "punycode", "base64", "zlib", "klingon", "utf-7", "''", "..")


def asked(content_type: str, body: bytes = b"a=1", *, path: str = "/language/") -> tuple[str, dict[str, str], bytes]:
    answer: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
    }  # fmt: skip
    words = b"".join(application(environ, lambda *said: answer.extend(said)))
    return answer[0], dict(answer[1]), words


@pytest.mark.parametrize("path", ["/language/", "/office/login/", "/b/x", "/nowhere"])
@pytest.mark.parametrize("kind", [FORM, PARTS, "text/plain"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_in_another_charset_is_a_bad_request(
    charset: str, kind: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    status, headers, words = asked(f"{kind}; charset={charset}", path=path)

    assert (status, words) == ("400 Bad Request", b"this is no text\n")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert all(one.exc_info is None for one in caplog.records)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (f"{FORM}; charset*=klingon''utf-8", b"a=1"),
        (f"{FORM}; charset*=hex''utf-8", b"a=1"),
        (PARTS, PART % b"klingon"),
        (PARTS, PART % b"hex"),
        ("multipart/form-data; boundary=\xff", b"--x"),
        ("multipart/form-data", b"--x"),
        (FORM, b"&".join(b"a=1" for _ in range(1500))),
    ],
)
def test_so_is_one_that_cannot_be_taken_apart(content_type: str, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    status, _, _ = asked(content_type, body)

    assert status in ("400 Bad Request", "403 Forbidden")
    assert all(one.exc_info is None for one in caplog.records)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_one_in_ours_is_read(charset: str) -> None:
    status, _, _ = asked(f"{FORM}; charset={charset}", b"language=en")

    assert status == "403 Forbidden"  # it comes from none of our pages


def test_what_fails_before_any_page_is_answered_in_our_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("6000000001")

    monkeypatch.setattr(application, "_middleware_chain", fail)
    monkeypatch.setattr(wsgi.logger, "disabled", False)  # a server's own set-up in a test before may have silenced it

    status, headers, words = asked(FORM)

    assert (status, headers["X-Content-Type-Options"]) == ("500 Internal Server Error", "nosniff")
    assert "फिर कोशिश करें" in words.decode()
    assert [one.getMessage() for one in caplog.records] == ["no answer: RuntimeError"]
