"""Who are the people behind one part of the bar?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.reach import queries
from bijlisetu.reports import words
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.reach.occasions import in_words, known_occasions, occasion_asked
from bijlisetu.web.paging import pager, start_of


@require_safe
@staff_page
def people(request: HttpRequest, office: int) -> HttpResponse:
    """List exactly the people behind one part of the bar."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    occasion = occasion_asked(request, known_occasions())
    degree = request.GET.get("degree", "all")
    if degree not in queries.DEGREES:
        raise Http404
    found = queries.people(office, occasion, degree, start_of(request))
    context = {
        "path": path,
        "office": path[-1],
        "occasion": occasion,
        "when": in_words([occasion])[occasion],
        "degree": degree,
        "lists": words.LISTS,
        "rows": found.page.rows,
        "total": found.total,
        "pager": pager(request, found.page, lambda listed: listed.consumer),
    }
    return show(request, "reach/people.html", context, page="reach")
