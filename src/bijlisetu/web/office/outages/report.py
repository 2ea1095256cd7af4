"""Were people told of their outages in time, and were the promised times true?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bijlisetu.consumers.models import Consumer
from bijlisetu.outages.desk import areas_by_number
from bijlisetu.outages.measuring.periods import Period, month_after, month_of, period_named
from bijlisetu.outages.queries import not_told
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reports.evening.columns import both
from bijlisetu.reports.outages import told
from bijlisetu.reports.outages.honesty import By, honesty, honesty_by
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Language
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.outages import words
from bijlisetu.web.office.outages.forms import reason_in
from bijlisetu.web.office.outages.pages import outage_or_missing
from bijlisetu.web.spreadsheet import table_file
from bijlisetu.web.templatetags.setu import tail

MONTHS = 12  #: offered, the latest first
#: Of a list of people on one page; all of them stand in the file.
MOST = 200


@require_safe
@staff_page
def report(request: HttpRequest, office: int) -> HttpResponse:
    """Show who was told of a month's outages, and how the promised times were kept."""
    path = path_or_missing(request, office, Deed.SEE_OUTAGES)
    period = _asked(request)
    year = Period(month_after(period.first, 1 - MONTHS), MONTHS)
    given = {"begins": period.begins, "ends": period.ends}
    whole = told.told_in(office, period)
    context = {
        "path": path, "office": path[-1], "period": period, "offered": _offered(), "whole": whole,
        "why_not": [(words.FATES.get(why, why), many) for why, many in whole.why_not.items()],
        "offices": told.told_by_office(office, period),
        "months": told.told_by_month(office, year).items(),
        "outages": _outages(office, period),
        "honesty": honesty(office, **given),
        "honest": [
            *((line.name, line.honesty) for line in honesty_by(By.OFFICE, office, **given)),
            *((line.name, line.honesty) for line in honesty_by(By.FEEDER, office, **given)[:MOST]),
        ],
        "by_reason": [
            (reason_in(get_language() or "hi", str(line.key)), line.honesty)
            for line in honesty_by(By.REASON, office, **given)
        ],
    }  # fmt: skip
    return show(request, "outages/report/report.html", context, page="outage_report")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send the month's outages with their people for a spreadsheet."""
    path_or_missing(request, office, Deed.SEE_OUTAGES)
    period = _asked(request)
    heading = tuple(both(title) for title in words.LEDGER)
    rows = told.lines_of(told.outages_of(office, period))
    return table_file(f"outages-{office}-{period.first:%Y-%m}", (heading, *rows))


@require_safe
@staff_page
def untold(request: HttpRequest, outage: str) -> HttpResponse:
    """List who was not told of the outage, and why."""
    found = outage_or_missing(request, outage)
    people = _people(not_told(found.pk)[:MOST])
    context = {"outage": found, "office": found.office, "people": people, "many": len(not_told(found.pk)), "most": MOST}
    return show(request, "outages/report/untold.html", context, page="outage_untold")


@require_safe
@staff_page
def untold_table(request: HttpRequest, outage: str) -> HttpResponse:
    """Send the whole list for a spreadsheet: accounts masked but for their end."""
    found = outage_or_missing(request, outage)
    heading = (both(words.ACCOUNT), both(words.FEEDER), both(words.WHY))
    rows = ((account, feeder, str(why)) for account, _, feeder, why, _ in _people(not_told(found.pk)))
    return table_file(f"outage-{found.number}", (heading, *rows))


def _people(told_of: list[tuple[int, str]]) -> list[tuple[str, str, str, object, int]]:
    """Return account masked, name, feeder, why and number of each, those known to need electricity most first."""
    why = dict(told_of)
    found = Consumer.objects.filter(pk__in=why).select_related("feeder").order_by("feeder__name", "id")
    listed = [
        (tail(one.account), one.name, one.feeder.name, words.FATES.get(why[one.pk], why[one.pk]), one.pk, one.need)
        for one in found
    ]
    return [row[:5] for row in sorted(listed, key=lambda row: not row[5])]


def _outages(office: int, period: Period) -> list[tuple[told.OfOutage, Promise, str]]:
    found = told.outages_of(office, period)
    areas = areas_by_number([one.number for one in found])
    place = 0 if get_language() == Language.HINDI else 1
    return [(one, words.KINDS[one.kind], areas[one.number][place]) for one in found]


def _asked(request: HttpRequest) -> Period:
    if "month" not in request.GET:
        return month_of(day_in_india(timezone.now()))
    if found := period_named(f"{request.GET['month']}/1"):
        return found
    raise Http404


def _offered() -> list[Period]:
    latest = month_of(day_in_india(timezone.now()))
    return [Period(month_after(latest.first, -back), 1) for back in range(MONTHS)]
