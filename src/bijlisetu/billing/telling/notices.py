"""Tell people of their bills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bijlisetu.billing import standing
from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling import gates, revising
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.network.utilities import Company
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import Made
from bijlisetu.runs.makers import NobodyUnderTheirPost, Share, shares

PORTION = 20_000  #: bills read at a time: bounded memory, few round trips

BILLS = f"""
SELECT bill.id, bill.number, bill.consumer_id, consumer.account, consumer.feeder_id,
       bill.units, bill.amount_payable, bill.due_date
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.cycle = %(cycle)s AND bill.id > %(after)s
  AND consumer.feeder_id = ANY(%(feeders)s) AND {standing.STANDS}
ORDER BY bill.id LIMIT %(portion)s
"""


@dataclass(frozen=True, slots=True)
class Announced:
    """What became of the notices of each company; and of corrections, where bills told before were revised."""

    made: tuple[Made, ...]
    corrections: tuple[Made, ...] = ()

    @property
    def posted(self) -> int:
        """How many notices are new."""
        return sum(made.posted for made in self.made)

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs that they wait in or left with, corrections first."""
        return tuple(made.run for made in (*self.corrections, *self.made) if made.run)


class NoBills(Refusal):
    """There is nothing to tell of."""


def announce(
    *,
    cycle: date | None,
    at: datetime,
    by: str,
    office: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Announced:
    """
    Make a run of notices for the bills of the cycle, by default the latest that has begun, and look through its gates.

    It tells those whom the maker's posts cover, of one office if it is given; where these are people of several
    companies, each company's by its run.

    Of a bill revised after it was told a correction is told, in a run of its own.

    Each portion is committed by itself; what was cut short is taken up where it ended. A bill told already is not told
    again, and one corrected before its run went out is told as it is now.

    :raises NoBills: if the cycle has none
    :raises NoNamedOfficer: if whoever makes it is no officer or operator
    :raises NobodyUnderTheirPost: if the cycle has bills, but none of people whom their posts cover
    """
    parts = shares(by=by, at=at, office=office)
    cycle = _cycle(cycle, day_in_india(at))
    total = _people(cycle, [feeder for part in parts for feeder in part.feeders])
    if not total:
        raise NobodyUnderTheirPost(f"no bill of {cycle:%Y-%m} is of an office that a post of {by} covers")
    companies = companies_of_feeders()
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        on_progress(done, total)

    def run_of(share: Share) -> Made:
        portions = ([_posting(bill, cycle, companies) for bill in portion] for portion in _portions(cycle, share))
        return runs.once(
            key=share.key(f"bills:{cycle:%Y-%m}"), kind=kinds()["bill_issued"], portions=portions, at=at, by=by,
            gates=gates.gates_for(share.feeders), on_portion=tell,
        )  # fmt: skip

    key = gates.key_of_cycle(cycle)
    corrections = [
        revising.put_right(cycle=cycle, key=key, share=share, gates=gates.OF_CORRECTIONS, at=at, by=by)
        for share in parts
    ]
    return Announced(tuple(run_of(share) for share in parts), tuple(filter(None, corrections)))


def specimen(*, cycle: date, feeders: Sequence[int]) -> Mapping[str, str]:
    """Return what the first of the feeders' people would be told of their bill of the cycle; nothing without bills."""
    found = rows(BILLS, cycle=cycle, after=0, feeders=list(feeders), portion=1)
    return _posting(found[0], cycle, companies_of_feeders()).facts if found else {}


def _cycle(cycle: date | None, today: date) -> date:
    begun = Bill.objects.filter(cycle__lte=today).order_by("-cycle").values_list("cycle", flat=True)
    cycle = cycle or begun.first()
    if cycle is None or not Bill.objects.filter(cycle=cycle).exists():
        which = f"for {cycle:%Y-%m}" if cycle else f"up to {today:%Y-%m}"
        raise NoBills(f"there are no bills {which}; import them with import-bills")
    return cycle


def _people(cycle: date, feeders: Sequence[int]) -> int:
    billed = Bill.objects.filter(cycle=cycle, consumer__feeder__in=feeders)
    return billed.values("consumer").distinct().count()


def _portions(cycle: date, share: Share) -> Iterator[list[tuple[Any, ...]]]:
    after, feeders = 0, list(share.feeders)
    while True:
        portion = rows(BILLS, cycle=cycle, after=after, feeders=feeders, portion=PORTION)
        if not portion:
            return
        after = portion[-1][0]
        yield portion


def _posting(bill: tuple[Any, ...], cycle: date, companies: Mapping[int, Company]) -> Posting:
    _, number, consumer, account, feeder, units, amount, due = bill
    company = companies[feeder]
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
