"""Are the heads active? When each officer looked last, what came to them, and what they answered."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.complaints.heads import heads
from bijlisetu.network.companies import utility_at_work
from bijlisetu.plumbing.remember import remembered
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show

#: Days that may be looked back at.
SPANS = (7, 30, 90)


@require_safe
@staff_page
def active(request: HttpRequest, office: int) -> HttpResponse:
    """Show the officers at the office and below, with their answers of the last days."""
    path = path_or_missing(request, office, Deed.SEE_COMPLAINTS)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    now, titles = timezone.now(), utility_at_work().titles
    found = remembered(
        f"complaint-heads:{office}:{days}", lambda: heads(office, begins=now - timedelta(days=days), ends=now)
    )
    context = {
        "path": path, "office": path[-1], "days": days, "spans": SPANS,
        "heads": [(getattr(titles[head.role], spoken()), head) for head in found],
    }  # fmt: skip
    return show(request, "complaints/active.html", context, page="complaint_heads")
