"""The bill as a PDF: for the person it was sent to, and for the carrier that takes it there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.billing.page.stranger import seen_by_link
from bijlisetu.billing.queries import bill_of
from bijlisetu.reach.queries import Owner, is_in_hand, owner_of
from bijlisetu.tracking import presses
from bijlisetu.web.me.frame import attempt_of, by_link
from bijlisetu.web.me.readers import is_a_person
from bijlisetu.web.paper import pdf
from bijlisetu.web.private import private


@require_safe
@private
@by_link
def of_person(request: HttpRequest, token: str) -> HttpResponse:
    """
    Send the bill to the person who asks for it by the link of a message: that proves it was opened.

    It shows no more than the page behind the link: that the bearer of the number is the consumer is not known.
    """
    attempt = attempt_of(token, purpose="bill")
    owner = owner_of(attempt)
    if owner == Owner.NOT_OWNER:
        return redirect(f"{reverse('me:message', args=[token])}?bill")
    as_seen = seen_by_link(is_theirs=owner == Owner.PROVED, is_in_hand=is_in_hand(attempt))
    response = pdf(request, bill_of(attempt), as_seen=as_seen)
    if is_a_person(request):
        presses.opened(attempt=attempt, at=timezone.now())
    return response


@require_safe
@private
@by_link
def of_carrier(request: HttpRequest, token: str) -> HttpResponse:
    """
    Send the bill to a carrier's machine; this proves nothing about the person.

    Whose number it is has said that the connection is not theirs: then nothing more is taken there.
    """
    attempt = attempt_of(token, purpose="carrier")
    if owner_of(attempt) == Owner.NOT_OWNER:
        raise Http404
    return pdf(request, bill_of(attempt))
