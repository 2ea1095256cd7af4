"""Asked of every request before any page is: can its words be kept, and is it only to be had by https?"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

NUL = "\0"
#: What the server, and Django, put where an address is no UTF-8.
NO_UTF_8 = re.compile("\N{REPLACEMENT CHARACTER}|%[89A-F][0-9A-F]")
#: Browsers send a form in the charset of its page, which is ours; Django takes it by this name alone.
UTF_8 = "utf-8"
YEAR = 365 * 24 * 3600

Page = Callable[[HttpRequest], HttpResponseBase]


def legible(page: Page) -> Page:
    """Refuse an address, a cookie or a form that is no text: nobody wrote it, and PostgreSQL keeps no NUL."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return page(request) if _is_in_utf_8(request) and _is_addressed_in_text(request) else no_text()

    return answer


def no_text() -> HttpResponse:
    """Return what is said to whoever sends something else."""
    return HttpResponse("this is no text\n", status=400, content_type="text/plain; charset=utf-8")


def only_by_https(page: Page) -> Page:
    """Have browsers come by https alone for a year, where that is how we are reached; a proxy may speak http to us."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = page(request)
        if settings.PUBLIC_URL.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        return response

    return answer


def _is_in_utf_8(request: HttpRequest) -> bool:
    """Return whether a form can be read: Django believes any charset that one names, and fails over most of them."""
    if (request.content_params or {}).get("charset", UTF_8).lower() != UTF_8:
        return False
    try:
        _ = request.POST
    except (LookupError, ValueError, MultiPartParserError, SuspiciousOperation, BadRequest):
        return False
    return True


def _is_addressed_in_text(request: HttpRequest) -> bool:
    path = request.path_info
    try:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeError:
        return False
    return not NO_UTF_8.search(path) and not any(NUL in one for one in (path, query, *request.COOKIES.values()))
