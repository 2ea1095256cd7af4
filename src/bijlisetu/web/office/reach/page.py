"""How many of my people did the bill reach, and what is left to do?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.reach import queries
from bijlisetu.reach.queries import Branch, Point, ReachCounts
from bijlisetu.reports.offices import office_words
from bijlisetu.reports.rules import pace_needed, pace_so_far
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import bars
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.answers import waiting_for
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.reach.occasions import choices, known_occasions, occasion_asked

#: Some midnight: days of the trend begin at that hour.
BEGINNING = date(2026, 1, 1)
SORTS = {
    "gap": lambda branch: (-branch.counts.unreached, branch.name),
    "name": lambda branch: branch.name,
    "people": lambda branch: (-branch.counts.people, branch.name),
    "reached": lambda branch: (branch.counts.reached / max(branch.counts.people, 1), branch.name),
    "tasks": lambda branch: (-branch.counts.tasks_open, branch.name),
}
COLUMNS = [
    ("name", _("Name")),
    ("people", _("People")),
    ("reached", _("Reached")),
    ("gap", _("Not reached")),
    ("tasks", _("To do")),
]


@require_safe
@staff_page
def reach(request: HttpRequest, office: int) -> HttpResponse:
    """Show the reach bar of the office, its growth, and the offices below it."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    known = known_occasions()
    if not known:
        context = {"path": path, "office": path[-1], "unread": waiting_for(request, office)}
        return show(request, "reach/no_bills.html", context, page="reach")
    occasion = occasion_asked(request, known)
    survey = queries.survey(office, occasion)
    points = queries.trend(office, occasion, origin=_local_midnight(BEGINNING))
    deadline = _deadline_asked(request)
    context = {
        "path": path,
        "office": path[-1],
        "called": office_words(spoken())[path[-1].kind],
        "occasion": occasion,
        "choices": choices(known),
        "counts": survey.own,
        "branches": _sorted(request, survey.branches),
        "columns": COLUMNS,
        "sort": request.GET.get("sort", "gap"),
        "points": points,
        "is_daily": bool(points) and points[0].step.days > 0,
        "chart": bars.chart(points, survey.own.people, deadline=_local_midnight(deadline) if deadline else None),
        "deadline": deadline,
        "unread": waiting_for(request, office),
        "pace": _pace(points, survey.own, deadline) if deadline else None,
    }
    return show(request, "reach/page.html", context, page="reach")


def _deadline_asked(request: HttpRequest) -> date | None:
    """Return the deadline of the address, if one is there and is a day."""
    try:
        return date.fromisoformat(request.GET.get("deadline", ""))
    except ValueError:
        return None


def _local_midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _pace(points: tuple[Point, ...], counts: ReachCounts, deadline: date) -> dict[str, int]:
    today = timezone.localdate()
    within = points[-1].until - points[0].until + points[0].step if points else timedelta()
    return {
        "days_left": (deadline - today).days,
        "needed": pace_needed(counts.unreached, on=today, deadline=deadline),
        "so_far": pace_so_far(counts.reached, within=within),
    }


def _sorted(request: HttpRequest, branches: tuple[Branch, ...]) -> list[Branch]:
    return sorted(branches, key=SORTS.get(request.GET.get("sort", ""), SORTS["gap"]))
