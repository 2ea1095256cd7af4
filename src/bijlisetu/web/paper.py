"""The bill as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import BillPage
from bijlisetu.billing.page.render import Printer
from bijlisetu.billing.queries import page_of


@cache
def printer() -> Printer:
    """Return the one printer of this process."""
    return Printer(settings.HOME / "fonts")


def pdf(
    request: HttpRequest, bill: Bill | None, *, as_seen: Callable[[BillPage], BillPage] = lambda page: page
) -> HttpResponse:
    """Send the bill, as whoever asked may see it; :raises Http404: if there is none."""
    if bill is None:
        raise Http404
    response = HttpResponse(content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bill-{bill.cycle:%Y-%m}-{bill.consumer.account[-4:]}.pdf"'
    if request.method == "GET":
        response.write(printer().render(as_seen(page_of(bill, public_url=settings.PUBLIC_URL))))
    return response
