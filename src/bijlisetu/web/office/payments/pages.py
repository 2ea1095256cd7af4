"""Who paid on a day, and by which way did it come to us?"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.payments.bbps.biller import biller_named
from bijlisetu.payments.queries import by_source, last_day, of_day, suspense
from bijlisetu.payments.states import State
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_everywhere, path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import day_in, number_in

MOST = 100


@require_safe
@staff_page
def payments(request: HttpRequest, office: int) -> HttpResponse:
    """Show a day's payments of people below the office, the latest day on which somebody paid unless one is asked."""
    path = path_or_missing(request, office, Deed.SEE_PAYMENTS)
    day = day_in(request.GET.get("day", "")) or last_day(office) or day_in_india(timezone.now())
    after = number_in(request.GET.get("after", "")) or 0
    lines = of_day(office, day=day, after=after, most=MOST + 1)
    sources = by_source(office, day=day)
    context = {
        "path": path,
        "office": path[-1],
        "of_day": day,
        "sources": sources,
        "total": sum((one.amount for one in sources if one.state == State.CREDITED), Decimal(0)),
        "lines": lines[:MOST],
        "more": lines[MOST - 1].payment if len(lines) > MOST else None,
        "suspense": suspense() if may_everywhere(request, Deed.PLACE_PAYMENT) else None,
        "unknown": reverse("office:suspense"),
        "billers": _billers(request),
    }
    return show(request, "payments/page.html", context, page="payments")


def _billers(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the addresses and names of files for BBPS that this officer may take."""
    names = settings.BBPS_SECRETS if may_everywhere(request, Deed.PLACE_PAYMENT) else ()
    return [(reverse("office:bbps_bills", args=[name]), biller_named(name).title) for name in names]
