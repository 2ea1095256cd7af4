"""What do people mean whom no rule understands?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.reports import unclear
from bijlisetu.staff.deeds import Deed
from bijlisetu.tracking.replies import clerks
from bijlisetu.tracking.replies.clerks import DecidedAlready, NotAnAnswer
from bijlisetu.web.desk import feeders_or_missing, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in, pager, start_of

TAKE_BACK = "take_back"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def answers(request: HttpRequest, office: int) -> HttpResponse:
    """Show each unclear answer beside our message, and take what the clerk makes of it."""
    path = path_or_missing(request, office, Deed.READ_ANSWERS)
    if request.method == "POST":
        _decide(request)
        return redirect(request.get_full_path())
    is_top, language = _is_top(request, office), spoken()
    found = unclear.waiting(office, is_top=is_top, start=start_of(request))
    context = {
        "path": path,
        "office": path[-1],
        "count": unclear.count_waiting(office, is_top=is_top),
        "rows": [(one, one.sent(language), one.choices(language)) for one in found.rows],
        "pager": pager(request, found, lambda one: one.id),
        "decided": unclear.decided(office, is_top=is_top, at=timezone.now()),
    }
    return show(request, "answers/page.html", context, page="answers")


def waiting_for(request: HttpRequest, office: int) -> int:
    """Return how many unclear answers wait for the person at this office; none if they are not theirs to read."""
    held = seats_of(request).for_deed(Deed.READ_ANSWERS)
    return unclear.count_waiting(office, is_top=_is_top(request, office)) if held else 0


def _decide(request: HttpRequest) -> None:
    number, decision = number_in(request.POST.get("unclear", "")) or 0, request.POST.get("decision", "")
    feeder = unclear.feeder_of(number)
    if feeder is None:
        raise Http404
    # What is of no account is of no feeder, and so the highest offices'.
    feeders_or_missing(request, [feeder] if feeder else [], Deed.READ_ANSWERS)
    by, at = person_of(request).get_username(), timezone.now()
    try:
        if decision == TAKE_BACK:
            clerks.take_back(unclear=number, by=by, at=at)
            told = gettext("Taken back. The answer waits above again.")
        else:
            clerks.decide(unclear=number, decision=decision, by=by, at=at)
            told = gettext("Decided. Below you can take it back.")
    except NotAnAnswer:
        raise Http404 from None
    except DecidedAlready:
        messages.warning(request, gettext("Somebody else was quicker: see below what they decided."))
    else:
        messages.success(request, told)


def _is_top(request: HttpRequest, office: int) -> bool:
    """Return whether the person sits at this office, and it answers to no other."""
    return any(seat.is_top and seat.office.id == office for seat in seats_of(request).for_deed(Deed.READ_ANSWERS))
