"""
Which browser tries a password, by a cookie that nobody else can make.

Behind one address sits a whole office. The login page gives each browser a number, so that one who guesses there and
one who comes for the first time are not taken for the same; a login marks the browser as known.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from bijlisetu.web.guessing.place import place_of

COOKIE = "browser"
KEPT_FOR = timedelta(days=180)
KNOWN, NEW = "known", "new"


class Browser(NamedTuple):
    """A browser's number, and whether somebody has logged in there."""

    number: str
    is_known: bool


def browser_in(cookie: str) -> Browser | None:
    """Return the browser that the cookie's value names; none if we did not write it, or too long ago."""
    try:
        number, _, is_known = _signer().unsign(cookie, max_age=KEPT_FOR).partition("-")
    except (BadSignature, ValueError):
        return None
    return Browser(number, is_known == KNOWN)


def known_place_of(request: HttpRequest) -> str:
    """Return the browser where somebody has logged in, as a place of its own; of all others, where they come from."""
    browser = _browser_of(request)
    return f"browser {browser.number}" if browser and browser.is_known else place_of(request) or ""


def number(request: HttpRequest, answer: HttpResponse) -> None:
    """Give the browser a number, if it has none."""
    if _browser_of(request) is None:
        _leave(answer, secrets.token_hex(8), NEW)


def remember(request: HttpRequest, answer: HttpResponse) -> None:
    """Mark the browser as one where somebody has logged in."""
    browser = _browser_of(request)
    _leave(answer, browser.number if browser else secrets.token_hex(8), KNOWN)


def _leave(answer: HttpResponse, number: str, state: str) -> None:
    answer.set_cookie(
        COOKIE, _signer().sign(f"{number}-{state}"), max_age=KEPT_FOR, path="/office/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _browser_of(request: HttpRequest) -> Browser | None:
    return browser_in(request.COOKIES.get(COOKIE, ""))


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=COOKIE)
