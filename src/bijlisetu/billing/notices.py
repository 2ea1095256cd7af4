"""Tell people of their bills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from bijlisetu.billing import gates, revising
from bijlisetu.billing.models import Bill
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.network.utilities import Company, company_named
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import Made

PORTION = 20_000  #: bills read at a time: bounded memory, few round trips

BILLS = f"""
SELECT bill.id, bill.number, bill.consumer_id, consumer.account, consumer.feeder_id,
       bill.units, bill.amount_payable, bill.due_date
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.cycle = %(cycle)s AND bill.id > %(after)s AND bill.amount_payable > 0 AND {revising.STANDS}
ORDER BY bill.id LIMIT %(portion)s
"""


class Announced(NamedTuple):
    """What became of the notices, as of any made at once; and of corrections, where bills told before were revised."""

    posted: int
    run: int | None
    state: str
    corrections: Made | None = None


class NoBills(Refusal):
    """There is nothing to tell of."""


def announce(
    *,
    cycle: date | None,
    at: datetime,
    by: str = "terminal",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Announced:
    """
    Make a run of notices for the bills of the cycle, by default the latest that has begun, and look through its gates.

    Of a bill revised after it was told a correction is told, in a run of its own.

    Each portion is committed by itself; what was cut short is taken up where it ended. A bill told already is not told
    again, and one corrected before its run went out is told as it is now.

    :raises NoBills: if the cycle has none
    """
    cycle, total = _cycle(cycle, day_in_india(at))
    companies = companies_of_feeders()
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        on_progress(done, total)

    corrections = revising.put_right(cycle=cycle, key=gates.key_of_cycle(cycle), at=at, by=by)
    portions = ([_posting(bill, cycle, companies) for bill in portion] for portion in _portions(cycle))
    made = runs.once(
        key=f"bills:{cycle:%Y-%m}", kind=kinds()["bill_issued"], portions=portions, at=at, by=by, gates=gates.GATES,
        on_portion=tell,
    )  # fmt: skip
    return Announced(*made, corrections)


def _cycle(cycle: date | None, today: date) -> tuple[date, int]:
    begun = Bill.objects.filter(cycle__lte=today).order_by("-cycle").values_list("cycle", flat=True)
    cycle = cycle or begun.first()
    total = Bill.objects.filter(cycle=cycle).values("consumer").distinct().count() if cycle else 0
    if cycle is None or not total:
        which = f"for {cycle:%Y-%m}" if cycle else f"up to {today:%Y-%m}"
        raise NoBills(f"there are no bills {which}; import them with import-bills")
    return cycle, total


def _portions(cycle: date) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while True:
        portion = rows(BILLS, cycle=cycle, after=after, portion=PORTION)
        if not portion:
            return
        after = portion[-1][0]
        yield portion


def _posting(bill: tuple[Any, ...], cycle: date, companies: dict[int, Company]) -> Posting:
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
