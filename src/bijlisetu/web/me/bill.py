"""What do I owe? The page behind the link of a message, on any phone."""

from __future__ import annotations

import unicodedata

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import BillPage
from bijlisetu.billing.page.upi import NotPayable, upi_link
from bijlisetu.billing.queries import bill_of, page_of
from bijlisetu.network.companies import company_of
from bijlisetu.reach.queries import is_disowned
from bijlisetu.tracking import actions as tracking
from bijlisetu.web.me.frame import BY, attempt_of, door, show, speak
from bijlisetu.web.private import private

VIRAMA = "\u094d"


@require_safe
@private
@door
def bill(request: HttpRequest, token: str) -> HttpResponse:
    """Show amount, due date, the way to pay, and ask whether the connection is theirs."""
    attempt = attempt_of(token, purpose="bill")
    return _page(request, token, attempt)


@require_safe
@private
@door
def doubt(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more before a number is struck out."""
    found = _bill(attempt_of(token, purpose="bill"))
    speak(request, found.consumer.language)
    context = {"token": token, "account": found.consumer.account}
    return show(request, "doubt.html", context, company=company_of(found.consumer.feeder_id))


@require_POST
@private
@door
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """Strike the number out for this account: the person says it is not theirs."""
    attempt = attempt_of(token, purpose="bill")
    tracking.disown(attempts=[attempt], at=timezone.now(), by=BY)
    return _page(request, token, attempt)


@require_POST
@private
@door
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the number as proved: the person says the connection is theirs."""
    attempt = attempt_of(token, purpose="bill")
    tracking.confirm(attempts=[attempt], at=timezone.now(), by=BY)
    return _page(request, token, attempt, has_confirmed=True)


def _page(request: HttpRequest, token: str, attempt: int, *, has_confirmed: bool = False) -> HttpResponse:
    found = _bill(attempt)
    speak(request, found.consumer.language)
    company = company_of(found.consumer.feeder_id)
    if is_disowned(attempt):
        return show(request, "struck_out.html", {"token": token, "account": found.consumer.account}, company=company)
    page = page_of(found)
    context = {
        "token": token,
        "bill": page,
        "name": half_hidden(page.name),
        "pay": _way_to_pay(page),
        "is_due": page.amount_payable > 0,
        "credit": abs(page.amount_payable),
        "is_late": page.due_date < timezone.localdate(),
        "has_confirmed": has_confirmed,
    }
    return show(request, "bill.html", context, company=company)


def _bill(attempt: int) -> Bill:
    found = bill_of(attempt)
    if found is None:
        raise Http404
    return found


def _way_to_pay(page: BillPage) -> str:
    if page.upi is None:
        return ""
    try:
        return upi_link(
            payee=page.upi.payee,
            name=page.upi.name,
            amount=page.amount_payable,
            reference=page.upi.reference,
            note=page.upi.note,
        )
    except NotPayable:
        return ""


def half_hidden(name: str) -> str:
    """Return the name so that its bearer knows it and a stranger does not: रा••• न•••."""
    return " ".join(f"{_first_letter(word)}•••" for word in name.split())


def _first_letter(word: str) -> str:
    # A Devanagari letter is a consonant with all that hangs on it; a conjunct is never cut.
    end = 1
    while end < len(word) and (unicodedata.category(word[end])[0] == "M" or word[end - 1] == VIRAMA):
        end += 1
    return word[:end]
