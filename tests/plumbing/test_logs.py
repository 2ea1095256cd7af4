"""What goes into the log: a line an event, and never a number, mailbox or key."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from bijlisetu.plumbing import links
from bijlisetu.plumbing.logs import Json, Masked, event, masked

DIGITS = "6000000001"
Write = Callable[..., str]


def line_of(formatter: logging.Formatter, level: int, *words: Any, **more: Any) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Masked())
    handler.setFormatter(formatter)
    logger = logging.Logger("bijlisetu.test")  # noqa: LOG001 - of this test alone
    logger.addHandler(handler)
    logger.log(level, *words, **more)
    return out.getvalue()


def plain(*words: Any, **more: Any) -> str:
    return line_of(logging.Formatter("{levelname} {message}", style="{"), logging.ERROR, *words, **more)


def as_json(*words: Any, **more: Any) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(line_of(Json(), logging.WARNING, *words, **more))
    return written


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"to {DIGITS}.", "to 60xxxxxx01."),
        (f"to 91{DIGITS},", "to 60xxxxxx01,"),
        ("to +91 60000 00001", "to 60xxxxxx01"),
        ("to +91-60000-00001", "to 60xxxxxx01"),
        ("to 06000000001", "to 60xxxxxx01"),
        (f'"wa_id":"{DIGITS}"', '"wa_id":"60xxxxxx01"'),
        ("(value)=(ram.lal@example.in)", "(value)=(r***@example.in)"),
        ("Not Found: /b/AAAAAAAAAAEBLmQxYWFhYWFhYWE", "Not Found: /b/…"),
        ("wamid.HBgMOTE2MDAwMDAwMDAxFQIAERgS", "wamid.…FQIAERgS"),
        ("Bearer EAAGm0PX4ZCpsBAKZ", "Bearer …"),
    ],
)
def test_what_names_a_person_or_opens_a_door_is_masked(written: str, kept: str) -> None:
    assert masked(written) == kept


@pytest.mark.parametrize(
    "address",
    [
        "/B/{}", "/b//{}", "/c/../{}.pdf", "/b/{}%0d%0a", "/b/{}\r\nX", "/b/%2f{}",
        "/U/{}/x", "/b/x{}", "/{}", "/b/./{}",
        "/b/{}yz", "Referer: http://127.0.0.1/b;{}?a", "KeyError: '{}'", "{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "write", [str, str.lower, lambda key: f"%41{key[1:]}", lambda key: f"{key[:12]}\r\n{key[12:]}"]
)
def test_a_key_is_masked_however_its_address_is_written(address: str, write: Callable[[str], str]) -> None:
    key = links.sign(2026110000000025, purpose="bill", last_day=date(2026, 12, 31), secret="s" * 50)

    kept = masked(address.format(write(key)))

    assert "…" in kept
    assert key[8:12].lower() not in kept.lower()
    assert key[-6:].lower() not in kept.lower()


@pytest.mark.parametrize(
    "words", ["outbox_notice_2026_11_pkey", "/office/people/50/", "Aadhaar", "bijlisetu.web.paging"]
)
def test_other_words_stay(words: str) -> None:
    assert masked(words) == words


def test_devanagari_digits_are_digits() -> None:
    assert "६००००००००१" not in masked("नंबर ६००००००००१ बंद है")


@pytest.mark.parametrize(
    "harmless",
    [
        "attempt 123456789",
        "1764000000.123",
        "phone number id 106540352242922",
        "2,75,000 people",
    ],
)
def test_other_figures_stay(harmless: str) -> None:
    assert masked(harmless) == harmless


def test_a_number_in_the_arguments_is_masked() -> None:
    assert plain("sent %s to %s", 7, DIGITS) == "ERROR sent 7 to 60xxxxxx01\n"
    assert DIGITS not in plain("sent to %d", int(DIGITS))
    assert DIGITS not in plain("%s", {"to": [DIGITS]})


def test_a_number_in_an_exception_is_masked_down_its_whole_traceback() -> None:
    def deliver() -> None:
        try:
            raise ValueError(f"no such number {DIGITS}")
        except ValueError as cause:
            raise RuntimeError(f"letter to ram@example.in, {DIGITS}") from cause

    try:
        deliver()
    except RuntimeError:
        written = plain("it broke", exc_info=sys.exc_info())

    assert "Traceback" in written
    assert "RuntimeError: letter to r***@example.in, 60xxxxxx01" in written
    assert DIGITS not in written


@pytest.mark.django_db(transaction=True)
def test_a_number_that_the_database_quotes_is_masked() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::date", [DIGITS])
    except DatabaseError:
        written = plain("no", exc_info=sys.exc_info())

    assert "60xxxxxx01" in written
    assert DIGITS not in written


def test_as_json_a_line_is_one_object_with_the_events_name_and_figures() -> None:
    written = as_json("delivered %d", 3, extra=event("delivery.minute", engine="one", letters={"whatsapp:1": 3}))

    assert (written["event"], written["engine"], written["letters"]) == ("delivery.minute", "one", {"whatsapp:1": 3})
    assert (written["level"], written["logger"], written["message"]) == ("warning", "bijlisetu.test", "delivered 3")
    assert written["at"].endswith("+00:00")


def test_as_json_figures_and_exceptions_are_masked_too() -> None:
    try:
        raise ValueError(DIGITS)
    except ValueError:
        written = as_json("no", extra=event("x", to=DIGITS, many=[DIGITS]), exc_info=True)

    assert written["exception"].endswith("ValueError: 60xxxxxx01")
    assert DIGITS not in json.dumps(written)


def test_arguments_that_do_not_fit_do_not_break_the_log() -> None:
    assert "60xxxxxx01" in plain("%d %d", DIGITS)


def test_every_record_passes_the_net() -> None:
    handlers = settings.LOGGING["handlers"].values()

    assert all("masked" in handler["filters"] for handler in handlers)
