"""What do I owe, and why? The page of a bill, on any phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from bijlisetu.billing.models import Bill
from bijlisetu.metering.queries import has_meter
from bijlisetu.network.utilities import Company
from bijlisetu.web.billpage import on_page
from bijlisetu.web.me.frame import show


def page(
    request: HttpRequest,
    token: str,
    found: Bill,
    *,
    company: Company,
    has_confirmed: bool = False,
    is_proved: bool = False,
    is_in_hand: bool = False,
) -> HttpResponse:
    """Show the bill, and ask whether the connection is theirs."""
    context = {
        **on_page(found, is_proved=is_proved, is_in_hand=is_in_hand),
        "token": token,
        "has_confirmed": has_confirmed,
        "has_meter": has_meter(found.consumer.account),
    }
    return show(request, "bill.html", context, company=company)
