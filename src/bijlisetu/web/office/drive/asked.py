"""Which drive a page is about, and what all pages of it show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from bijlisetu.drives.models import Drive
from bijlisetu.drives.queries import drive_at, drives_at
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice
from bijlisetu.web.desk import may_at
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

#: So many drives are listed; those that were ended stand last.
MOST = 200


def drive_asked(request: HttpRequest, office: int) -> Drive | None:
    """
    Return the drive that the address names, or the one with doors to go to there; none if the office has none.

    :raises Http404: if the address names one that is not the office's
    """
    asked = request.GET.get("drive", "")
    found = drive_at(office, drive=number_in(asked) or 0 if asked else None, on=timezone.localdate())
    if asked and found is None:
        raise Http404
    return found


def may_run(request: HttpRequest, drive: Drive) -> bool:
    """Return whether the drive is theirs to change as a whole: it may reach beyond the office whose page they see."""
    return all(may_at(request, office, Deed.RUN_DRIVE) for office in drive.offices.values_list("pk", flat=True))


def no_drive(request: HttpRequest, path: Sequence[NamedOffice]) -> HttpResponse:
    """Say that the office has no drive yet, and where one is planned."""
    office = path[-1]
    context = {"path": path, "office": office, "may_plan": may_at(request, office.id, Deed.RUN_DRIVE)}
    return show(request, "drive/none.html", context, page="drive")


def show_drive(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, drive: Drive, path: Sequence[NamedOffice],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Render a page of the drive, with the links to its other pages and to the office's other drives."""
    office, today = path[-1], timezone.localdate()
    common = {
        "path": path,
        "office": office,
        "drive": drive,
        "title": drive.round.title,
        "today": today,
        "drives": drives_at(office.id, on=today, most=MOST),
        "may_see_honesty": may_at(request, office.id, Deed.SEE_HONESTY),
        "may_run": drive.round.closed_at is None and may_run(request, drive),
    }
    return show(request, f"drive/{template}", {**common, **context}, page="drive", status=status)
