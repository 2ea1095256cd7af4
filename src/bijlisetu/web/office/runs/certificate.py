"""What became of every message of the run?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.reports import certificate as reports
from bijlisetu.reports.certificate import Certificate
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.runs.pages import run_or_missing
from bijlisetu.web.spreadsheet import table_file
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
    return table_file(f"certificate-{number}", _rows(card.key, account))


def _rows(key: str, account: Certificate) -> Iterator[tuple[object, ...]]:
    yield both("run", "certificate"), key
    yield both("as_of", "certificate"), timezone.localtime(account.at).isoformat(timespec="seconds")
    yield both("made", "certificate"), "", account.made
    for outcome, total, heaps in account.totals:
        yield both(outcome, "outcome"), "", total
        yield from ((both(outcome, "outcome"), both(heap.reason, "why"), heap.notices) for heap in heaps)
    yield (both("exact" if account.is_exact else "not_exact", "certificate"),)
