"""What was found at the doors of this drive, the latest first?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.fieldwork.queries.seen import visits_in
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.consumer.visits import lines_of
from bijlisetu.web.office.drive.asked import drive_asked, no_drive, show_drive

MOST = 50


@require_safe
@staff_page
def visits(request: HttpRequest, office: int) -> HttpResponse:
    """Show the visits under the office, a page at a time backwards."""
    path = path_or_missing(request, office, Deed.SEE_DRIVE)
    path_or_missing(request, office, Deed.SEE_PEOPLE)  # it names them
    drive = drive_asked(request, office)
    if drive is None:
        return no_drive(request, path)
    seen = visits_in(drive.pk, office=office, before=_moment(request.GET.get("before", "")), most=MOST)
    older = seen[-1].at.isoformat() if len(seen) == MOST else ""
    context = {"lines": lines_of(seen), "older": older, "with_names": True}
    return show_drive(request, "visits.html", context, drive=drive, path=path)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
