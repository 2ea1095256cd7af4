"""How often, and how long, was an average consumer without electricity?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.network.queries import offices_below
from bijlisetu.outages.measuring.periods import Period, month_after, month_of, period_named, quarter_of, year_of
from bijlisetu.outages.measuring.queries import By, Measured, counting_at, measured
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reports.outages import sheet as sheets
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_everywhere, path_or_missing, staff_page
from bijlisetu.web.office.frame import show

FILES = {"csv": (sheets.csv, "text/csv; charset=utf-8"), "pdf": (sheets.pdf, "application/pdf")}
#: So many of each are offered, the latest first.
YEARS, QUARTERS, MONTHS = 4, 4, 12
#: A page with more lines is slow on a phone: all of them stand in the sheet.
MOST = 200


@require_safe
@staff_page
def indices(request: HttpRequest, office: int) -> HttpResponse:
    """Show the indices of a period: in all, by month, and by the offices or feeders below."""
    path = path_or_missing(request, office, Deed.SEE_OUTAGES)
    period, by = _asked(request), _by(request, office)
    rules = counting_at(timezone.now())
    found = measured(office, period, by=by, rules=rules)
    context: dict[str, Any] = {
        "path": path, "office": path[-1], "period": period, "offered": _offered(), "by": by.value,
        "has_offices": bool(offices_below(office)), "rule": rules.rule_of(period.months[-1]),
        "whole": [(title, sheets.shown(getattr(found.whole, kind))) for kind, title in sheets.KINDS.items()],
        "months": [(month, _parts(apart)) for month, apart in found.months.items()],
        "lines": [(line, _parts(line.apart)) for line in found.lines[:MOST] if line.key],
        "more": max(len(found.lines) - MOST, 0), "uncounted": _uncounted(found, period),
        "may_import": may_everywhere(request, Deed.IMPORT_FILES),
    }  # fmt: skip
    return show(request, "outages/report/indices.html", context, page="outage_indices")


@require_safe
@staff_page
def sheet(request: HttpRequest, office: int, form: str) -> HttpResponse:
    """Send the regulator's sheet of a period."""
    path = path_or_missing(request, office, Deed.SEE_OUTAGES)
    if form not in FILES:
        raise Http404
    make, sort = FILES[form]
    period = _asked(request)
    found = measured(office, period, by=_by(request, office), rules=counting_at(timezone.now()))
    response = HttpResponse(make(found, office=path[-1].name, period=period), content_type=sort)
    name = f"indices-{office}-{period.first:%Y-%m}-{period.length}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _uncounted(found: Measured, period: Period) -> list[date]:
    """Return the months that have begun and of which nobody knows how many consumers were served."""
    today = day_in_india(timezone.now())
    known = {month for month, apart in found.months.items() if apart.all.served is not None}
    return [month for month in period.months if month <= today and month not in known]


def _parts(apart: Any) -> list[sheets.Shown]:
    """Return what a line shows: all, and the planned and unplanned of it."""
    return [sheets.shown(getattr(apart, kind)) for kind in sheets.KINDS]


def _by(request: HttpRequest, office: int) -> By:
    """Return what the lines are: offices, unless feeders are asked for or no office lies below."""
    if request.GET.get("by") == By.FEEDER.value or not offices_below(office):
        return By.FEEDER
    return By.OFFICE


def _asked(request: HttpRequest) -> Period:
    if "period" not in request.GET:
        return year_of(day_in_india(timezone.now()))
    if found := period_named(request.GET["period"]):
        return found
    raise Http404


def _offered() -> list[Period]:
    today = day_in_india(timezone.now())
    found = []
    for latest, many in ((year_of(today), YEARS), (quarter_of(today), QUARTERS), (month_of(today), MONTHS)):
        found += [Period(month_after(latest.first, -back * latest.length), latest.length) for back in range(many)]
    return found
