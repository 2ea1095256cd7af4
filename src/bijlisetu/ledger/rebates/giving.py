"""Give the rebate of bills that were paid in time: once for a bill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.queries import consumers_of_bills, moves
from bijlisetu.ledger.rebates.rules import paid_on, rebate_of, rebates_of
from bijlisetu.ledger.rules import Entry, Head, Line, Moved, Sort


@transaction.atomic
def give(bills: Mapping[str, bool], *, utility: str, at: datetime, by: str) -> frozenset[str]:
    """
    Give what bills have earned, in the caller's own transaction; return the references newly entered.

    :param bills: by its number, whether what settled it was paid online
    """
    whose = consumers_of_bills(bills.keys())
    moved = moves(set(whose.values()))
    entries = [
        entry
        for number, consumer in whose.items()
        if (entry := _earned(number, consumer, moved.get(consumer, []), utility, is_online=bills[number]))
    ]
    return enter(entries, at=at, by=by)


def _earned(number: str, consumer: int, moved: list[Moved], utility: str, *, is_online: bool) -> Entry | None:
    bill = next((one for one in moved if one.sort is Sort.BILL and one.bill == number), None)
    if bill is None:
        return None
    # What came after the bill's own time says nothing of whether it was paid in time.
    day = paid_on([one for one in moved if one.amount < 0 or one.day <= bill.day], bill)
    rebates = rebates_of(utility, on=bill.day)
    amount = rebate_of(bill, rebates=rebates, paid_on=day, online=is_online) if day else None
    if not day or not amount:
        return None
    return Entry(
        reference=f"rebate:{number}", sort=Sort.REBATE, day=day,
        lines=(
            Line(head=Head.RECEIVABLE, amount=-amount, consumer=consumer),
            Line(head=Head.REBATE, amount=amount, consumer=consumer),
        ),
        evidence={"of": number},
    )  # fmt: skip
