"""What became of every message of the run?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.reports import certificate as reports
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.runs.pages import run_or_missing
from bijlisetu.web.templatetags.runs import both


@require_safe
@staff_page
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """Show the end certificate, ready to print and to sign."""
    card = run_or_missing(request, number)
    if card.state == "gathering":
        raise Http404
    account = reports.certificate(number, at=timezone.now())
    return show(request, "runs/certificate/page.html", {"run": card, "account": account}, page="runs")


@require_safe
@staff_page
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Send the certificate as a file for spreadsheets."""
    card = run_or_missing(request, number)
    account = reports.certificate(number, at=timezone.now())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="certificate-{number}.csv"'
    response.write("\ufeff")  # without it Excel does not read Hindi
    sheet = Sheet(response)
    sheet.row(both("run", "certificate"), card.key)
    sheet.row(both("as_of", "certificate"), timezone.localtime(account.at).isoformat(timespec="seconds"))
    sheet.row(both("made", "certificate"), "", account.made)
    for outcome, total, heaps in account.totals:
        sheet.row(both(outcome, "outcome"), "", total)
        sheet.rows((both(outcome, "outcome"), both(heap.reason, "why"), heap.notices) for heap in heaps)
    sheet.row(both("exact" if account.is_exact else "not_exact", "certificate"))
    return response
