"""How many of my people did the bill reach, and what is left to do?"""

from __future__ import annotations

import csv
from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.reach import queries
from bijlisetu.reach.queries import Branch, Page, Point, ReachCounts
from bijlisetu.reports import words
from bijlisetu.reports.offices import office_words
from bijlisetu.web import bars
from bijlisetu.web.desk import path_or_missing, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import page_number, pager

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
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the reach of the person's own office."""
    held = seats_of(request)
    if held:
        return redirect("office:reach", office=held[0].id)
    return show(request, "no_post.html", {})


@require_safe
@staff_page
def reach(request: HttpRequest, office: int) -> HttpResponse:
    """Show the reach bar of the office, its growth, and the offices below it."""
    path = path_or_missing(request, office)
    cycles = queries.cycles()
    if not cycles:
        return show(request, "reach/no_bills.html", {"path": path}, tab="reach")
    cycle = cycle_asked(request, cycles)
    survey = queries.survey(office, cycle)
    points = queries.trend(office, cycle, origin=local_midnight(cycle))
    deadline = deadline_asked(request)
    context = {
        "path": path,
        "office": path[-1],
        "called": office_words(spoken())[path[-1].kind],
        "cycle": cycle,
        "cycles": cycles,
        "counts": survey.own,
        "branches": _sorted(request, survey.branches),
        "columns": COLUMNS,
        "sort": request.GET.get("sort", "gap"),
        "points": points,
        "is_daily": bool(points) and points[0].step.days > 0,
        "chart": bars.chart(points, survey.own.people, deadline=local_midnight(deadline) if deadline else None),
        "deadline": deadline,
        "pace": pace(points, survey.own, deadline, timezone.localdate()) if deadline else None,
    }
    return show(request, "reach/page.html", context, tab="reach")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send the table of offices as a file for spreadsheets."""
    path = path_or_missing(request, office)
    cycle = cycle_asked(request, queries.cycles())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reach-{office}-{cycle:%Y-%m}.csv"'
    response.write("\ufeff")  # without it Excel does not read Hindi
    writer = csv.writer(response)
    writer.writerow(
        [gettext("Office"), gettext("Kind"), gettext("People"), *map(str, words.DEGREES.values()),
         gettext("Reached"), gettext("Proved"), gettext("To do")]
    )  # fmt: skip
    survey, called = queries.survey(office, cycle), office_words(spoken())
    for branch in survey.branches:
        writer.writerow(_row(branch.name, called[branch.kind].name, branch.counts))
    writer.writerow(_row(path[-1].name, called[path[-1].kind].name, survey.own))
    return response


@require_safe
@staff_page
def people(request: HttpRequest, office: int) -> HttpResponse:
    """List exactly the people behind one part of the bar."""
    path = path_or_missing(request, office)
    cycle = cycle_asked(request, queries.cycles())
    degree = request.GET.get("degree", "all")
    if degree not in queries.DEGREES:
        raise Http404
    page: Page = queries.people(office, cycle, degree, page_number(request))
    context = {"path": path, "office": path[-1], "cycle": cycle, "degree": degree, "page": page}
    way = pager(request, number=page.number, total=page.total, page=queries.PAGE)
    return show(request, "reach/people.html", {**context, "lists": words.LISTS, "pager": way}, tab="reach")


def cycle_asked(request: HttpRequest, cycles: tuple[date, ...]) -> date:
    """Return the month of the address, '2026-11', or the latest there is; :raises Http404: if it has no ledger."""
    asked = request.GET.get("cycle", "")
    if not asked and cycles:
        return cycles[0]
    for cycle in cycles:
        if asked in (f"{cycle:%Y-%m}", f"{cycle:%Y-%m-%d}"):
            return cycle
    raise Http404


def deadline_asked(request: HttpRequest) -> date | None:
    """Return the deadline of the address, if one is there and is a day."""
    try:
        return date.fromisoformat(request.GET.get("deadline", ""))
    except ValueError:
        return None


def local_midnight(day: date) -> datetime:
    """Return when the day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def pace(points: tuple[Point, ...], counts: ReachCounts, deadline: date, today: date) -> dict[str, int]:
    """Return how many people a day the deadline asks for, and how many a day it has been so far."""
    days_left = (deadline - today).days
    length = (points[-1].until - points[0].until + points[0].step) if points else None
    days_gone = max(length.total_seconds() / 86400, 1) if length else 1
    return {
        "days_left": days_left,
        "needed": -(-counts.unreached // days_left) if days_left > 0 else counts.unreached,
        "so_far": int(counts.reached / days_gone),
    }


def _sorted(request: HttpRequest, branches: tuple[Branch, ...]) -> list[Branch]:
    return sorted(branches, key=SORTS.get(request.GET.get("sort", ""), SORTS["gap"]))


def _row(name: str, kind: str, counts: ReachCounts) -> list[str | int]:
    # A name that begins like a formula must not become one.
    safe = f"'{name}" if name[:1] in "=+-@" else name
    parts = [part.people for part in bars.reach_bar(counts)]
    return [safe, kind, counts.people, *parts, counts.reached, counts.proved, counts.tasks_open]
