"""Which visits need a look, and what may explain them; whom chance has drawn to be called back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.honesty.actions import called_back
from bijlisetu.drives.honesty.conflicts import conflicts
from bijlisetu.drives.honesty.looking import seen_in
from bijlisetu.drives.honesty.queries import to_call
from bijlisetu.drives.honesty.rules import Raised
from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.drives.pace.people import Person, people_called, sections_of
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.drive.asked import drive_asked, no_drive, show_drive
from bijlisetu.web.office.drive.words import SIGNALS

MOST = 50


class Seen(NamedTuple):
    """A signal as the page shows it, with its innocent explanation."""

    what: Promise
    but: Promise
    times: int
    of: int


class Named(NamedTuple):
    """Somebody whose visits need a look."""

    person: Person
    seen: tuple[Seen, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def honesty(request: HttpRequest, office: int) -> HttpResponse:
    """Show the signals of the workers under the office; keep what a call-back brought."""
    path = path_or_missing(request, office, Deed.SEE_HONESTY)
    drive = drive_asked(request, office)
    if drive is None:
        return no_drive(request, path)
    if request.method == "POST":
        _take(request, drive, office)
        return redirect(request.get_full_path())
    kept = seen_in(drive, at=timezone.now())
    context = {
        "named": _named(drive, office, kept.raised),
        "looked_at": kept.at,
        "to_call": to_call(drive, office=office, most=MOST),
        "conflicts": conflicts(drive, office=office, most=MOST),
    }
    return show_drive(request, "honesty.html", context, drive=drive, path=path)


def _named(drive: Drive, office: int, kept: Mapping[int, tuple[Raised, ...]]) -> list[Named]:
    """Return the workers under the office for whom signals are raised; all workers of the drive are compared."""
    people = people_called(sections_of(drive, office=office))
    raised = {worker: found for worker, found in kept.items() if worker in people}
    return [
        Named(people[worker], tuple(Seen(*SIGNALS[one.signal], one.times, one.of) for one in found))
        for worker, found in sorted(raised.items(), key=lambda item: (-len(item[1]), people[item[0]].user))
    ]


def _take(request: HttpRequest, drive: Drive, office: int) -> None:
    said, visit = request.POST.get("said", ""), request.POST.get("visit", "")
    # A drive may reach beyond the office: a visit that another office is to ask about is none here.
    is_theirs = visit in {one.visit for one in to_call(drive, office=office, most=MOST)}
    if said not in CallBack.Said.values or not is_theirs:
        raise Http404
    is_kept = called_back(
        drive=drive, visit=visit, said=CallBack.Said(said), at=timezone.now(), by=person_of(request).get_username()
    )
    if not is_kept:
        raise Http404
    messages.success(request, gettext("What they said is kept."))
