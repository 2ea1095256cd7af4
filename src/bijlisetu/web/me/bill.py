"""What do I owe? The page of a bill, on any phone."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import BillPage
from bijlisetu.billing.page.upi import NotPayable, upi_link
from bijlisetu.billing.queries import page_of
from bijlisetu.network.utilities import Company
from bijlisetu.web.me.frame import show

VIRAMA = 9  #: the combining class of the mark that joins two letters, in every script of India


def page(
    request: HttpRequest, token: str, found: Bill, *, company: Company, has_confirmed: bool = False
) -> HttpResponse:
    """Show amount, due date, the way to pay, and ask whether the connection is theirs."""
    shown = page_of(found)
    context = {
        "token": token,
        "bill": shown,
        "name": half_hidden(shown.name),
        "pay": _way_to_pay(shown),
        "is_due": shown.amount_payable > 0,
        "credit": abs(shown.amount_payable),
        "is_late": shown.due_date < timezone.localdate(),
        "has_confirmed": has_confirmed,
    }
    return show(request, "bill.html", context, company=company)


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
    # A letter is a consonant with all that hangs on it; a conjunct is never cut.
    end = 1
    while end < len(word) and (
        unicodedata.category(word[end])[0] == "M" or unicodedata.combining(word[end - 1]) == VIRAMA
    ):
        end += 1
    return word[:end]
