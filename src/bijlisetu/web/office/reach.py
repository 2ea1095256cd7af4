"""How many of my people did the bill reach, and what is left to do?"""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach import queries
from bijlisetu.reach.queries import Branch, Page, Point, ReachCounts
from bijlisetu.reports import words
from bijlisetu.reports.offices import office_words
from bijlisetu.reports.rules import pace_needed, pace_so_far
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import bars
from bijlisetu.web.desk import path_or_missing, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import page_number, pager

BILLS = "bills"
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
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the reach of the person's own office."""
    held = seats_of(request).offices
    if held:
        return redirect("office:reach", office=held[0].id)
    return show(request, "no_post.html", {})


@require_safe
@staff_page
def reach(request: HttpRequest, office: int) -> HttpResponse:
    """Show the reach bar of the office, its growth, and the offices below it."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    choices = _choices()
    if not choices:
        return show(request, "reach/no_bills.html", {"path": path}, page="reach")
    occasion = occasion_asked(request)
    survey = queries.survey(office, occasion)
    points = queries.trend(office, occasion, origin=local_midnight(BEGINNING))
    deadline = deadline_asked(request)
    context = {
        "path": path,
        "office": path[-1],
        "called": office_words(spoken())[path[-1].kind],
        "occasion": occasion,
        "choices": choices,
        "counts": survey.own,
        "branches": _sorted(request, survey.branches),
        "columns": COLUMNS,
        "sort": request.GET.get("sort", "gap"),
        "points": points,
        "is_daily": bool(points) and points[0].step.days > 0,
        "chart": bars.chart(points, survey.own.people, deadline=local_midnight(deadline) if deadline else None),
        "deadline": deadline,
        "pace": _pace(points, survey.own, deadline) if deadline else None,
    }
    return show(request, "reach/page.html", context, page="reach")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send the table of offices as a file for spreadsheets."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    occasion = occasion_asked(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reach-{office}-{occasion.ledger}-{occasion.name}.csv"'
    response.write("\ufeff")  # without it Excel does not read Hindi
    writer = csv.writer(response)
    writer.writerow(
        [gettext("Office"), gettext("Kind"), gettext("People"), *map(str, words.DEGREES.values()),
         gettext("Reached"), gettext("Proved"), gettext("To do")]
    )  # fmt: skip
    survey, called = queries.survey(office, occasion), office_words(spoken())
    for branch in survey.branches:
        writer.writerow(_row(branch.name, called[branch.kind].name, branch.counts))
    writer.writerow(_row(path[-1].name, called[path[-1].kind].name, survey.own))
    return response


@require_safe
@staff_page
def people(request: HttpRequest, office: int) -> HttpResponse:
    """List exactly the people behind one part of the bar."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    occasion = occasion_asked(request)
    degree = request.GET.get("degree", "all")
    if degree not in queries.DEGREES:
        raise Http404
    page: Page = queries.people(office, occasion, degree, page_number(request))
    context = {"path": path, "office": path[-1], "occasion": occasion, "degree": degree, "page": page}
    way = pager(request, number=page.number, total=page.total, page=queries.PAGE)
    return show(request, "reach/people.html", {**context, "lists": words.LISTS, "pager": way}, page="reach")


def occasion_asked(request: HttpRequest) -> Occasion:
    """
    Return the occasion of the address, bills:2026-11, or the latest of the bills, or else of any ledger.

    :raises Http404: if nothing stands in the ledger then
    """
    ledger, _, name = request.GET.get("on", "").partition(":")
    ledgers = [ledger] if ledger else sorted(queries.ledgers(), key=lambda one: one != BILLS)
    for known in ledgers:
        for occasion in queries.occasions(known):
            if name in ("", occasion.name):
                return occasion
    raise Http404


def _choices() -> list[tuple[str, tuple[Occasion, ...]]]:
    """Return what can be looked at, by what was to reach people, the bills first."""
    ledgers = sorted(queries.ledgers(), key=lambda one: one != BILLS)
    return [(some[0].title(spoken()), some) for some in map(queries.occasions, ledgers)]


def deadline_asked(request: HttpRequest) -> date | None:
    """Return the deadline of the address, if one is there and is a day."""
    try:
        return date.fromisoformat(request.GET.get("deadline", ""))
    except ValueError:
        return None


def local_midnight(day: date) -> datetime:
    """Return when the day begins here."""
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


def _row(name: str, kind: str, counts: ReachCounts) -> list[str | int]:
    # A name that begins like a formula must not become one.
    safe = f"'{name}" if name[:1] in "=+-@" else name
    parts = [part.people for part in bars.reach_bar(counts)]
    return [safe, kind, counts.people, *parts, counts.reached, counts.proved, counts.tasks_open]
