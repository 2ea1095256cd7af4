"""Questions to the books, many consumers at a time. A balance is above nought where something is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bijlisetu.ledger import rules
from bijlisetu.ledger.rules import NOTHING, First, Moved, Owed, Sort
from bijlisetu.plumbing.database.sql import rows

#: What is kept, less what came after the day.
BALANCES = """
SELECT balance.consumer_id, balance.receivable - CASE WHEN %(on)s::date IS NULL THEN 0 ELSE coalesce((
    SELECT sum(amount) FROM ledger_line line
    WHERE line.consumer_id = balance.consumer_id AND line.day > %(on)s AND line.head = 'receivable'
), 0) END
FROM ledger_balance balance WHERE consumer_id = ANY(%(consumers)s)
"""
#: What entries did to what a consumer owes; one that was reversed by the day, and its reversal, left nothing behind.
MOVES = """
SELECT line.consumer_id, entry.reference, entry.sort, entry.day, sum(line.amount),
       coalesce(entry.evidence ->> 'bill', ''), (entry.evidence ->> 'due')::date
FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
WHERE line.consumer_id = ANY(%(consumers)s) AND line.head = 'receivable'
  AND (%(on)s::date IS NULL OR line.day <= %(on)s)
  AND NOT EXISTS (
    SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id AND (%(on)s::date IS NULL OR later.day <= %(on)s)
  )
  AND NOT EXISTS (
    SELECT FROM ledger_entry first WHERE first.id = entry.reverses_id AND (%(on)s::date IS NULL OR first.day <= %(on)s)
  )
GROUP BY line.consumer_id, entry.id HAVING sum(line.amount) <> 0
"""
#: Of each sort what it added, under the heads on the other side.
MADE_OF = """
SELECT entry.sort, line.head, -sum(line.amount)
FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
WHERE line.consumer_id = %(consumer)s AND line.day <= %(on)s GROUP BY 1, 2
"""
STATEMENT = """
SELECT entry.day, entry.reference, entry.sort, entry.why, entry.evidence, line.amount
FROM (
    SELECT entry_id, sum(amount) AS amount FROM ledger_line
    WHERE consumer_id = %(consumer)s AND day >= %(since)s AND day < %(until)s AND head = 'receivable' GROUP BY 1
) AS line JOIN ledger_entry entry ON entry.id = line.entry_id
ORDER BY entry.day, entry.sort <> 'opening', entry.id
"""
OF_BILLS = """
SELECT DISTINCT entry.evidence ->> 'bill', line.consumer_id
FROM ledger_entry entry JOIN ledger_line line ON line.entry_id = entry.id AND line.head = 'receivable'
WHERE entry.evidence ->> 'bill' = ANY(%(bills)s) AND entry.sort = 'bill'
  AND NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
"""
BEFORE = """
SELECT coalesce(sum(amount), 0) FROM ledger_line
WHERE consumer_id = %(consumer)s AND day < %(since)s AND head = 'receivable'
"""
OF_OFFICE = """
SELECT total.head, sum(total.amount) FROM ledger_headtotal total JOIN network_feeder_over USING (feeder_id)
WHERE office_id = %(office)s GROUP BY 1 HAVING sum(total.amount) <> 0 ORDER BY 1
"""
UNLIKE_LINES = """
SELECT coalesce(kept.consumer_id, counted.consumer_id),
       coalesce(kept.receivable, 0) + coalesce(kept.deposit, 0),
       coalesce(counted.receivable, 0) + coalesce(counted.deposit, 0)
FROM ledger_balance kept FULL JOIN ledger_balances_counted counted USING (consumer_id)
WHERE coalesce(kept.receivable, 0) <> coalesce(counted.receivable, 0)
   OR coalesce(kept.deposit, 0) <> coalesce(counted.deposit, 0)
   OR kept.opened_on IS DISTINCT FROM ledger_opened_on(consumer_id)
ORDER BY 1 LIMIT %(most)s
"""
UNBALANCED = """
SELECT entry_id FROM ledger_line GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1 LIMIT %(most)s
"""
#: What is kept by feeder beside what its people's balances come to.
UNLIKE_PEOPLE = """
SELECT feeder_id, head, sum(kept), sum(counted) FROM (
    SELECT feeder_id, head, amount AS kept, 0 AS counted FROM ledger_headtotal WHERE head IN ('receivable', 'deposit')
    UNION ALL
    SELECT feeder_id, side.head, 0, side.amount
    FROM ledger_balance balance JOIN consumers_consumer consumer ON consumer.id = balance.consumer_id
    CROSS JOIN LATERAL (
        VALUES ('receivable', balance.receivable), ('deposit', balance.deposit)
    ) AS side (head, amount)
) AS both_ways GROUP BY 1, 2 HAVING sum(kept) <> sum(counted) ORDER BY 1, 2 LIMIT %(most)s
"""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a statement, with what was owed after it."""

    day: date
    reference: str
    sort: Sort
    why: str
    evidence: Mapping[str, str]
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A consumer's account over a time."""

    before: Decimal
    rows: tuple[Row, ...]

    @property
    def after(self) -> Decimal:
        """What was owed at its end."""
        return self.rows[-1].balance if self.rows else self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOf:
    """What a balance is made of."""

    balance: Decimal
    by_sort: Mapping[Sort, Decimal]  #: bills, payments, surcharges …: together they are the balance
    by_head: Mapping[str, Decimal]  #: what was charged and given to this consumer under other heads: energy, duty …
    owed: tuple[Owed, ...]  #: what is still to be paid, by entry


