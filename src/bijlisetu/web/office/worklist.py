"""Whom do I visit next, and why?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bijlisetu.reach import queries
from bijlisetu.reach.queries import Walk
from bijlisetu.reach.queries.at_doors import for_office
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import doorstep
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in, pager, start_of

#: So many people for the office to see to stand on the page, those told last.
FOR_OFFICE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def worklist(request: HttpRequest, office: int) -> HttpResponse:
    """Show the open tasks in walking order, the next of them open with the form that mends its number."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    faulty = doorstep.take(request) if request.method == "POST" else None
    if request.method == "POST" and faulty is None:
        return doorstep.next_door(request)
    asked = request.GET.get("feeder", "")
    feeder = number_in(asked)
    reason = request.GET.get("reason", "")
    found = queries.worklist([office], Walk(feeder=feeder, reason=reason, start=start_of(request)))
    way = pager(request, found.page, lambda door: door.consumer)
    if way.next and found.doors and request.GET.get(doorstep.DONE) == str(found.doors[-1].consumer):
        return redirect(f"{request.path}{way.next}#open")
    context = {
        "path": path,
        "office": path[-1],
        "list": found,
        "pager": way,
        "rows": doorstep.rows(request, found.doors, faulty),
        "for_office": for_office([office], most=FOR_OFFICE),
        "feeder": str(feeder or ""),
        "reason": reason,
    }
    return show(request, "worklist/page.html", context, page="worklist", status=422 if faulty else 200)
