"""How many of my people did the bill reach, and what is left to do?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach import queries
from bijlisetu.reach.deadlines import deadline_of
from bijlisetu.reach.queries import Branch, Point, ReachCounts, begun
from bijlisetu.reports import words
from bijlisetu.reports.offices import office_words
from bijlisetu.reports.rules import pace_needed, pace_so_far
from bijlisetu.runs.queries import has_left
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice
from bijlisetu.web import bars
from bijlisetu.web.desk import may_at, path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.answers import waiting_for
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.reach.deadline import set_deadline
from bijlisetu.web.office.reach.occasions import Known, choices, in_words, known_occasions, occasion_asked

#: Some midnight: days of the trend begin at that hour.
BEGINNING = date(2026, 1, 1)
SORTS = {
    "gap": lambda branch: (-branch.counts.unreached, branch.name),
    "name": lambda branch: branch.name,
    "people": lambda branch: (-branch.counts.people, branch.name),
    "reached": lambda branch: (branch.counts.reached / max(branch.counts.people, 1), branch.name),
    "tasks": lambda branch: (-branch.counts.tasks_open, branch.name),
}
#: A name in plain letters is a list of people, called as one speaks of the occasion.
COLUMNS: list[tuple[str, str | Promise]] = [
    ("name", _("Name")),
    ("people", _("People")),
    ("reached", "reached"),
    ("gap", "unreached"),
    ("tasks", _("To do")),
]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def reach(request: HttpRequest, office: int) -> HttpResponse:
    """Show the reach bar of the office, its growth, and the offices below it; set its deadline."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    known = known_occasions()
    if not known:
        context = {"path": path, "office": path[-1], "begun": begun(office), "unread": waiting_for(request, office)}
        return show(request, "reach/no_bills.html", context, page="reach")
    occasion = occasion_asked(request, known)
    if request.method == "POST":
        set_deadline(request, office, occasion)
        return redirect(request.get_full_path())
    return _page(request, path, known, occasion)


def _page(request: HttpRequest, path: tuple[NamedOffice, ...], known: Known, occasion: Occasion) -> HttpResponse:
    office = path[-1].id
    survey = queries.survey(office, occasion)
    points = queries.trend(office, occasion, origin=_local_midnight(BEGINNING))
    kept = deadline_of(office, occasion)
    deadline = kept.on if kept else None
    columns = [(key, words.listed(name, occasion.ledger) if isinstance(name, str) else name) for key, name in COLUMNS]
    context = {
        "path": path,
        "office": path[-1],
        "called": office_words(spoken())[path[-1].kind],
        "occasion": occasion,
        "when": in_words([occasion])[occasion],
        "choices": choices(known),
        "counts": survey.own,
        "branches": _sorted(request, survey.branches),
        "waiting": "unsent" if survey.own.people == survey.own.waiting and not has_left(occasion.key) else "",
        "columns": columns,
        "labels": dict(columns),
        "sort": request.GET.get("sort", "gap"),
        "points": points,
        "is_daily": bool(points) and points[0].step.days > 0,
        "chart": bars.chart(points, survey.own.people, deadline=_local_midnight(deadline) if deadline else None),
        "deadline": deadline,
        "unread": waiting_for(request, office),
        "deadline_of": kept.of if kept and kept.office != office else "",
        "may_set_deadline": may_at(request, office, Deed.SET_DEADLINE),
        "pace": _pace(points, survey.own, deadline) if deadline else None,
    }
    return show(request, "reach/page.html", context, page="reach")


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
