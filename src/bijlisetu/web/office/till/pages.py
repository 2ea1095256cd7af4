"""Tills: one's own, and those that a supervisor looks after."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import Deed
from bijlisetu.tills.actions import ClosedToday, NoTill, SaysNotWhy, TillOfAnotherDay, close, open_till
from bijlisetu.tills.models import Till
from bijlisetu.tills.queries import (
    FIRST_PAGE,
    by_mode,
    cash_in,
    open_till_of,
    receipts_of,
    taken_on,
    till_named,
    till_of_day,
    tills_of,
)
from bijlisetu.web.desk import allowed_or_missing, may_at, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.till.forms import DrawerForm
from bijlisetu.web.paging import day_in, number_in

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def own(request: HttpRequest) -> HttpResponse:
    """Show the clerk's own till: open it, look at its receipts, close it."""
    allowed_or_missing(request, Deed.TAKE_MONEY)
    by, today = person_of(request).get_username(), day_in_india(timezone.now())
    held = open_till_of(by) or till_of_day(by, today)
    if request.method != "POST":
        return _own(request, held, DrawerForm())
    form = DrawerForm(request.POST)
    if not form.is_valid():
        return _own(request, held, form, status=422)
    if request.POST.get("deed") == "close":
        return _closed(request, held, form, by)
    return _opened(request, held, form, by)


@require_safe
@staff_page
def one(request: HttpRequest, till: int) -> HttpResponse:
    """Show a till to who supervises it, and to whose it is."""
    found = till_named(till)
    if found is None:
        raise Http404
    if found.clerk != person_of(request).get_username():
        path_or_missing(request, found.office_id, Deed.SEE_TILLS)
    return show(request, "till/one.html", _context(request, found), page="tills")


@require_safe
@staff_page
def tills(request: HttpRequest, office: int) -> HttpResponse:
    """Show the tills of a day below the office, and those of earlier days that nobody has closed."""
    path = path_or_missing(request, office, Deed.SEE_TILLS)
    day = day_in(request.GET.get("day", "")) or day_in_india(timezone.now())
    lines = tills_of(office, day=day, after=number_in(request.GET.get("after", "")) or 0, most=MOST + 1)
    context = {
        "path": path, "office": path[-1], "of_day": day, "lines": lines[:MOST],
        "more": lines[MOST - 1].id if len(lines) > MOST else None,
        "taken": taken_on(day, office=office),
    }  # fmt: skip
    return show(request, "till/tills.html", context, page="tills")


def _opened(request: HttpRequest, held: Till | None, form: DrawerForm, by: str) -> HttpResponse:
    office = number_in(request.POST.get("office", ""))
    if office is None or not may_at(request, office, Deed.TAKE_MONEY):
        raise Http404
    try:
        open_till(office=office, opening=form.cleaned_data["amount"], at=timezone.now(), by=by)
    except (TillOfAnotherDay, ClosedToday):
        form.add_error("amount", gettext("Close the till that is open first; one that is closed stays closed."))
        return _own(request, held, form, status=422)
    messages.success(request, gettext("The till is open. Find the first person."))
    return redirect("office:counter")


def _closed(request: HttpRequest, held: Till | None, form: DrawerForm, by: str) -> HttpResponse:
    told = form.cleaned_data
    try:
        till = close(counted=told["amount"], why=told["why"], at=timezone.now(), by=by)
    except NoTill:
        messages.error(request, gettext("No till is open."))
        return redirect("office:till")
    except SaysNotWhy:
        form.add_error("why", gettext("The cash is not what the receipts come to. Count again, or say why."))
        return _own(request, held, form, status=422)
    messages.success(request, gettext("The till is closed."))
    return redirect("office:till_one", till=till.pk)


def _own(request: HttpRequest, held: Till | None, form: DrawerForm, *, status: int = 200) -> HttpResponse:
    offices = dict.fromkeys(seat.office for seat in seats_of(request).reaching(Deed.TAKE_MONEY))
    context = {"form": form, "offices": list(offices), **(_context(request, held) if held else {"till": None})}
    return show(request, "till/own.html", context, status=status, page="till")


def _context(request: HttpRequest, till: Till) -> dict[str, object]:
    before = number_in(request.GET.get("before", "")) or FIRST_PAGE
    lines = receipts_of(till.pk, before=min(before, FIRST_PAGE), most=MOST + 1)
    modes = by_mode(till.pk)
    return {
        "till": till,
        "is_of_today": till.day == day_in_india(timezone.now()),
        "lines": lines[:MOST],
        "more": lines[MOST - 1].number if len(lines) > MOST else None,
        "modes": modes,
        "taken": sum((one.amount for one in modes), Decimal(0)),
        "expected": till.expected if till.expected is not None else till.opening + cash_in(till.pk),
        "difference": till.counted - till.expected if till.counted is not None and till.expected is not None else None,
    }
