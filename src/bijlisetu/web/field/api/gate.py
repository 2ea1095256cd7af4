"""Who may speak here, and in what: JSON under a login, from a telephone that nobody has shut."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from bijlisetu.fieldwork import queries
from bijlisetu.fieldwork.telling import Why
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import lacks_second_factor, may
from bijlisetu.web.private import private
from bijlisetu.web.refusing import say

Answer = Callable[..., HttpResponse]
#: Under this key a session knows which telephone it is on.
DEVICE = "field-device"


class NotRead(Exception):
    """What was sent cannot be read; nothing of it is taken."""

    def __init__(self, status: int, why: Why) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def spoken(view: Answer) -> Answer:
    """Open the view to people who walk a beat; all others are told what they lack, in JSON."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated or lacks_second_factor(request):
            return said({"why": "login"}, status=401)
        if not may(request, Deed.WALK_BEAT):
            return said({"why": "no_post", "shut": False, "say": gettext("You have no beat to walk here.")}, status=403)
        device = request.session.get(DEVICE)
        if device and queries.is_shut(uuid.UUID(device)):
            return is_shut()
        try:
            return view(request, *arguments, **named)
        except NotRead as fault:
            return said({"why": fault.why, "say": say(fault.why)}, status=fault.status)

    return private(answer)  # type: ignore[return-value]


def said(what: Any, *, status: int = 200) -> HttpResponse:
    """Return it as JSON in UTF-8: a Hindi letter takes three octets so, and six as an escape."""
    return HttpResponse(orjson.dumps(what), status=status, content_type="application/json")


def is_shut() -> HttpResponse:
    """Return what a lost telephone is told."""
    return said({"shut": True}, status=403)


def heard(request: HttpRequest, *, most: int) -> dict[str, Any]:
    """
    Return the object that was sent.

    Half a pair of marks passes, as a telephone cuts a picture sign in two: one such answer must not stop its parcel.

    :raises NotRead: if it is larger than so many octets, or no object in JSON
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise NotRead(413, Why.TOO_LARGE)
    try:
        found = json.loads(request.body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise NotRead(400, Why.BAD_ANSWER) from None
    if not isinstance(found, dict):
        raise NotRead(400, Why.BAD_ANSWER)
    return found


def uuid_in(told: Any) -> uuid.UUID:
    """Return the identity; :raises NotRead: if it is none."""
    try:
        return uuid.UUID(told)
    except (ValueError, TypeError, AttributeError):
        raise NotRead(400, Why.BAD_ANSWER) from None


def text_in(told: Any, *, most: int) -> str:
    """Return the text as the database keeps it, its first marks; nothing where it is no text."""
    whole = told if isinstance(told, str) else ""
    return whole.encode("utf-8", "ignore").decode().replace("\0", "")[:most]
