"""What was left on meters that became postpaid? An officer books it, or says where it went."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.metering.queries import surpluses
from bijlisetu.metering.states import How
from bijlisetu.metering.surplus import NoReason, NotOpen, is_of, settle
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

MOST = 50
LONGEST_WHY = 500


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def left(request: HttpRequest, office: int) -> HttpResponse:
    """List what was left, the oldest first; settle the one that is named."""
    path = path_or_missing(request, office, Deed.SETTLE_SURPLUS)
    if request.method != "POST":
        return _page(request, path)
    number, how = number_in(request.POST.get("number", "")), request.POST.get("how", "")
    if number is None or how not in list(How) or not is_of(number, office=office):
        raise Http404
    why = request.POST.get("why", "").strip()
    if len(why) > LONGEST_WHY:
        return _page(request, path, fault=gettext("Say it in fewer words."), number=number)
    try:
        settle(number, how=How(how), why=why, at=timezone.now(), by=person_of(request).get_username())
    except NoReason:
        return _page(request, path, fault=gettext("Say by which paper: it stands in the book of deeds."), number=number)
    except NotOpen:
        messages.info(request, gettext("Somebody else has settled it already."))
    else:
        messages.success(request, gettext("It is settled, and stands in the book of deeds."))
    return redirect("office:meters_left", office)


def _page(
    request: HttpRequest, path: Sequence[NamedOffice], *, fault: str = "", number: int | None = None
) -> HttpResponse:
    office = path[-1]
    after = number_in(request.GET.get("after", "")) or 0
    lines = surpluses(office.id, after=after, most=MOST + 1)
    context = {
        "path": path,
        "office": office,
        "lines": lines[:MOST],
        "more": lines[MOST - 1].number if len(lines) > MOST else None,
        "fault": fault,
        "faulty": number,
        "typed": request.POST.get("why", ""),
    }
    return show(request, "meters/left.html", context, status=422 if fault else 200, page="meters")
