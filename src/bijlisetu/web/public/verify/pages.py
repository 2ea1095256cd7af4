"""Is this message from the department? One field, one answer; a forged one is told of below it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.kinds.files import kinds
from bijlisetu.tracking.genuine import forged
from bijlisetu.tracking.genuine.queries import judged
from bijlisetu.tracking.genuine.reading import sender_in
from bijlisetu.web.guessing.often import Often
from bijlisetu.web.guessing.place import place_of
from bijlisetu.web.language import spoken
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.public.frame import open_to_all, show

LONGEST = 2000
#: A code is out of reach of guessing, and whoever guesses all the same keeps nobody waiting.
ASKED = Often("verify", most=30, within=timedelta(minutes=10))
TOLD = Often("forged", most=10, within=timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def verify(request: HttpRequest) -> HttpResponse:
    """Answer whether the message with the code is ours; or keep what is told of a forged one."""
    if any(NUL in value for value in request.POST.values()):
        return no_text()
    place = place_of(request) or ""
    if request.method == "POST" and "sender" in request.POST:
        return _tell(request, place)
    code = (request.POST.get("code") or request.GET.get("code") or "")[:LONGEST]
    if not code.strip():
        return show(request, "verify/page.html", {})
    if ASKED.is_too_often(place, at=timezone.now()):
        return _show(request, {"fault": gettext("So much was asked from here. Ask again in ten minutes.")}, 429)
    found = judged(code, secret=settings.SECRET_KEY)
    if found is None:
        told = {"is_ours": False, "sender": sender_in(code), "text": code if " " in code.strip() else ""}
        return _show(request, told)
    kind = kinds().get(found.kind)
    return _show(request, {"is_ours": True, "kind": kind.title[spoken()] if kind else "", "sent_on": found.sent_on})


def _tell(request: HttpRequest, place: str) -> HttpResponse:
    sender, text = request.POST["sender"][:60], request.POST.get("text", "")[:LONGEST]
    if TOLD.is_too_often(place, at=timezone.now()):
        return _show(
            request, {"fault": gettext("So much was told from here. Tell us more in an hour, or call 1930.")}, 429
        )
    try:
        forged.note(sender=sender, text=text, way="web", at=timezone.now())
    except forged.IsOurs:
        fault = gettext(
            "This number or header is ours. Write the code of the message above, to see whether we sent it."
        )
        return _show(request, {"fault": fault, "is_ours": False, "text": text}, 422)
    except forged.NothingTold:
        fault = gettext("Write from where the message came, or what it says.")
        return _show(request, {"fault": fault, "is_ours": False}, 422)
    return _show(request, {"is_told": True})


def _show(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = show(request, "verify/page.html", {"is_answered": True, **told}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
