"""Who walks which beat, and how far it is; give it to another, or split it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.levelling import share_out_again
from bijlisetu.drives.queries import Walker, beats_of, walkers_at
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Beat, Door
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.office.drive.asked import drive_asked, no_drive, show_drive
from bijlisetu.web.paging import number_in, pager, start_of
from bijlisetu.web.templatetags.people import called

#: People in a list to choose from; it stands at each beat of the page, and of more they type a user name.
MOST_LISTED = 200


class NobodySo(Refusal):
    """Nobody who may walk there has this user name."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def beats(request: HttpRequest, office: int) -> HttpResponse:
    """Show the beats under the office, and change whose they are."""
    path = path_or_missing(request, office, Deed.SEE_DRIVE)
    drive = drive_asked(request, office)
    if drive is None:
        return no_drive(request, path)
    walkers = walkers_at(office, on=timezone.localdate())
    if request.method == "POST":
        path_or_missing(request, office, Deed.RUN_DRIVE)
        if drive.round.closed_at is not None:
            raise Http404
        if request.POST.get("deed") == "share":
            _share(request, drive, office)
        else:
            _change(request, drive.pk, {walker.id: walker for walker in walkers})
        return redirect(request.get_full_path())
    found = beats_of(drive, office, start=start_of(request))
    context = {
        "beats": found.rows,
        "pager": pager(request, found, lambda beat: beat.number),
        "walkers": walkers,
        "is_listed": len(walkers) <= MOST_LISTED,
        "offered": {walker.id for walker in walkers},
        "may_assign": drive.round.closed_at is None and may_at(request, office, Deed.RUN_DRIVE),
    }
    return show_drive(request, "beats.html", context, drive=drive, path=path)


def _change(request: HttpRequest, drive: int, walkers: Mapping[int, Walker]) -> None:
    beat = Beat.objects.filter(pk=number_in(request.POST.get("beat", "")) or 0, round=drive).first()
    # A beat of another office is none here: its number in the address opens nothing.
    if beat is None or not may_at(request, beat.office_id, Deed.RUN_DRIVE):
        raise Http404
    try:
        worker = _chosen(request, walkers, beat)
    except NobodySo:
        messages.error(request, gettext("Nobody with this user name may walk there. Check the name and their post."))
        return
    at, by = timezone.now(), person_of(request).get_username()
    if request.POST.get("deed") == "split":
        _split(request, beat, worker)
        return
    if not fieldwork.assign(beats=[beat.pk], worker=worker, by=by, at=at):
        messages.warning(request, gettext("Beat %(number)s stays as it was.") % {"number": beat.number})
    elif worker is None:
        messages.success(request, gettext("Beat %(number)s is nobody’s now.") % {"number": beat.number})
    else:
        told = {"number": beat.number, "name": called(walkers[worker])}
        messages.success(request, gettext("%(name)s walks beat %(number)s now.") % told)


def _chosen(request: HttpRequest, walkers: Mapping[int, Walker], beat: Beat) -> int | None:
    """
    Return who is chosen from the list, or whose user name is typed where they are too many for one; none: nobody.

    :raises NobodySo: if nobody who may walk there has the name that is typed
    :raises Http404: if somebody is chosen who stood in no list
    """
    user = request.POST.get("user", "").strip()
    if user:
        known = {walker.user: walker.id for walker in walkers.values()}
        if beat.worker is not None:
            known.setdefault(beat.worker.get_username(), beat.worker.pk)
        if user not in known:
            raise NobodySo("nobody with this user name may walk there")
        return known[user]
    worker = number_in(request.POST.get("worker", ""))
    if worker is not None and worker not in walkers and worker != beat.worker_id:
        raise Http404
    return worker


def _share(request: HttpRequest, drive: Drive, office: int) -> None:
    at, by = timezone.now(), person_of(request).get_username()
    doors = share_out_again(drive, office=office, on=timezone.localdate(), at=at, by=by)
    if doors:
        said = gettext("Doors that have changed hands: %(doors)s.") % {"doors": in_indian_groups(doors)}
        messages.success(request, said)
    else:
        messages.success(request, gettext("What is left is shared out evenly already."))


def _split(request: HttpRequest, beat: Beat, worker: int | None) -> None:
    """Give the second half of the beat's open doors to somebody."""
    still = list(
        Door.objects.filter(beat=beat, state=Door.State.OPEN).order_by("order", "pk").values_list("pk", flat=True)
    )
    half = still[(len(still) + 1) // 2 :]
    if not half:
        messages.error(request, gettext("This beat has too few open doors to be split."))
        return
    fieldwork.split(
        beat=beat.pk, doors=half, worker=worker, by=person_of(request).get_username(), at=timezone.now()
    )  # fmt: skip
    messages.success(request, gettext("Half of the open doors of beat %(number)s are a beat of their own now.") % {
        "number": beat.number
    })  # fmt: skip
