"""Who hangs on this feeder?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.reach.queries import feeder_called, on_feeder
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import pager, start_of


@require_safe
@staff_page
def feeder(request: HttpRequest, feeder: int) -> HttpResponse:
    """List the feeder's consumers by account."""
    called = feeder_called(feeder)
    if called is None:
        raise Http404
    feeders_or_missing(request, [feeder], Deed.SEE_PEOPLE)
    page = on_feeder(feeder, start_of(request))
    context = {
        "code": called[0],
        "name": called[1],
        "rows": page.rows,
        "pager": pager(request, page, lambda one: one.consumer),
    }
    return show(request, "consumer/feeder.html", context)
