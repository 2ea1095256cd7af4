"""The bill as a PDF: for the person it was sent to, for the carrier that takes it there, for the office."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.render import Page
from bijlisetu.billing.queries import bill_of, page_of
from bijlisetu.reach.queries import is_disowned
from bijlisetu.tracking import actions as tracking
from bijlisetu.web.frame import feeder_or_missing, office_page, private
from bijlisetu.web.public import attempt_of, door


@cache
def page() -> Page:
    """Return the one setter of pages of this process."""
    return Page(settings.HOME / "fonts")


@require_safe
@private
@door
def of_person(request: HttpRequest, token: str) -> HttpResponse:
    """Send the bill to the person who asks for it by the link of a message: that proves it was opened."""
    attempt = attempt_of(token, purpose="bill")
    if is_disowned(attempt):
        return redirect("public", token=token)
    response = _pdf(request, bill_of(attempt))
    # A browser that only looks ahead, or asks for the head alone, is not a person reading.
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        tracking.opened(attempt=attempt, at=timezone.now())
    return response


@require_safe
@private
@door
def of_carrier(request: HttpRequest, token: str) -> HttpResponse:
    """Send the bill to a carrier's machine; this proves nothing about the person."""
    return _pdf(request, bill_of(attempt_of(token, purpose="carrier")))


@require_safe
@office_page
def of_office(request: HttpRequest, bill: int) -> HttpResponse:
    """Show the bill to the office that looks after the consumer."""
    found = Bill.objects.select_related("consumer__feeder").filter(pk=bill).first()
    feeder_or_missing(request, found.consumer.feeder_id if found else 0)
    return _pdf(request, found)


def _pdf(request: HttpRequest, bill: Bill | None) -> HttpResponse:
    if bill is None:
        raise Http404
    response = HttpResponse(content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bill-{bill.cycle:%Y-%m}-{bill.consumer.account[-4:]}.pdf"'
    if request.method == "GET":
        response.write(page().render(page_of(bill)))
    return response
