"""Where the office begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may, seats_of, staff_page
from bijlisetu.web.office.frame import show


@require_safe
@staff_page
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the reach of the person's own office; whoever has no desk goes to their doors."""
    held = seats_of(request).offices_for(Deed.SEE_REACH)
    if held:
        return redirect("office:reach", office=held[0])
    if may(request, Deed.WALK_BEAT):
        return redirect("field:app")
    return show(request, "no_post.html", {})
