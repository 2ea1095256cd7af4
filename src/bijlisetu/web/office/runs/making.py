"""Whom shall we tell of their bills now, and what would that be?"""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.billing.models import Telling
from bijlisetu.billing.telling import asked as tellings
from bijlisetu.billing.telling.foreseeing import KIND, TRIED_UP_TO, foresee
from bijlisetu.billing.telling.untold import Untold, untold_months
from bijlisetu.kinds.files import kinds
from bijlisetu.network.queries import feeders_below, offices_below
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import queries
from bijlisetu.runs.actions import IN_HOUSE
from bijlisetu.runs.queries import RunCard
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import may_each
from bijlisetu.web.desk import path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show, show_part

#: Why no run was made, by the sort of refusal.
FAULTS: dict[str, Promise] = {
    "NoBills": _("There are no bills of this month. They come with the file of the billing system (Files)."),
    "NobodyUnderTheirPost": _("None of the bills of this month is of people of this office."),
    "NoNamedOfficer": _("Your post does not make runs any more."),
    "NotNow": _("The run of this month was stopped before anything went out. Let it go on first, on its page."),
}
OTHERWISE = _("It could not be made. Please tell those who run the system.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest, office: int) -> HttpResponse:
    """Show the months with bills to tell of, what a run of one would be, and make it."""
    path = path_or_missing(request, office, Deed.MAKE_RUN)
    cycle = _month_in(request.POST.get("month", request.GET.get("month", "")))
    if request.method == "POST" and cycle:
        asked = tellings.ask(office=office, cycle=cycle, at=timezone.now(), by=person_of(request).get_username())
        return redirect("office:run_asked", telling=asked)
    now = timezone.now()
    context: dict[str, Any] = {
        "path": path, "office": path[-1], "kind": KIND, "cycle": cycle, "below": offices_below(office),
        "months": _months(office, now), "tried_up_to": TRIED_UP_TO,
        "small_up_to": kinds()[KIND].run.above,
    }  # fmt: skip
    if cycle:
        try:
            by = person_of(request).get_username()
            foreseen = foresee(cycle=cycle, office=office, at=now, by=by)
            context |= {"foreseen": foreseen, **_made_already(request, office, cycle)}
            context["is_new"] = bool(foreseen.people or foreseen.otherwise or not context["made"])
        except Refusal as refusal:
            messages.error(request, str(FAULTS.get(type(refusal).__name__, OTHERWISE)))
            return redirect("office:run_new", office=office)
    return show(request, "runs/making/new.html", context, page="runs")


@require_safe
@staff_page
def asked(request: HttpRequest, telling: int) -> HttpResponse:
    """Show how far the making is, and the runs that came of it."""
    return show(request, "runs/making/asked.html", _seen(_asked_or_missing(request, telling)), page="runs")


@require_safe
@staff_page
def live(request: HttpRequest, telling: int) -> HttpResponse:
    """Show how far it is to a page that is open; where it is over, the page is to be loaded anew."""
    made = _asked_or_missing(request, telling)
    if made.ended_at:
        return HttpResponse(status=HTTPStatus.RESET_CONTENT)
    return show_part(request, "runs/making/live.html", _seen(made))


def _months(office: int, now: datetime) -> list[Untold]:
    """Return the months with bills to tell of, and those whose run waits here: made once more, it is checked anew."""
    feeders = feeders_below(office)
    months = {one.cycle: one for one in untold_months(at=now, feeders=sorted(feeders))}
    for card in queries.runs():
        cycle = _cycle_of(card)
        if cycle and card.state in IN_HOUSE and feeders.intersection(card.feeders):
            months.setdefault(cycle, Untold(cycle, 0, 0))
    return [months[cycle] for cycle in sorted(months)]


def _made_already(request: HttpRequest, office: int, cycle: date) -> dict[str, Any]:
    """Return the runs of the month that people of the office are in, each with whether it is the reader's to see."""
    feeders = feeders_below(office)
    cards = [one for one in queries.runs() if _cycle_of(one) == cycle and feeders.intersection(one.feeders)]
    theirs = may_each(seats_of(request), Deed.SEE_RUNS, [one.feeders for one in cards])
    return {"made": list(zip(cards, theirs, strict=True)), "waits": any(one.state in IN_HOUSE for one in cards)}


def _cycle_of(card: RunCard) -> date | None:
    """Return the month of a run of bills; none of any other run."""
    return _month_in(card.key.split(":")[1].partition("/")[0]) if card.kind == KIND else None


def _asked_or_missing(request: HttpRequest, telling: int) -> Telling:
    made = Telling.objects.select_related("office").filter(pk=telling).first()
    if made is None:
        raise Http404
    path_or_missing(request, made.office_id, Deed.MAKE_RUN)
    return made


def _seen(made: Telling) -> dict[str, Any]:
    cards = [card for card in map(queries.run, made.runs) if card]
    fault = FAULTS.get(made.fault, OTHERWISE) if made.fault else ""
    return {"made": made, "runs": cards, "fault": fault, "kind": KIND, "again": _again(made)}


def _again(made: Telling) -> str:
    return reverse("office:run_new", args=[made.office_id])


def _month_in(text: str) -> date | None:
    """Return the first of the month that was chosen; none where there is none."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a day of the calendar has no zone
    except ValueError:
        return None
