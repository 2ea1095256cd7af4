"""Open a drive: for whom, by when, on which days."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import NobodyToVisit, NoTime, Planned, plan
from bijlisetu.drives.queries import DriveLine, drives_at
from bijlisetu.network.companies import utility_over
from bijlisetu.network.current import office_days
from bijlisetu.reach.queries import occasions
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.drive.asked import MOST
from bijlisetu.web.office.drive.forms import NO_NUMBER, OWING, USUAL, Plan
from bijlisetu.web.office.frame import show

MOST_OCCASIONS = 12
#: By what the form says; else it names an occasion.
POPULATIONS = {NO_NUMBER: Drive.Population.NO_NUMBER, OWING: Drive.Population.OWING}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def planning(request: HttpRequest, office: int) -> HttpResponse:
    """Show the form of a new drive for the office, and open it."""
    path = path_or_missing(request, office, Deed.RUN_DRIVE)
    known = list(occasions("bills"))[:MOST_OCCASIONS]
    today = timezone.localdate()
    initial = {
        "title": gettext("Contact drive"), "deadline": today + timedelta(days=30), "begins_on": today,
        "weekdays": list(range(6)), "days_off": _holidays(office, today), "from_hour": 10, "until_hour": 18,
        "target_percent": 100,
    }  # fmt: skip
    form = Plan(request.POST or None, known=known, initial=initial)
    holding: list[DriveLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            planned = _plan(form, office, by=person_of(request).get_username())
        except NobodyToVisit:
            form.add_error("whom", _("Nobody of this office is left to visit: all are reached, or in another drive."))
            holding = [one for one in drives_at(office, on=today, most=MOST) if one.open]
        except NoTime:
            form.add_error("weekdays", _("No day is worked until the last day. Choose more days."))
        else:
            _tell(request, planned)
            query = urlencode({"drive": planned.drive.pk})
            return redirect(f"{request.path.removesuffix('new/')}?{query}")
    context = {"path": path, "office": path[-1], "form": form, "holding": holding, "today": today}
    return show(request, "drive/plan/new.html", context, page="drive", status=422 if form.errors else 200)


def _holidays(office: int, today: date) -> str:
    """Return the days of the weeks to come on which offices are closed, a line each, as the form has them."""
    days = office_days(utility_over(office)).closed_days(today, today + USUAL, known_on=today)
    return "\n".join(day.isoformat() for day in days)


def _plan(form: Plan, office: int, *, by: str) -> Planned:
    told = form.cleaned_data
    population = POPULATIONS.get(told["whom"], Drive.Population.NOT_REACHED)
    ledger, _, occasion = told["whom"].partition(":") if population == Drive.Population.NOT_REACHED else ("", "", "")
    return plan(
        title=told["title"],
        offices=[office],
        population=population,
        ledger=ledger,
        occasion=occasion,
        days=form.days(),
        target_percent=told["target_percent"],
        at=timezone.now(),
        by=by,
    )


def _tell(request: HttpRequest, planned: Planned) -> None:
    doors, beats, workers = (in_indian_groups(n) for n in (planned.doors, planned.beats, planned.workers))
    messages.success(
        request,
        gettext("The drive is open. Doors: %(doors)s, beats: %(beats)s, people who walk: %(workers)s.")
        % {"doors": doors, "beats": beats, "workers": workers},
    )
    if planned.nobodys:
        messages.warning(
            request,
            gettext("Doors where nobody has a post to walk: %(doors)s. Give their beats to somebody.")
            % {"doors": in_indian_groups(planned.nobodys)},
        )
