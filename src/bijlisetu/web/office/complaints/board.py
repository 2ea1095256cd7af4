"""What breaches next? The complaints of an office, and deeds for many of them at once."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from bijlisetu.complaints import heads
from bijlisetu.complaints.actions import resolving, working
from bijlisetu.complaints.actions.writing import NothingSaid, NotPossible
from bijlisetu.complaints.board import pages
from bijlisetu.complaints.board.counts import choices, counts
from bijlisetu.complaints.board.lists import LISTS, Asker, Narrowed
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.models import Complaint
from bijlisetu.network.models import OfficeTree
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.models import Role
from bijlisetu.web.desk import may_at, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.complaints.words import LISTS as TITLES
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in, pager, start_of

#: Letters of the longest name of a crew that is looked for.
LONGEST = 120
DONE = {"assign", "begin", "resolve"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def board(request: HttpRequest, office: int) -> HttpResponse:
    """Show one list of the office's complaints, and do a deed to those that are ticked."""
    path = path_or_missing(request, office, Deed.SEE_COMPLAINTS)
    if request.method == "POST":
        if not may_at(request, office, Deed.WORK_COMPLAINTS):
            raise Http404
        if _do(request, office):
            return redirect(request.get_full_path())
    now, asker, narrowed = timezone.now(), asker_of(request), _narrowed(request)
    heads.looked(asker.person, at=now)
    counted = counts(office, asker=asker, at=now)
    which = request.GET.get("list", "")
    if which not in LISTS:
        which = next((name for name in ("mine", "late", "soon") if counted[name]), "open")
    found = pages.page(office, which, asker=asker, at=now, narrowed=narrowed, start=start_of(request))
    context = {
        "path": path, "office": path[-1], "lines": found.rows, "which": which, "now": now, "narrowed": narrowed,
        "kept": _kept(narrowed), "choices": choices(office, asker=asker, at=now, narrowed=narrowed),
        "pager": pager(request, found, lambda line: line.id), "counted_open": counted["open"],
        "lists": [(name, title, counted[name]) for name, title in TITLES.items()],
        "may_work": may_at(request, office, Deed.WORK_COMPLAINTS),
        # What was ticked and written for a deed that was refused is not lost.
        "ticked": _ticked(request), "typed": request.POST.get("words", ""),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return show(request, "complaints/board.html", context, page="complaints", status=status)


def asker_of(request: HttpRequest) -> Asker:
    """Return who looks at a board, with the sections whose junior engineer they are."""
    sections = [seat.office.id for seat in seats_of(request).held if seat.role == Role.JUNIOR_ENGINEER]
    return Asker(person_of(request).pk, sections)


def _narrowed(request: HttpRequest) -> Narrowed:
    """Return what the list is narrowed to; words that are no choice narrow nothing."""
    category = request.GET.get("category", "")
    return Narrowed(
        crew=request.GET.get("crew", "")[:LONGEST],
        transformer=number_in(request.GET.get("transformer", "")),
        category=category if category in categories() else "",
    )


def _kept(narrowed: Narrowed) -> str:
    """Return the end of an address that keeps a list narrowed when another one is looked at."""
    return "".join(f"&{urlencode({name: value})}" for name, value in asdict(narrowed).items() if value)


def _do(request: HttpRequest, office: int) -> bool:
    """Do the deed to what is ticked, and say so; return whether it was done."""
    deed, words = request.POST.get("deed", ""), request.POST.get("words", "")
    if deed not in DONE:
        raise Http404
    ticked = _ticked(request)
    below = OfficeTree.objects.filter(ancestor=office).values("descendant")
    chosen = list(Complaint.objects.filter(pk__in=ticked, office__in=below).values_list("pk", flat=True)[: pages.PAGE])
    if not chosen:
        messages.error(request, gettext("Tick one complaint or more first."))
        return False
    at, by = timezone.now(), person_of(request).get_username()
    try:
        if deed == "assign":
            working.assign(complaints=chosen, crew=words, at=at, by=by)
        elif deed == "begin":
            working.begin(complaints=chosen, at=at, by=by)
        else:
            resolving.resolve(complaints=chosen, words=words, at=at, by=by)
    except NothingSaid:
        messages.error(request, gettext("Please write in a few words which crew it is, or what was done."))
    except NotPossible:
        messages.error(request, gettext("One of them is not being worked on. Nothing was changed."))
    else:
        told = ngettext("Done for %(n)s complaint.", "Done for %(n)s complaints.", len(chosen))
        messages.success(request, told % {"n": len(chosen)})
        return True
    return False


def _ticked(request: HttpRequest) -> list[int]:
    return [number for one in request.POST.getlist("complaint") if (number := number_in(one)) is not None]
