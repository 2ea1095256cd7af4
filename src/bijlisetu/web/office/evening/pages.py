"""How far did we get today, by office and by agency?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from bijlisetu.audit.rules import Anchor
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.memos.models import Enclosure
from bijlisetu.reports.evening import columns
from bijlisetu.reports.evening.columns import Column
from bijlisetu.reports.evening.mended import LISTS, Asked, mended, workers
from bijlisetu.reports.models import Evening
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in, pager, start_of

DAYS = 31  #: so many evenings are offered
FILES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is read, and the address of the rows behind it; none where there are none."""

    title: Promise
    shown: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    name: str
    address: str
    cells: tuple[Cell, ...]


@require_safe
@staff_page
def latest(request: HttpRequest, office: int) -> HttpResponse:
    """Show the office's last report."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    report = Evening.objects.filter(office=office).order_by("-day").first()
    if report is None:
        return show(request, "evening/none.html", {"path": path, "office": path[-1]}, page="evening")
    return _page(request, path, report)


@require_safe
@staff_page
def evening(request: HttpRequest, office: int, day: str) -> HttpResponse:
    """Show the report of the day."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    return _page(request, path, _report(office, day))


@require_safe
@staff_page
def file(request: HttpRequest, office: int, day: str, form: str) -> HttpResponse:
    """Send the report as it went with the mail."""
    path_or_missing(request, office, Deed.SEE_REACH)
    report = _report(office, day)
    if form not in FILES:
        raise Http404
    for kept in Enclosure.objects.filter(pk=getattr(report, form)):
        response = HttpResponse(bytes(kept.content), content_type=FILES[form])
        response["Content-Disposition"] = f'attachment; filename="report-{office}-{report.day}.{form}"'
        return response
    raise Http404


@require_safe
@staff_page
def people_mended(request: HttpRequest, office: int, day: str) -> HttpResponse:
    """List what stands behind a figure of what was mended."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    report = _report(None, day)
    asked = Asked(
        office=office, day=report.day, until=report.made_at, which=request.GET.get("list", "day"),
        agency=request.GET.get("agency"), by=_login_of(request.GET.get("by")),
    )  # fmt: skip
    if asked.which not in LISTS:
        raise Http404
    context = {"path": path, "office": path[-1], "report": report, "asked": asked}
    if asked.which == "workers":
        return show(request, "evening/workers.html", {**context, "workers": _workers(asked)}, page="evening")
    found = mended(asked, start=start_of(request))
    context |= {"rows": found.rows, "pager": pager(request, found, lambda one: one.consumer)}
    return show(request, "evening/mended.html", context, page="evening")


class Worker(NamedTuple):
    """Somebody who worked: an address names them by their number, never by their login."""

    id: int | None
    login: str
    agency: str
    doors: int
    consumers: int


def _workers(asked: Asked) -> list[Worker]:
    found = workers(asked)
    ids = dict(User.objects.filter(username__in=[by for by, *_ in found]).values_list("username", "id"))
    return [Worker(ids.get(by), by, agency, doors, consumers) for by, agency, doors, consumers in found]


def _login_of(number: str | None) -> str | None:
    """Return who is asked for; an empty name, which nobody has, where there is no such person."""
    if number is None:
        return None
    return User.objects.filter(pk=number_in(number) or 0).values_list("username", flat=True).first() or ""


def _page(request: HttpRequest, path: Sequence[Any], report: Evening) -> HttpResponse:
    told = report.figures
    occasion = Occasion(told["ledger"], told["occasion"])
    context = {
        "path": path, "office": path[-1], "report": report, "told": told, "occasion": occasion,
        "seal": Anchor(report.seal, report.hash),
        "deadline": date.fromisoformat(told["deadline"]) if told["deadline"] else None,
        "total": _line(report, told["total"], columns.OFFICES, told["office"]).cells,
        "office_lines": [_line(report, row, columns.OFFICES, row["office"]) for row in told["offices"]],
        "agency_lines": [_line(report, row, columns.AGENCIES, columns.agency(row)) for row in told["agencies"]],
        "office_columns": columns.OFFICES, "agency_columns": columns.AGENCIES,
        "days": Evening.objects.filter(office=report.office_id).order_by("-day").values_list("day", flat=True)[:DAYS],
    }  # fmt: skip
    return show(request, "evening/page.html", context, page="evening")


def _line(report: Evening, row: Mapping[str, Any], shown: Sequence[Column], name: str) -> Line:
    cells = (Cell(column.title, columns.shown(column, row), _address(report, column, row)) for column in shown)
    is_below = row.get("kind") not in (None, "feeder") and row["id"] != report.office_id
    below = reverse("office:evening_of", args=[row["id"], report.day]) if is_below else ""
    return Line(name, below, tuple(cells))


def _address(report: Evening, column: Column, row: Mapping[str, Any]) -> str:
    """Return where the rows behind a figure are listed; a feeder's stand in its section's worklist."""
    office = row.get("id", report.office_id)
    if not row.get(column.key):
        return ""
    if row.get("kind") == "feeder":
        return f"{reverse('office:worklist', args=[report.office_id])}?feeder={office}" if column.key == "left" else ""
    if column.people:
        on = Occasion(report.figures["ledger"], report.figures["occasion"]).key
        return f"{reverse('office:people', args=[office])}?on={on}&degree={column.people}"
    if not column.mended:
        return ""
    more = f"&{urlencode({'agency': row['agency']})}" if "agency" in row else ""
    return f"{reverse('office:evening_mended', args=[office, report.day])}?{column.mended}{more}"


def _report(office: int | None, day: str) -> Evening:
    """Return the office's report of the day, or the last of any office; :raises Http404: where there is none."""
    try:
        found = Evening.objects.filter(day=date.fromisoformat(day)).order_by("-made_at")
    except ValueError:
        raise Http404 from None
    report = found.first() if office is None else found.filter(office=office).first()
    if report is None:
        raise Http404
    return report
