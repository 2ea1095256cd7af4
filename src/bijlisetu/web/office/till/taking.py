"""What does the person before me owe, and what do they pay?"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

import bijlisetu.ledger.queries as ledger
from bijlisetu.ledger.surcharge.reading import settles_first
from bijlisetu.network.companies import utility_of_feeder
from bijlisetu.payments.states import Mode
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reach.queries import Person
from bijlisetu.staff.deeds import Deed
from bijlisetu.tills.actions import KnownAlready, MoreThanOwed, NoTill, Paid, TillOfAnotherDay, take
from bijlisetu.tills.queries import open_till_of
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.counter.missing import missing
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.till.forms import DEPOSIT, PaymentForm
from bijlisetu.web.paying import is_payable


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def pay(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show what is owed line by line, and take what is paid; by the form's key, a second press pays nothing twice."""
    served = person_or_missing(request, consumer, Deed.TAKE_MONEY)
    now = timezone.now()
    today = day_in_india(now)
    if request.method != "POST":
        return _page(request, served, PaymentForm(initial={"key": uuid.uuid4()}, today=today))
    form = PaymentForm(request.POST, today=today)
    if not form.is_valid():
        if "key" in form.errors:
            raise Http404
        return _page(request, served, form, status=422)
    told = form.cleaned_data
    paid = Paid(
        consumer=served.id, amount=told["amount"], mode=Mode(told["mode"]), instrument=told["instrument"],
        bank=told["bank"].strip(), dated=told["dated"], is_advance=told["asked"] == str(told["amount"]),
        is_deposit=told["purpose"] == DEPOSIT,
    )  # fmt: skip
    try:
        receipt, is_new = take(paid, key=told["key"], at=now, by=person_of(request).get_username())
    except (NoTill, TillOfAnotherDay):
        messages.error(request, gettext("Open your till of today first; one of another day is closed before."))
        return redirect("office:till")
    except MoreThanOwed as more:
        return _page(request, served, form, owed=more.owed, asked=told["amount"], status=422)
    except KnownAlready:
        form.add_error("instrument", gettext("This payment has come by itself already: look at the account."))
        return _page(request, served, form, status=422)
    if not is_new:
        messages.info(request, gettext("This form was taken before: here is its receipt. Nothing was taken twice."))
    return redirect("office:receipt", receipt=receipt.pk)


def _page(
    request: HttpRequest, served: Person, form: PaymentForm, *, owed: Decimal | None = None,
    asked: Decimal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = day_in_india(timezone.now())
    till = open_till_of(person_of(request).get_username())
    context = {
        "person": served,
        "missing": missing(served.held),
        "made_of": ledger.made_of(
            served.id, on=today, first=settles_first(utility_of_feeder(served.feeder_id), on=today)
        ),
        "has_slip": is_payable(served.id),
        "form": form,
        "first": next(iter(form.errors), "amount"),  # whose fault it is has the focus
        "asked": asked,
        "advance": asked - max(owed, Decimal(0)) if asked is not None and owed is not None else None,
        "till": till if till and till.day == today else None,
    }
    return show(request, "till/pay.html", context, status=status, page="counter")
