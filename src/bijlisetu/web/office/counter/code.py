"""Is the number in the hand of the person before me?"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.contact.lists import ClaimRole
from bijlisetu.contact.proof.actions import Outcome
from bijlisetu.contact.proof.queries import Pending, pending
from bijlisetu.contact.queries import doubt_about
from bijlisetu.reach.queries import Person
from bijlisetu.values import Mobile
from bijlisetu.web import proving
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.consumer.page import phone_to_see
from bijlisetu.web.office.counter.saving import (
    UNPROVED,
    keep_unproved,
    put_in_place,
    say_saved,
    served_or_missing,
    take_told,
)
from bijlisetu.web.office.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def code(request: HttpRequest, consumer: int, challenge: uuid.UUID) -> HttpResponse:
    """Take the code that the person reads from their phone; then the next person."""
    served = served_or_missing(request, consumer)
    asked = pending(challenge, consumer)
    if asked is None or "@" in asked.value:  # a mailbox proves itself by its link
        raise Http404
    if request.method != "POST":
        return _code(request, served, asked)
    number, role, instead = Mobile.parse(asked.value), ClaimRole(asked.role), _number(request.POST.get("instead", ""))
    if UNPROVED in request.POST and not asked.is_proved:
        refused = keep_unproved(request, served, number, role, instead)
        return _code(request, served, asked, fault=refused, status=422) if refused else redirect("office:counter")
    answered = proving.answer(request, challenge, request.POST.get("code", ""))
    # A missed call may have proved it meanwhile; then Enter is enough.
    if answered.outcome is not Outcome.PROVED and not asked.is_proved:
        return _code(request, served, asked, fault=proving.words_of(answered), status=422)
    take_told(request, served, number, role, at=timezone.now(), is_proved=True)
    proved = pending(challenge, consumer)
    told_at = proved.proved_at if proved else None
    reopened = answered.reopened + put_in_place(request, served, number, instead, told_at=told_at)
    saved = gettext("Proved and saved for %(name)s.") % {"name": served.name}
    say_saved(request, served, number, reopened, saved)
    return redirect("office:counter")


def _code(request: HttpRequest, served: Person, asked: Pending, *, fault: str = "", status: int = 200) -> HttpResponse:
    doubt = doubt_about(served.id, asked.value)
    context = {
        "person": served,
        "asked": asked,
        "fault": fault,
        "instead": _number(request.GET.get("instead") or request.POST.get("instead", "")),
        "others": doubt.others if doubt else 0,
        "missed_call": settings.MISSED_CALL_NUMBER if settings.MISSED_CALL_SECRETS else "",
        "simulated": phone_to_see(asked.value),
    }
    return show(request, "counter/code.html", context, status=status, page="counter")


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 20 else ""
