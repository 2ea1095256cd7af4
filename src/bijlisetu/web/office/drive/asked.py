"""Which drive a page is about."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from bijlisetu.drives.models import Drive
from bijlisetu.drives.queries import drives_at
from bijlisetu.web.paging import number_in


def drive_asked(request: HttpRequest, office: int) -> tuple[Drive | None, list[Drive]]:
    """
    Return the drive that the address names, or the office's latest, and all of the office's.

    :raises Http404: if the address names one that is not the office's
    """
    known = drives_at(office)
    asked = request.GET.get("drive", "")
    if not asked:
        return (known[0] if known else None), known
    found = next((drive for drive in known if drive.pk == number_in(asked)), None)
    if found is None:
        raise Http404
    return found, known


def drive_or_missing(request: HttpRequest, office: int) -> Drive:
    """Return the drive that the page is about; :raises Http404: if the office has none."""
    drive, _ = drive_asked(request, office)
    if drive is None:
        raise Http404
    return drive
