"""Tell people what came in and what did not hold, with what is left to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import bijlisetu.ledger.queries as ledger
import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.ledger import deposits
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.outbox.actions import Posting
from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import State, Status
from bijlisetu.payments.taking import Came, Went
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values.money import rupees

RECEIVED, UNDONE = "payment_received", "payment_undone"
DEPOSIT_RECEIVED, DEPOSIT_UNDONE = "deposit_received", "deposit_undone"
MOVED = "moved"  #: the cause where a payment was another account's
#: A payment that we hear of much later is no news: the first file of a bank brings a year of them.
NEWS_FOR = timedelta(days=60)
CAUSES: Mapping[str, tuple[str, str]] = {
    Status.BOUNCED: ("चेक बैंक से अनादृत हुआ", "the cheque was not honoured"),
    Status.REVERSED: ("बैंक ने भुगतान वापस ले लिया", "the bank took the payment back"),
    Status.CANCELLED: ("काउंटर की रसीद ग़लत थी", "the counter's receipt was wrong"),
    MOVED: ("भुगतान दूसरे खाते का था", "the payment was for another account"),
}
WHOSE = """
SELECT payment.id, consumer.id, consumer.account, consumer.feeder_id, payment.amount, payment.paid_on, payment.moves,
       payment.is_deposit
FROM payments_payment payment JOIN consumers_consumer consumer ON consumer.id = payment.consumer_id
WHERE payment.id = ANY(%(payments)s) AND payment.paid_on >= %(since)s ORDER BY payment.id
"""


class _Told(NamedTuple):
    payment: int
    consumer: int
    account: str
    feeder: int
    amount: Decimal
    paid_on: date
    moves: int
    is_deposit: bool


def receipt_number(payment: int) -> str:
    """Return the number of the receipt, as people and the office know the payment."""
    return f"P{payment:09d}"


def tell(*, came: Sequence[Came] = (), went: Sequence[Went] = (), at: datetime) -> None:
    """Post what is to be told, in the transaction that enters it; each payment is told of once."""
    credited = _whose([one.payment for one in came if one.consumer], at=at)
    undone = {one.payment: one.status for one in went if one.stood == State.CREDITED}
    _unsay(undone, at=at)
    _post(credited, {one: undone[one.payment] for one in _whose(list(undone), at=at)}, at=at)


def tell_moved(payment: Payment, *, was: int | None, at: datetime) -> None:
    """Tell whose a payment is now, and whose it is no more."""
    _unsay([payment.pk], at=at)
    told = _whose([payment.pk], at=at)
    taken = Consumer.objects.filter(pk=was).first() if was else None
    gone = [_was_of(taken, payment)] if taken else []
    _post(told, dict.fromkeys(gone, MOVED), at=at)


def _was_of(consumer: Consumer, payment: Payment) -> _Told:
    return _Told(
        payment.pk, consumer.pk, consumer.account, consumer.feeder_id, payment.amount, payment.paid_on, payment.moves,
        payment.is_deposit,
    )  # fmt: skip


def _post(credited: Sequence[_Told], gone: Mapping[_Told, str], *, at: datetime) -> None:
    left = _left({one.consumer for one in (*credited, *gone)})
    held = deposits.held_of([one.consumer for one in (*credited, *gone) if one.is_deposit])
    companies = companies_of_feeders() if left else {}

    def posting(told: _Told, kind: str, **more: str) -> Posting:
        company = companies[told.feeder]
        facts = {
            "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": told.account[-4:],
            "amount": str(told.amount), "paid": told.paid_on.isoformat(), "reference": receipt_number(told.payment),
            **({"held": str(held[told.consumer])} if told.is_deposit else left[told.consumer]), **more,
        }  # fmt: skip
        return Posting(key=_key(kind, told.payment, told.moves), consumer=told.consumer, facts=facts)

    said: dict[str, list[Posting]] = {}
    for told in credited:
        kind = DEPOSIT_RECEIVED if told.is_deposit else RECEIVED
        said.setdefault(kind, []).append(posting(told, kind))
    for told, cause in gone.items():
        kind = DEPOSIT_UNDONE if told.is_deposit else UNDONE
        said.setdefault(kind, []).append(posting(told, kind, **_cause(cause)))
    outbox.post_each(said=[(kinds()[kind], postings) for kind, postings in said.items()], at=at)


def _unsay(payments: Iterable[int], *, at: datetime) -> None:
    """Withdraw what waits to be told of payments that are no more as it says."""
    moves = dict(Payment.objects.filter(pk__in=list(payments)).values_list("pk", "moves"))
    keys = [
        _key(kind, payment, move)
        for kind in (RECEIVED, DEPOSIT_RECEIVED)
        for payment, most in moves.items()
        for move in range(most + 1)
    ]
    outbox.withdraw(keys=keys, at=at, reason="undone")


def _key(kind: str, payment: int, moves: int) -> str:
    return f"{kind}:{payment}:{moves}"


def _whose(payments: Sequence[int], *, at: datetime) -> list[_Told]:
    since = (at - NEWS_FOR).date()
    return [_Told(*row) for row in rows(WHOSE, payments=list(payments), since=since)] if payments else []


def _left(consumers: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return what each account comes to now, in words."""
    return {consumer: _in_words(balance) for consumer, balance in ledger.balances(list(consumers)).items()}


def _in_words(balance: Decimal) -> dict[str, str]:
    if balance > 0:
        return {"left_hi": f"अब बाकी {rupees(balance)}", "left_en": f"still due {rupees(balance)}"}
    if balance < 0:
        return {"left_hi": f"अग्रिम जमा {rupees(-balance)}", "left_en": f"in advance {rupees(-balance)}"}
    return {"left_hi": "कुछ बाकी नहीं", "left_en": "nothing is due"}


def _cause(status: str) -> dict[str, Any]:
    hi, en = CAUSES[status]
    return {"cause_hi": hi, "cause_en": en}
