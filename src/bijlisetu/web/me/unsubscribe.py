"""No more reminders: by one click in the mail program (RFC 8058), or by the link at the end of a mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bijlisetu.plumbing import links
from bijlisetu.reports.words import PURPOSES, say
from bijlisetu.tracking import presses
from bijlisetu.tracking.queries import subscription_of
from bijlisetu.values import mask
from bijlisetu.web.me.frame import BY, attempt_of, show, speak
from bijlisetu.web.private import private

ONE_CLICK = "One-Click"


# A mail provider's machine has no cookie to prove itself by. The sealed link is the proof, and all that it opens.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end it, or end it: only a press does, never a program that follows links."""
    try:
        attempt = attempt_of(token, purpose="unsubscribe")
    except (links.LinkExpired, links.LinkNotValid):
        return _closed(request)
    if request.method != "POST":
        return _page(request, token, attempt)
    # Our own page says so in fields that mail programs do not send.
    if "again" in request.POST:
        presses.resubscribe(attempts=[attempt], how="page", at=timezone.now(), by=BY)
        return redirect(f"{request.path}?back")
    if request.POST.get("List-Unsubscribe") != ONE_CLICK:
        return HttpResponse("List-Unsubscribe=One-Click is missing", status=400, content_type="text/plain")
    how = "page" if "page" in request.POST else "one_click"
    presses.unsubscribe(attempts=[attempt], how=how, at=timezone.now(), by=BY)
    # RFC 8058: a mail program's machine is not to be redirected.
    return redirect(request.path) if how == "page" else _page(request, token, attempt)


def _page(request: HttpRequest, token: str, attempt: int) -> HttpResponse:
    found = subscription_of(attempt)
    if found is None:
        return _closed(request)
    speak(request, found.language)
    context = {
        "token": token,
        "address": mask(found.address),
        "purpose": say(PURPOSES, found.purpose),
        "has_ended": found.has_ended,
        "is_back": "back" in request.GET and not found.has_ended,
    }
    return show(request, "unsubscribe.html", context)


def _closed(request: HttpRequest) -> HttpResponse:
    return show(request, "unsubscribe_closed.html", {}, status=404)
