"""
Pages and files for everybody are made anew every few seconds, however many people look.

What is kept holds nothing of whoever looked first: no query but the area's, and a mark in the place of the token that
each reader's forms bear.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from bijlisetu.plumbing.remember import remembered
from bijlisetu.web.language import spoken
from bijlisetu.web.public.frame import show

#: Seconds: a breakdown is told within a minute of its entry, and stands here sooner.
LEAST = 5.0
TOKEN = "the-token-of-each-reader-stands-here"  # noqa: S105 - it stands for one
#: Seconds for which it is known when a file changed last; nobody asks again after longer.
CHANGE_KNOWN_FOR = 86_400


class File(NamedTuple):
    """What programs read: its octets, their sum, and when it changed last."""

    content: bytes
    content_type: str
    tag: str
    changed_at: int


def page(
    request: HttpRequest, name: str, template: str, context: Callable[[], Mapping[str, Any]], *, area: int | None
) -> HttpResponse:
    """Show the page of an area as it was made in the last few seconds; :param name: of the page."""
    if request.GET.urlencode() != (f"office={area}" if area is not None else ""):
        return show(request, template, context())  # our forms bear the whole address
    html = remembered(
        f"public-page:{name}:{spoken()}:{area}",
        lambda: show(request, template, {**context(), "csrf_token": TOKEN, "messages": ()}).content.decode(),
        least=LEAST,
    )
    # To ask for the token sets a cookie, which a page without forms has no need of.
    return HttpResponse(html.replace(TOKEN, get_token(request)) if TOKEN in html else html)


def file(
    request: HttpRequest, name: str, make: Callable[[], HttpResponse], *, same: Callable[[bytes], bytes] = bytes
) -> HttpResponse:
    """
    Send the file as it was made in the last few seconds; to who has it already, only that it is the same.

    :param same: what of its octets makes it another file
    """
    kept = remembered(f"public-file:{name}", lambda: _file(name, make(), same), least=LEAST)
    answer = HttpResponse(kept.content, content_type=kept.content_type)
    answer["Last-Modified"] = http_date(kept.changed_at)
    answer["ETag"] = kept.tag
    return get_conditional_response(request, etag=kept.tag, last_modified=kept.changed_at, response=answer) or answer


def _file(name: str, made: HttpResponse, same: Callable[[bytes], bytes]) -> File:
    # Weak: what says when it was made is another by then.
    tag = f'W/"{hashlib.sha256(same(made.content)).hexdigest()[:32]}"'
    changed_at = cache.get_or_set(f"public-changed:{name}:{tag}", lambda: int(time.time()), CHANGE_KNOWN_FOR)
    return File(made.content, made["Content-Type"], tag, int(changed_at or time.time()))
