"""Which drive a page is about, and what all pages of it show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from bijlisetu.drives.models import Drive
from bijlisetu.drives.queries import drives_at
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice
from bijlisetu.web.desk import may_at
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in


def drive_asked(request: HttpRequest, office: int) -> Drive | None:
    """
    Return the drive that the address names, or the office's latest; none if it has none.

    :raises Http404: if the address names one that is not the office's
    """
    known = drives_at(office)
    asked = request.GET.get("drive", "")
    if not asked:
        return known[0] if known else None
    found = next((drive for drive in known if drive.pk == number_in(asked)), None)
    if found is None:
        raise Http404
    return found


def no_drive(request: HttpRequest, path: Sequence[NamedOffice]) -> HttpResponse:
    """Say that the office has no drive yet, and where one is planned."""
    office = path[-1]
    context = {"path": path, "office": office, "may_plan": may_at(request, office.id, Deed.RUN_DRIVE)}
    return show(request, "drive/none.html", context, page="drive")


def show_drive(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, drive: Drive, path: Sequence[NamedOffice]
) -> HttpResponse:
    """Render a page of the drive, with the links to its other pages."""
    office = path[-1]
    common = {
        "path": path,
        "office": office,
        "drive": drive,
        "title": drive.round.title,
        "may_see_honesty": may_at(request, office.id, Deed.SEE_HONESTY),
    }
    return show(request, f"drive/{template}", {**common, **context}, page="drive")
