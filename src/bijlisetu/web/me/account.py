"""What do I owe and why, line by line, and what did I pay? Behind the link of a message that names the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

import bijlisetu.ledger.queries as ledger
from bijlisetu.billing.page.stranger import half_hidden, seen_by_link
from bijlisetu.billing.queries import latest_bill, page_of
from bijlisetu.ledger.queries import Row
from bijlisetu.ledger.rules import Moved, Settled, Sort, owed_of, settled_by
from bijlisetu.ledger.surcharge.reading import settles_first
from bijlisetu.network.companies import company_of, utility_of_feeder
from bijlisetu.outbox.queries import MessageSent
from bijlisetu.payments.books import payment_in
from bijlisetu.payments.paper.facts import receipt as receipt_paper
from bijlisetu.payments.paper.queries import credited
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reach.queries import Owner, is_in_hand
from bijlisetu.web.me.frame import asked_or_missing, attempt_of, by_link, show, speak
from bijlisetu.web.paying import amount_to_pay, link_to_pay
from bijlisetu.web.private import private
from bijlisetu.web.receipts import SHEET, facts, file

YEARS = 1
MOST = 30


class Told(NamedTuple):
    """A line of the account, what it settled, and the payment of which there is a receipt."""

    row: Row
    settled: tuple[Settled, ...]
    payment: int | None


@require_safe
@private
@by_link
def account(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is owed; its lines and payments too, to whoever said that the connection is theirs."""
    attempt = attempt_of(token, purpose="bill")
    receiver, sent, owner = asked_or_missing(attempt)
    speak(request, receiver.language)
    is_proved = owner == Owner.PROVED
    moved = ledger.moves([receiver.consumer]).get(receiver.consumer, [])
    context = {
        "token": token, "account": sent.account, "is_proved": is_proved,
        **_to_pay(sent, attempt, moved, is_proved=is_proved, consumer=receiver.consumer),
        **(_lines(receiver.consumer, sent.feeder, moved) if is_proved else {}),
    }  # fmt: skip
    return show(request, "account/page.html", context, company=company_of(sent.feeder))


@require_safe
@private
@by_link
def receipt(request: HttpRequest, token: str, payment: int) -> HttpResponse:
    """Send the receipt of a payment of theirs, with no more of the name than pages behind links show."""
    receiver, _, owner = asked_or_missing(attempt_of(token, purpose="bill"))
    found = credited(payment) if payment < 2**63 else None
    if owner != Owner.PROVED or found is None or found.consumer_id != receiver.consumer:
        raise Http404
    told = facts(found)
    return file(request, receipt_paper(replace(told, name=half_hidden(told.name))), form=SHEET, name=told.number)


def _to_pay(
    sent: MessageSent, attempt: int, moved: Sequence[Moved], *, is_proved: bool, consumer: int
) -> dict[str, Any]:
    bill = latest_bill(sent.account)
    if bill is None:
        balance = ledger.balances([consumer])[consumer]
        return {"amount": balance, "credit": abs(balance), "pay": "", "due": None}
    seen = seen_by_link(is_theirs=is_proved, is_in_hand=is_in_hand(attempt))(page_of(bill))
    amount = amount_to_pay(bill, moved)
    return {"amount": amount, "credit": abs(amount), "pay": link_to_pay(seen.upi, amount), "due": bill.due_date}


def _lines(consumer: int, feeder: int, moved: Sequence[Moved]) -> Mapping[str, Any]:
    today = day_in_india(timezone.now())
    first = settles_first(utility_of_feeder(feeder), on=today)
    statement = ledger.statement(consumer, date(today.year - YEARS, today.month, 1), date.max)
    settled = settled_by(moved, first=first)
    lines = [
        Told(row, settled.get(row.reference, ()), payment_in(row.reference) if row.sort is Sort.PAYMENT else None)
        for row in statement.rows[: -MOST - 1 : -1]
    ]
    owed = owed_of([one for one in moved if one.day <= today], first=first)
    return {"lines": lines, "owed": owed}
