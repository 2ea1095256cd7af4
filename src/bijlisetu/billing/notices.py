"""Tell people of their bills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

import bijlisetu.outbox.actions as outbox
from bijlisetu.billing import gates
from bijlisetu.billing.models import Bill
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.network.utilities import Company, company_named
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs.gates import addresses

PORTION = 20_000  #: bills read at a time: bounded memory, few round trips

BILLS = """
SELECT bill.id, bill.number, bill.consumer_id, consumer.account, consumer.feeder_id,
       bill.units, bill.amount_payable, bill.due_date
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.cycle = %(cycle)s AND bill.id > %(after)s ORDER BY bill.id LIMIT %(portion)s
"""


class NoBills(Refusal):
    """There is nothing to tell of."""


class Announced(NamedTuple):
    """What became of the bills of a cycle: how many notices are new, and the run they wait in, if there is one."""

    posted: int
    run: int | None
    state: str


def announce(
    *,
    cycle: date | None,
    at: datetime,
    by: str = "terminal",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Announced:
    """
    Make a run of notices for the bills of the cycle, by default the latest that has begun, and look through its gates.

    Each portion is committed by itself; what was cut short is taken up where it ended. A bill told already is not told
    again, and one corrected before its run went out is told as it is now.

    :raises NoBills: if the cycle has none
    """
    cycle, total = _cycle(cycle, day_in_india(at))
    kind = kinds()["bill_issued"]
    companies = companies_of_feeders()
    run = runs.begin(key=f"bills:{cycle:%Y-%m}", kind=kind, at=at, by=by)
    posted = done = 0
    for portion in _portions(cycle):
        posted += outbox.post(kind=kind, postings=[_news(bill, cycle, companies) for bill in portion], at=at, run=run)
        done += len(portion)
        on_progress(done, total)
    state = runs.close(run=run, at=at, by=by, gates=(*addresses.GATES, *gates.GATES))
    return Announced(posted, run if state else None, state)


def _cycle(cycle: date | None, today: date) -> tuple[date, int]:
    begun = Bill.objects.filter(cycle__lte=today).order_by("-cycle").values_list("cycle", flat=True)
    cycle = cycle or begun.first()
    total = Bill.objects.filter(cycle=cycle).count() if cycle else 0
    if cycle is None or not total:
        which = f"for {cycle:%Y-%m}" if cycle else f"up to {today:%Y-%m}"
        raise NoBills(f"there are no bills {which}; import them with import-bills")
    return cycle, total


def _portions(cycle: date) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(BILLS, {"cycle": cycle, "after": after, "portion": PORTION})
            portion = cursor.fetchall()
        if not portion:
            return
        after = portion[-1][0]
        yield portion


def _news(bill: tuple[Any, ...], cycle: date, companies: dict[int, Company]) -> Posting:
    _, number, consumer, account, feeder, units, amount, due = bill
    company = companies.get(feeder) or company_named("")
    return Posting(
        key=gates.key_of_cycle(cycle) + account,
        consumer=consumer,
        facts={
            "account_end": account[-4:],
            "utility_hi": company.short_hi,
            "utility_en": company.short_en,
            "month": f"{cycle:%Y-%m}",
            "units": str(units),
            "amount": str(amount),
            "due": due.isoformat(),
            "bill": number,
        },
    )
