"""What will the people of this run see?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.stranger import for_a_stranger
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import BILL
from bijlisetu.network.companies import company_of
from bijlisetu.plumbing.remember import remembered
from bijlisetu.runs.queries import RunCard
from bijlisetu.runs.seen import Reader, readers
from bijlisetu.web.billpage import on_page
from bijlisetu.web.desk import staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.runs.pages import run_or_missing
from bijlisetu.web.paging import number_in
from bijlisetu.web.paper import pdf


@require_safe
@staff_page
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Show what some people of the run get on each channel, as their phone shows it."""
    card = run_or_missing(request, number)
    sample, kind = _readers(card), kinds()[card.kind]
    wanted = number_in(request.GET.get("of", ""))
    chosen = next((one for one in sample if one.notice == wanted), sample[0] if sample else None)
    context = {
        "run": card, "sample": sample, "chosen": chosen, "is_asked": False,
        "messages_of": chosen.sees(kind) if chosen else [],
        "bill": _bill_of(chosen) if chosen and kind.opens == BILL else None,
    }  # fmt: skip
    return show(request, "runs/seen/page.html", context, page="runs")


@require_safe
@staff_page
def bill_page(request: HttpRequest, number: int, notice: int) -> HttpResponse:
    """Show the page behind the link, as it opens on the person's phone; its answers cannot be pressed here."""
    reader, found = _told_or_missing(request, number, notice)
    company = company_of(found.consumer.feeder_id)
    with translation.override(reader.language):
        frame = {"helpline": company.helpline, "header": company.header, "utility": getattr(company, spoken())}
        context = {**frame, **on_page(found, is_proved=False), "run": number, "notice": notice}
        return render(request, "web/office/runs/seen/bill.html", context)


@require_safe
@staff_page
def bill_pdf(request: HttpRequest, number: int, notice: int) -> HttpResponse:
    """Send the bill as a PDF, as the link of a message opens it."""
    _, found = _told_or_missing(request, number, notice)
    return pdf(request, found, as_seen=for_a_stranger)


def _readers(card: RunCard) -> list[Reader]:
    return remembered(f"readers:{card.id}:{card.state}:{card.made}", lambda: readers(card.id, kinds()[card.kind]))


def _told_or_missing(request: HttpRequest, number: int, notice: int) -> tuple[Reader, Bill]:
    """Return a person of the sample and their bill; :raises Http404: of anybody else: a sample is what is shown."""
    card = run_or_missing(request, number)
    reader = next((one for one in _readers(card) if one.notice == notice), None)
    found = _bill_of(reader) if reader and kinds()[card.kind].opens == BILL else None
    if reader is None or found is None:
        raise Http404
    return reader, found


def _bill_of(reader: Reader) -> Bill | None:
    told = Bill.objects.select_related("consumer__feeder")
    return told.filter(number=reader.facts.get("bill", ""), consumer__account=reader.account).first()