def balances(consumers: Collection[int], *, on: date | None = None) -> dict[int, Decimal]:
    """Return what each consumer owes, now or at the end of a day; nought for one without entries."""
    found = dict(rows(BALANCES, consumers=list(consumers), on=on))
    return {consumer: found.get(consumer, NOTHING) for consumer in consumers}


def made_of(consumer: int, *, on: date, first: First) -> MadeOf:
    """Return what the balance at the end of the day is made of, payments having settled this first."""
    by_sort, by_head = dict[Sort, Decimal](), dict[str, Decimal]()
    for sort, head, amount in rows(MADE_OF, consumer=consumer, on=on):
        if head == rules.Head.RECEIVABLE:
            by_sort[Sort(sort)] = -amount
        else:
            by_head[head] = by_head.get(head, NOTHING) + amount
    moved = moves([consumer], on=on).get(consumer, ())
    return MadeOf(
        balance=sum(by_sort.values(), NOTHING), by_sort=by_sort, by_head=by_head,
        owed=rules.owed_of(moved, first=first),
    )  # fmt: skip


def statement(consumer: int, since: date, until: date) -> Statement:
    """Return the consumer's account from a day up to, and without, another: line by line, with a running balance."""
    told = rows(STATEMENT, consumer=consumer, since=since, until=until)
    ((before,),) = rows(BEFORE, consumer=consumer, since=since)
    return Statement(before=before, rows=tuple(_running(told, before)))


def owed_by_bill(
    consumers: Collection[int], *, on: date | None = None, first: First = First.SURCHARGE
) -> dict[int, dict[str, Decimal]]:
    """Return by consumer what is still owed on each bill's number; what is no bill's, by its entry's reference."""
    moved = moves(consumers, on=on)
    return {consumer: rules.by_bill(rules.owed_of(moved.get(consumer, ()), first=first)) for consumer in consumers}


def moves(consumers: Collection[int], *, on: date | None = None) -> dict[int, list[Moved]]:
    """Return by consumer what entries did to what they owe, without those that were reversed by the day."""
    found: dict[int, list[Moved]] = {}
    for consumer, reference, sort, day, amount, bill, due in rows(MOVES, consumers=list(consumers), on=on):
        move = Moved(reference=reference, sort=Sort(sort), day=day, amount=amount, bill=bill, due=due)
        found.setdefault(consumer, []).append(move)
    return found


def consumers_of_bills(bills: Collection[str]) -> dict[str, int]:
    """Return by its number whose each bill is that stands in the books."""
    return dict(rows(OF_BILLS, bills=list(bills)))


def totals_of(office: int) -> dict[str, Decimal]:
    """Return by head what the lines of all consumers below the office come to, from totals that are kept."""
    return dict(rows(OF_OFFICE, office=office))


def untrue() -> list[str]:
    """Return in words the first entries, balances and totals that are not what their lines come to."""
    found = [f"entry {entry}: its lines do not balance" for (entry,) in rows(UNBALANCED, most=MOST_TOLD)]
    found += [
        f"consumer {consumer}: balance kept {kept}, its lines come to {counted}"
        for consumer, kept, counted in rows(UNLIKE_LINES, most=MOST_TOLD)
    ]
    return [*found, *untrue_totals()]


def untrue_totals() -> list[str]:
    """Return in words the first totals of feeders that are not what their people's balances come to."""
    return [
        f"feeder {feeder}, {head}: kept {kept}, its people's balances come to {counted}"
        for feeder, head, kept, counted in rows(UNLIKE_PEOPLE, most=MOST_TOLD)
    ]


def _running(told: Sequence[tuple[Any, ...]], balance: Decimal) -> Iterator[Row]:
    for day, reference, sort, why, evidence, amount in told:
        balance += amount
        yield Row(
            day=day, reference=reference, sort=Sort(sort), why=why, evidence=evidence, amount=amount, balance=balance
        )
