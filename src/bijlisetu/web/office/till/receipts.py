"""A receipt: to be printed, sent, or taken back by another officer on the same day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.billing.page.upi import NotPayable
from bijlisetu.payments.paper import facts as papers
from bijlisetu.payments.paper.queries import credited
from bijlisetu.payments.states import Mode, State, Status
from bijlisetu.payments.telling import receipt_number as payment_number
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import Deed
from bijlisetu.tills.actions import NotToBeReversed, OwnReceipt, SaysNotWhy, reverse
from bijlisetu.tills.models import Receipt
from bijlisetu.tills.queries import receipt_named
from bijlisetu.tills.returning import NotACheque, bounce
from bijlisetu.tills.rules import receipt_number
from bijlisetu.web.desk import may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.till.forms import LONGEST_WHY
from bijlisetu.web.paying import dues_now
from bijlisetu.web.receipts import facts, file


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def receipt(request: HttpRequest, receipt: int) -> HttpResponse:
    """Show the receipt with its ways onto paper; take it back, or enter that its cheque came back."""
    found = _found(request, receipt)
    if request.method == "POST":
        return _returned(request, found) if request.POST.get("deed") == "bounce" else _reversed(request, found)
    return _page(request, found)


@require_safe
@staff_page
def receipt_file(request: HttpRequest, receipt: int, form: str) -> HttpResponse:
    """Send the receipt as an A6 page, as a picture for a roll of 58 mm, or as the dots that its printer takes."""
    found = _found(request, receipt)
    payment = credited(found.payment_id)
    if payment is None:  # it lies in suspense, because the account was the wrong one
        raise Http404
    number = receipt_number(found.till_id, found.number)
    return file(request, papers.receipt(facts(payment)), form=form, name=f"receipt-{number}")


@require_safe
@staff_page
def dues_slip(request: HttpRequest, consumer: int, form: str) -> HttpResponse:
    """Send a slip of what the person owes now, with the code by which UPI pays it."""
    person_or_missing(request, consumer, Deed.TAKE_MONEY)
    try:
        slip = dues_now(consumer, at=timezone.now())
    except NotPayable:
        raise Http404 from None
    return file(request, slip, form=form, name="dues")


def _found(request: HttpRequest, receipt: int) -> Receipt:
    found = receipt_named(receipt)
    if found is None:
        raise Http404
    person_or_missing(request, found.consumer_id, Deed.TAKE_MONEY)
    return found


def _reversed(request: HttpRequest, found: Receipt) -> HttpResponse:
    path_or_missing(request, found.till.office_id, Deed.REVERSE_RECEIPT)
    why = request.POST.get("why", "")[:LONGEST_WHY]
    fault = ""
    try:
        reverse(receipt=found.pk, why=why, at=timezone.now(), by=person_of(request).get_username())
    except SaysNotWhy:
        fault = gettext("Say what is wrong with the receipt: it stands in the book of deeds.")
    except OwnReceipt:
        fault = gettext("You took this money: another officer takes it back.")
    except NotToBeReversed:
        fault = gettext("Only a receipt of today, whose till is open, is taken back.")
    if fault:
        return _page(request, found, fault=fault, why=why, status=422)
    messages.success(request, gettext("The receipt is taken back. The amount is owed again, and the consumer is told."))
    return redirect("office:receipt", receipt=found.pk)


def _returned(request: HttpRequest, found: Receipt) -> HttpResponse:
    path_or_missing(request, found.till.office_id, Deed.REVERSE_RECEIPT)
    memo = request.POST.get("memo", "")[:LONGEST_WHY]
    try:
        bounce(receipt=found.pk, why=memo, at=timezone.now(), by=person_of(request).get_username())
    except SaysNotWhy:
        return _page(
            request, found, memo_fault=gettext("Write the reason that the bank gives on its memo."), status=422
        )
    except NotACheque:
        raise Http404 from None
    messages.success(request, gettext("It is entered. The amount is owed again, and the consumer is told."))
    return redirect("office:receipt", receipt=found.pk)


def _page(
    request: HttpRequest, found: Receipt, *, fault: str = "", why: str = "", memo_fault: str = "", status: int = 200
) -> HttpResponse:
    person = person_or_missing(request, found.consumer_id, Deed.TAKE_MONEY)
    is_open = found.till.closed_at is None and found.till.day == day_in_india(timezone.now())
    is_own = found.till.clerk == person_of(request).get_username()
    may_undo = found.payment.state != State.UNDONE and may_at(request, found.till.office_id, Deed.REVERSE_RECEIPT)
    context = {
        "receipt": found,
        "number": receipt_number(found.till_id, found.number),
        "payment": payment_number(found.payment_id),
        "person": person,
        "phones": [held.value for held in person.held if "whatsapp" in held.channels],
        "is_cheque": found.mode == Mode.CHEQUE,
        "may_reverse": is_open and not is_own and may_undo,
        "may_return": found.mode == Mode.CHEQUE and may_undo,
        "is_bounced": found.payment.undone_by == Status.BOUNCED,
        "memo_fault": memo_fault,
        "is_reversed": found.reversed_at is not None,
        "fault": fault,
        "why": why,
    }
    return show(request, "till/receipt.html", context, status=status, page="counter")
