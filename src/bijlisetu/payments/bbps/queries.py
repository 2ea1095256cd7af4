"""How accounts stand: what each owes now, beside its latest bill."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any

from bijlisetu.billing.standing import RANK
from bijlisetu.payments.bbps.judging import Standing
from bijlisetu.payments.dues.owing import Billed, owed_on
from bijlisetu.plumbing.database.sql import rows

#: Of consumers the latest bill, and of its month the one that stands; none where all of its month are cancelled.
BILLED = f"""
SELECT consumer.id, consumer.account, consumer.name, bill.number, bill.amount_payable, bill.bill_date, bill.due_date,
       bill.cycle
FROM consumers_consumer consumer LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT bill.* FROM billing_bill bill WHERE bill.consumer_id = consumer.id
        ORDER BY bill.cycle DESC, bill.is_cancelled, {RANK.format(bill="bill")} DESC LIMIT 1
    ) AS latest WHERE NOT latest.is_cancelled
) AS bill ON true
WHERE {{which}} AND (%(company)s = '' OR EXISTS (
    SELECT FROM network_feederplace place
    JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = 'company'
    WHERE place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL AND company.code = %(company)s
))
"""
OF_ACCOUNT = BILLED.format(which="consumer.account = %(account)s")
NEXT = f"{BILLED.format(which='consumer.id > %(after)s')} ORDER BY consumer.id LIMIT %(most)s"
MANY = 2000

#: Return those of the consumers whose connection is closed: a room above ours knows.
ClosedOf = Callable[[Collection[int]], Collection[int]]


def standing_of(account: str, *, company: str, closed_of: ClosedOf) -> Standing | None:
    """Return how the account stands; none if it is nobody's, or of another company."""
    return next(iter(_standings(rows(OF_ACCOUNT, account=account, company=company), closed_of)), None)


def owing(*, company: str) -> Iterator[Standing]:
    """Return all accounts of the company that owe something, a few thousand at a time."""
    after = 0
    while found := rows(NEXT, after=after, company=company, most=MANY):
        yield from (one for one in _standings(found, closed_of=lambda _: ()) if one.owed > 0)
        after = found[-1][0]


def _standings(found: Sequence[tuple[Any, ...]], closed_of: ClosedOf) -> list[Standing]:
    billed = {row[0]: Billed(row[3], row[4], row[5]) if row[3] is not None else None for row in found}
    owed, closed = owed_on(billed), set(closed_of(list(billed)))
    return [
        Standing(
            consumer=consumer, account=account, name=name, owed=owed[consumer].amount, bill=number or "",
            bill_date=bill_date, due=due, cycle=cycle, has_paid=_has_paid(owed[consumer].paid_on, bill_date),
            is_closed=consumer in closed,
        )
        for consumer, account, name, number, _, bill_date, due, cycle in found
    ]  # fmt: skip


def _has_paid(paid_on: date | None, bill_date: date | None) -> bool:
    return paid_on is not None and (bill_date is None or paid_on >= bill_date)
