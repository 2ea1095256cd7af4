"""What all pages behind the links of messages share: which attempt a link stands for, and the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from bijlisetu.audit import machines
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_at_work
from bijlisetu.network.utilities import Company
from bijlisetu.outbox.queries import MessageSent, message_of
from bijlisetu.plumbing import links
from bijlisetu.reach.queries import Owner, owner_of
from bijlisetu.tracking.subscriptions import Receiver, receiver_of
from bijlisetu.web.people.utility import in_frame
from bijlisetu.web.private import View

#: Who did it, in the book of deeds: whoever held the link.
BY = machines.LINK


def by_link(view: View) -> View:
    """Answer a link that is not ours, or past its time, with a page that says what to do."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except links.LinkExpired:
            response = show(request, "closed.html", {"is_expired": True}, status=410)
        except (links.LinkNotValid, Http404):
            response = show(request, "closed.html", {"is_expired": False}, status=404)
        return response

    return opened


def attempt_of(token: str, *, purpose: str) -> int:
    """Return the attempt a link was made for; :raises LinkNotValid, LinkExpired: as plumbing.links does."""
    return links.read(token, purpose=purpose, today=timezone.localdate(), secret=settings.SECRET_KEY)


def may_see(kind: str, owner: Owner) -> bool:
    """Return whether the message named the account; who was only asked whose the number is, proves it first."""
    return owner == Owner.PROVED or (kind in kinds() and kinds()[kind].names_account)


def asked_or_missing(attempt: int) -> tuple[Receiver, MessageSent, Owner]:
    """
    Return who got the message of the link, the message, and whose the number is, for pages of the account it names.

    :raises Http404: if it is not theirs, or the message names no account to whom it came
    """
    receiver, sent, owner = receiver_of(attempt), message_of(attempt), owner_of(attempt)
    if receiver is None or sent is None or owner == Owner.NOT_OWNER or sent.kind not in kinds():
        raise Http404
    if not may_see(sent.kind, owner):
        raise Http404
    return receiver, sent, owner


def speak(request: HttpRequest, language: str) -> None:
    """Speak the consumer's language, unless another was chosen on this phone."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language in dict(settings.LANGUAGES):
        translation.activate(language)


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    company: Company | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the template in the frame of consumers' pages, with words of their company, or of the one at work."""
    return render(request, f"web/me/{template}", {**in_frame(company or company_at_work()), **context}, status=status)
