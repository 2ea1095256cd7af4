"""Whom do I visit next, and why?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bijlisetu.reach import queries
from bijlisetu.reach.queries import Walk
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import pager, start_of
from bijlisetu.web.repair import form_for, mend


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def worklist(request: HttpRequest, office: int) -> HttpResponse:
    """Show the open tasks in walking order, each with the form that mends its number."""
    faulty = mend(request) if request.method == "POST" else None
    if request.method == "POST" and faulty is None:
        return redirect(request.get_full_path())
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    asked = request.GET.get("feeder", "")
    feeder = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    reason = request.GET.get("reason", "")
    found = queries.worklist([office], Walk(feeder=feeder, reason=reason, start=start_of(request)))
    context = {
        "path": path,
        "office": path[-1],
        "list": found,
        "pager": pager(request, found.page, lambda door: door.consumer),
        "rows": [(door, form_for(door.consumer, faulty)) for door in found.doors],
        "feeder": str(feeder or ""),
        "reason": reason,
    }
    return show(request, "worklist/page.html", context, page="worklist", status=422 if faulty else 200)
