"""Whose is this money? What came with it is shown, and an officer who knows says whose it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.payments.moving import NotToBeMoved, SaysNotWhy, place
from bijlisetu.payments.queries import in_suspense, is_in_suspense
from bijlisetu.payments.queries import suspense as in_all
from bijlisetu.staff.deeds import Deed
from bijlisetu.values.accounts import account_in
from bijlisetu.web.desk import everywhere_or_missing, lacks_second_factor, person_of, staff_page
from bijlisetu.web.office.entry import second as second_factor
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

MOST = 50
LONGEST_WHY = 500


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def suspense(request: HttpRequest) -> HttpResponse:
    """List the payments of unknown accounts, the oldest first; credit one to the account that is named."""
    everywhere_or_missing(request, Deed.PLACE_PAYMENT)
    if request.method != "POST":
        kept = second_factor.kept(request)
        return _page(request, typed={**kept, "payment": number_in(kept.get("payment", ""))})
    if lacks_second_factor(request, Deed.PLACE_PAYMENT):
        return second_factor.ask(request, then=request.path)
    return _placed(request)


def _placed(request: HttpRequest) -> HttpResponse:
    payment = number_in(request.POST.get("payment", ""))
    if payment is None or not is_in_suspense(payment):
        raise Http404
    typed = {name: request.POST.get(name, "").strip() for name in ("account", "why")}
    fault = ""
    if len(typed["why"]) > LONGEST_WHY:
        fault = gettext("Say it in fewer words.")
    else:
        try:
            place(
                payment=payment, account=account_in(typed["account"]), why=typed["why"], at=timezone.now(),
                by=person_of(request).get_username(),
            )  # fmt: skip
        except NotToBeMoved:
            fault = gettext("There is no such account. Write it as it stands on the bill.")
        except SaysNotWhy:
            fault = gettext("Say how you know whose it is: it stands in the book of deeds.")
    if fault:
        return _page(request, fault=fault, typed={**typed, "payment": payment}, status=422)
    messages.success(request, gettext("The payment is credited, and the consumer is told."))
    return redirect("office:suspense")


def _page(
    request: HttpRequest, *, fault: str = "", typed: Mapping[str, str | int | None] | None = None, status: int = 200
) -> HttpResponse:
    after = number_in(request.GET.get("after", "")) or 0
    lines = in_suspense(after=after, most=MOST + 1)
    many, amount = in_all()
    context = {
        "lines": lines[:MOST],
        "more": lines[MOST - 1].payment if len(lines) > MOST else None,
        "many": many,
        "amount": amount,
        "fault": fault,
        "typed": typed or {},
    }
    return show(request, "payments/suspense.html", context, status=status, page="suspense")
