"""Who may do what where?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.reports.offices import office_words
from bijlisetu.staff import roster
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.giving import roles_to_give
from bijlisetu.web.desk import path_or_missing, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show


@require_safe
@staff_page
def staff(request: HttpRequest, office: int) -> HttpResponse:
    """Show who works at the office, and at each right below it."""
    path = path_or_missing(request, office, Deed.MANAGE_STAFF)
    found = roster.places(office, on=timezone.localdate())
    context = {
        "path": path, "office": path[-1], "own": found[0] if found else None, "below": found[1:],
        "called": {kind: said.name for kind, said in office_words(spoken()).items()},
        "may_invite": bool(roles_to_give(seats_of(request), office=office)),
    }  # fmt: skip
    return show(request, "staff/places.html", context, page="staff")
