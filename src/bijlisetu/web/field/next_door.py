"""My next door: where do I go, and why?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bijlisetu.reach import queries
from bijlisetu.reach.queries import Walk
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import doorstep
from bijlisetu.web.desk import allowed_or_missing, seats_of, staff_page
from bijlisetu.web.field.frame import show

#: So many doors are a good hour's walk, and a page that a slow phone shows at once.
DOORS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def next_door(request: HttpRequest) -> HttpResponse:
    """Show the first doors of the person's own offices in walking order, one of them open with the form."""
    if not seats_of(request).held:
        return show(request, "no_post.html", {})
    allowed_or_missing(request, Deed.VISIT_DOORS)
    faulty = doorstep.take(request) if request.method == "POST" else None
    if request.method == "POST" and faulty is None:
        return redirect("field:next_door")  # the door is off this page: whoever was there today need not go again
    seats = seats_of(request)
    offices = [*seats.offices_for(Deed.VISIT_DOORS), *seats.sections_for(Deed.VISIT_DOORS)]
    found = queries.worklist(offices, Walk(size=DOORS, to_visit_on=timezone.localdate()))
    rows = doorstep.rows(request, found.doors, faulty)
    return show(request, "next_door.html", {"rows": rows, "list": found}, status=422 if faulty else 200)
