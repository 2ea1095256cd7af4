"""What waits for a decision: arrears that a bill prints otherwise than our books, and changes that others asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.ledger.mismatches import NothingSaid, book, explain
from bijlisetu.ledger.models import Mismatch
from bijlisetu.ledger.sanctions.deeds import MoreThanOwed, NothingToDecide, OwnRequest, decide
from bijlisetu.ledger.sanctions.reaching import BeyondThePost
from bijlisetu.ledger.waiting import feeder_of_mismatch, feeder_of_sanction
from bijlisetu.ledger.waiting import mismatches as open_mismatches
from bijlisetu.ledger.waiting import sanctions as open_sanctions
from bijlisetu.payments.disagreeing import SaysNotWhy, look
from bijlisetu.payments.disagreeing import disagreeing as open_reports
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import (
    everywhere_or_missing,
    feeders_or_missing,
    lacks_second_factor,
    path_or_missing,
    person_of,
    staff_page,
)
from bijlisetu.web.office.entry import second as second_factor
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

MOST = 50
LONGEST_WHY = 500
#: What the buttons of a mismatch do.
DONE: dict[str, Callable[..., int]] = {Mismatch.How.BOOKED: book, Mismatch.How.EXPLAINED: explain}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def mismatches(request: HttpRequest, office: int) -> HttpResponse:
    """List bills whose arrears are not ours; take them into our books, or say why our books are right."""
    path = path_or_missing(request, office, Deed.DECIDE_ON_ACCOUNT)
    kept = second_factor.kept(request) if request.method == "GET" else {}
    fault, chosen, why = "", number_in(kept.get("mismatch", "")), kept.get("why", "") or _why(request)
    if request.method == "POST":
        chosen, deed = number_in(request.POST.get("mismatch", "")), DONE.get(request.POST.get("deed", ""))
        found = feeder_of_mismatch(chosen or 0)
        if chosen is None or found is None or deed is None:
            raise Http404
        feeders_or_missing(request, [found], Deed.DECIDE_ON_ACCOUNT)
        if lacks_second_factor(request, Deed.DECIDE_ON_ACCOUNT):
            return second_factor.ask(request, then=request.path)
        try:
            deed([chosen], why=why, at=timezone.now(), by=person_of(request).get_username())
        except NothingSaid:
            fault = gettext("Say why: it stands in the books.")
        except BeyondThePost:
            fault = gettext("Your post does not reach so far: the next higher one decides.")
        else:
            messages.success(request, gettext("It is settled, and stands in the books under your name."))
            return redirect(request.path)
    lines = open_mismatches(office, after=number_in(request.GET.get("after", "")) or 0, most=MOST + 1)
    context = {
        "path": path, "office": path[-1], "lines": lines[:MOST],
        "more": lines[MOST - 1].id if len(lines) > MOST else None,
        "fault": fault, "chosen": chosen, "why": why,
    }  # fmt: skip
    return show(request, "books/mismatches.html", context, status=422 if fault else 200, page="mismatches")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def sanctions(request: HttpRequest, office: int) -> HttpResponse:
    """List the changes that were asked for; grant one as far as the post reaches, or refuse it."""
    path = path_or_missing(request, office, Deed.DECIDE_ON_ACCOUNT)
    fault, chosen = "", None
    if request.method == "POST":
        chosen, deed = number_in(request.POST.get("sanction", "")), request.POST.get("deed", "")
        found = feeder_of_sanction(chosen or 0)
        if chosen is None or found is None or deed not in ("grant", "refuse"):
            raise Http404
        feeders_or_missing(request, [found], Deed.DECIDE_ON_ACCOUNT)
        if lacks_second_factor(request, Deed.DECIDE_ON_ACCOUNT):
            return second_factor.ask(request, then=request.path)
        fault = _decided(request, chosen, granted=deed == "grant")
        if not fault:
            return redirect(request.path)
    lines = open_sanctions(office, after=number_in(request.GET.get("after", "")) or 0, most=MOST + 1)
    context = {
        "path": path, "office": path[-1], "lines": lines[:MOST],
        "more": lines[MOST - 1].id if len(lines) > MOST else None,
        "fault": fault, "chosen": chosen,
    }  # fmt: skip
    return show(request, "books/sanctions.html", context, status=422 if fault else 200, page="sanctions")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def disagreeing(request: HttpRequest) -> HttpResponse:
    """List what a second source tells otherwise of a payment; keep that an officer dealt with it."""
    everywhere_or_missing(request, Deed.PLACE_PAYMENT)
    kept = second_factor.kept(request) if request.method == "GET" else {}
    fault, chosen, why = "", number_in(kept.get("report", "")), kept.get("why", "") or _why(request)
    if request.method == "POST":
        chosen = number_in(request.POST.get("report", ""))
        if chosen is None:
            raise Http404
        if lacks_second_factor(request, Deed.PLACE_PAYMENT):
            return second_factor.ask(request, then=request.path)
        try:
            if not look(report=chosen, why=why, at=timezone.now(), by=person_of(request).get_username()):
                raise Http404
        except SaysNotWhy:
            fault = gettext("Say what you found: it stands in the book of deeds.")
        else:
            return redirect(request.path)
    lines = open_reports(after=number_in(request.GET.get("after", "")) or 0, most=MOST + 1)
    context = {
        "lines": lines[:MOST], "more": lines[MOST - 1].report if len(lines) > MOST else None,
        "fault": fault, "chosen": chosen, "why": why,
    }  # fmt: skip
    return show(request, "books/disagreeing.html", context, status=422 if fault else 200, page="disagreeing")


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")[:LONGEST_WHY]


def _decided(request: HttpRequest, sanction: int, *, granted: bool) -> str:
    """Decide what was asked for; return why not."""
    try:
        decide(sanction, granted=granted, at=timezone.now(), by=person_of(request).get_username())
    except OwnRequest:
        return gettext("You asked for this yourself: another officer decides it.")
    except BeyondThePost:
        return gettext("Your post does not reach so far: the next higher one decides.")
    except MoreThanOwed:
        return gettext("Not so much is owed any more: refuse it, and ask for what is owed now.")
    except NothingToDecide:
        return gettext("This is decided already.")
    said = gettext("Granted, and entered into the books.") if granted else gettext("Refused. Nothing has changed.")
    messages.success(request, said)
    return ""
