"""How did complaints end? By office and category, with what consumers confirmed; and the regulator's return."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.complaints import queries
from bijlisetu.complaints.queries import EndedLine
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.remember import remembered
from bijlisetu.reports.redress import returning
from bijlisetu.reports.redress.quarters import Quarter, quarter_named, quarter_of
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show

FILES = {"csv": (returning.csv, "text/csv; charset=utf-8"), "pdf": (returning.pdf, "application/pdf")}
#: So many quarters back are offered.
MOST = 8


@require_safe
@staff_page
def report(request: HttpRequest, office: int) -> HttpResponse:
    """Show how the complaints of a quarter ended, by category and by the offices below."""
    path = path_or_missing(request, office, Deed.SEE_COMPLAINTS)
    now, asked = timezone.now(), _asked(request)
    offered, one = [], quarter_of(day_in_india(now))
    for _ in range(MOST):
        offered.append(one)
        one = one.before
    # Of lakhs of complaints this takes seconds, and of those who look each sees the same.
    by_category, by_office = remembered(f"complaints-ended:{office}:{asked.key}", lambda: _ended(office, asked, at=now))
    context = {
        "path": path, "office": path[-1], "quarter": asked, "offered": offered, "by_category": by_category,
        "by_office": by_office,
    }  # fmt: skip
    return show(request, "complaints/report.html", context, page="complaint_report")


@require_safe
@staff_page
def quarter(request: HttpRequest, office: int, form: str) -> HttpResponse:
    """Send the regulator's return of a quarter."""
    path = path_or_missing(request, office, Deed.SEE_COMPLAINTS)
    if form not in FILES:
        raise Http404
    make, sort = FILES[form]
    asked = _asked(request)
    lines = queries.quarterly(office, begins=asked.begins, ends=asked.ends)
    response = HttpResponse(make(lines, office=path[-1].name, quarter=asked), content_type=sort)
    response["Content-Disposition"] = f'attachment; filename="complaints-{office}-{asked.key}.{form}"'
    return response


def _ended(office: int, asked: Quarter, *, at: datetime) -> tuple[list[EndedLine], list[EndedLine]]:
    given = {"begins": asked.begins, "ends": asked.ends, "at": at}
    return queries.ended_by_category(office, **given), queries.ended_by_office(office, **given)


def _asked(request: HttpRequest) -> Quarter:
    if "quarter" not in request.GET:
        return quarter_of(day_in_india(timezone.now()))
    if found := quarter_named(request.GET["quarter"]):
        return found
    raise Http404
