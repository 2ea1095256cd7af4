"""Around the door for systems: whatever is answered there, by whichever part of us, is JSON, and says what is left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bijlisetu.plumbing.bodies import BodyNotTaken, Send
from bijlisetu.systems.pace import Share
from bijlisetu.web.api import problems
from bijlisetu.web.middleware import Page

PREFIX = "/api/"
#: Headers that another part of us set, and that the problem in place of its answer keeps.
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
SHARE = "share_of_the_minute"


def door(page: Page) -> Page:
    """Answer programs in their language where a page would be answered in people's."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = page(request)
        return _for_programs(request, response) if request.path_info.startswith(PREFIX) else response

    return answer


async def refuse(send: Send, refused: BodyNotTaken) -> None:
    """Say why a body was not read, where no view comes to speak."""
    answer = problems.answer(problems.problem(refused.status, refused.words.decode()))
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.items()]
    headers += [(b"content-length", b"%d" % len(answer.content)), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


def _for_programs(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= 400 and response.headers.get("Content-Type") != problems.MEDIA_TYPE:
        said: HttpResponse = problems.answer(problems.problem(response.status_code))
        for name in KEPT:
            if name in response.headers:
                said[name] = response.headers[name]
        response = said
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    response["Cache-Control"] = "no-store" if response.status_code >= 400 else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    share: Share | None = vars(request).get(SHARE)
    if share is not None:
        response["RateLimit-Policy"] = f'"minute";q={share.of};w=60'
        response["RateLimit"] = f'"minute";r={max(share.left, 0)};t={share.seconds}'
        if share.is_spent:
            response["Retry-After"] = str(share.seconds)
    return response
