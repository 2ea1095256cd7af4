"""The bill as the office sees it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.billing.models import Bill
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, staff_page
from bijlisetu.web.paper import pdf


@require_safe
@staff_page
def bill(request: HttpRequest, bill: int) -> HttpResponse:
    """Show the bill to the office that looks after the consumer."""
    found = Bill.objects.select_related("consumer__feeder").filter(pk=bill).first()
    if found is None:
        raise Http404
    feeders_or_missing(request, [found.consumer.feeder_id], Deed.SEE_PEOPLE)
    return pdf(request, found)
