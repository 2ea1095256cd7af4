"""Who owes and was not proved reached: whom do I see next, and what did I find?"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.arrears.models import Recovery
from bijlisetu.arrears.visiting.queries import Waiting, feeder_of, in_all, waiting
from bijlisetu.arrears.visiting.results import enter
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.office.arrears.words import FAULTS, OUTCOMES
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import day_in, number_in

MOST = 50
LONGEST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def visits(request: HttpRequest, office: int) -> HttpResponse:
    """List whom somebody of the office and below is to see, what is overdue first; enter what was found."""
    path_or_missing(request, office, Deed.SEE_PAYMENTS)
    if request.method == "POST":
        return _entered(request, office)
    return _page(request, office)


def _entered(request: HttpRequest, office: int) -> HttpResponse:
    recovery, outcome = number_in(request.POST.get("recovery", "")), request.POST.get("outcome", "")
    feeder = feeder_of(recovery) if recovery is not None else None
    if recovery is None or feeder is None or outcome not in OUTCOMES:
        raise Http404
    feeders_or_missing(request, [feeder], Deed.CHASE_ARREARS)
    said, day = request.POST.get("said", "").strip()[:LONGEST], day_in(request.POST.get("day", ""))
    try:
        enter(
            recovery=recovery, outcome=Recovery.Outcome(outcome), said=said, promised_on=day, at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except Refusal as refused:
        typed: dict[str, str | int] = {
            "recovery": recovery,
            "outcome": outcome,
            "said": said,
            "day": request.POST.get("day", ""),
        }
        return _page(request, office, fault=str(FAULTS[type(refused)]), typed=typed, status=422)
    messages.success(request, gettext("The result is entered."))
    return redirect(request.get_full_path())


def _page(
    request: HttpRequest,
    office: int,
    *,
    fault: str = "",
    typed: dict[str, str | int] | None = None,
    status: int = 200,
) -> HttpResponse:
    path = path_or_missing(request, office, Deed.SEE_PAYMENTS)
    own, today = request.GET.get("own") == "1", day_in_india(timezone.now())
    lines = waiting(office, own=own, after=_after(request), most=MOST + 1)
    context = {
        "path": path,
        "office": path[-1],
        "own": own,
        "today": today,
        "all": in_all(office, own=own, today=today),
        "lines": lines[:MOST],
        "more": _name(lines[MOST - 1]) if len(lines) > MOST else "",
        "may_enter": may_at(request, office, Deed.CHASE_ARREARS),
        "outcomes": OUTCOMES,
        "fault": fault,
        "typed": typed or {},
    }
    return show(request, "arrears/visits.html", context, status=status, page="arrears")


def _name(line: Waiting) -> str:
    return f"{line.due_on}_{line.recovery}"


def _after(request: HttpRequest) -> tuple[date, int]:
    day, _, number = request.GET.get("after", "").partition("_")
    return day_in(day) or date.min, number_in(number) or 0
