"""Who are the people behind one part of the bar?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.reach import queries
from bijlisetu.reports import words
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.reach.occasions import known_occasions, occasion_asked
from bijlisetu.web.paging import page_number, pager


@require_safe
@staff_page
def people(request: HttpRequest, office: int) -> HttpResponse:
    """List exactly the people behind one part of the bar."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    occasion = occasion_asked(request, known_occasions())
    degree = request.GET.get("degree", "all")
    if degree not in queries.DEGREES:
        raise Http404
    page = queries.people(office, occasion, degree, page_number(request))
    context = {
        "path": path,
        "office": path[-1],
        "occasion": occasion,
        "degree": degree,
        "lists": words.LISTS,
        "page": page,
        "pager": pager(request, number=page.number, total=page.total, page=queries.PAGE),
    }
    return show(request, "reach/people.html", context, page="reach")
