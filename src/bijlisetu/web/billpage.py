"""What stands on the page of a bill: the same for the person who opens it and for the officer who looks at it first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import Basis, BillPage, Charge
from bijlisetu.billing.page.qr import picture
from bijlisetu.billing.page.sheet import is_estimate, why
from bijlisetu.billing.page.stranger import seen_by_link
from bijlisetu.billing.queries import page_of
from bijlisetu.web.language import spoken
from bijlisetu.web.paying import amount_to_pay, link_to_pay


class Line(NamedTuple):
    """A line of money on the page."""

    label: str
    amount: Decimal


def on_page(found: Bill, *, is_proved: bool, is_in_hand: bool = False) -> dict[str, Any]:
    """
    Return amount and due date, why it is that much, and the ways to pay.

    Proved is a number whose bearer said, or a visit found, that the connection is theirs: they see their whole account.
    In hand is one that said a code back, or called: they see the bill's number too, which the front door asks for.
    """
    shown = seen_by_link(is_theirs=is_proved, is_in_hand=is_in_hand)(page_of(found, public_url=settings.PUBLIC_URL))
    amount = amount_to_pay(found)
    pay = "" if shown.is_cancelled else link_to_pay(shown.upi, amount)
    return {
        "bill": shown,
        "words": _words(shown),
        "account_of_amount": _account_of_amount(shown),
        "charges": _lines(shown.charges),
        "is_estimate": is_estimate(shown),
        "is_defective": shown.remark.basis is Basis.DEFECTIVE,
        "pay": pay,
        "qr": f"data:image/svg+xml,{quote(picture(pay))}" if pay else "",
        "is_due": amount > 0 and not shown.is_cancelled,
        "amount": amount,
        "has_changed": amount != shown.amount_payable,
        "is_proved": is_proved,
        "is_number_hidden": is_proved and not is_in_hand,
        "credit": abs(amount),
        "is_late": shown.due_date < timezone.localdate(),
    }


def _words(bill: BillPage) -> dict[str, str]:
    """Return the utility's own words in the language of the page."""
    return {
        name: getattr(bill.words, f"{name}_{spoken()}")
        for name in ("account", "late", "pay", "division", "subdivision")
    }


def _account_of_amount(bill: BillPage) -> list[Line]:
    """Return what the amount is made of: this month's charges in one, then what else is asked; nothing if unknown."""
    account = why(bill)
    if account.current is None:
        return []
    rest = _("Rounding") if account.is_rounding else _("Other")
    return [
        Line(_("Charges of this month"), account.current),
        *(line for line in _lines(bill.dues) if line.amount),
        *([Line(rest, account.rest)] if account.rest else ()),
    ]


def _lines(charges: Iterable[Charge]) -> list[Line]:
    is_hindi = spoken() == "hi"
    return [Line(one.label_hi if is_hindi else one.label_en, one.amount) for one in charges]
