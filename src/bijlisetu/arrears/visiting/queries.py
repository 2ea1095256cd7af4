"""Which recoveries wait, of an office and all below it: what is overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bijlisetu.plumbing.database.sql import rows

WAITING = """
SELECT recovery.id, consumer.id, consumer.account, consumer.name, office.name, recovery.level, balance.receivable,
       recovery.due_on, recovery.outcome, recovery.promised_on, recovery.plan_id IS NOT NULL, step.step
FROM arrears_recovery recovery
JOIN network_office_tree tree ON tree.descendant_id = recovery.office_id AND tree.ancestor_id = %(office)s
JOIN network_office office ON office.id = recovery.office_id
JOIN consumers_consumer consumer ON consumer.id = recovery.consumer_id
JOIN ledger_balance balance ON balance.consumer_id = recovery.consumer_id
LEFT JOIN arrears_step step ON step.id = recovery.step_id
WHERE recovery.ended_at IS NULL AND (NOT %(own)s OR recovery.office_id = %(office)s)
  AND (recovery.due_on, recovery.id) > (%(after_on)s, %(after)s)
ORDER BY recovery.due_on, recovery.id LIMIT %(most)s
"""
FEEDER = """
SELECT consumer.feeder_id FROM arrears_recovery recovery JOIN consumers_consumer consumer
  ON consumer.id = recovery.consumer_id WHERE recovery.id = %(recovery)s
"""
IN_ALL = """
SELECT count(*), coalesce(sum(balance.receivable), 0), count(*) FILTER (WHERE recovery.due_on < %(today)s)
FROM arrears_recovery recovery
JOIN network_office_tree tree ON tree.descendant_id = recovery.office_id AND tree.ancestor_id = %(office)s
JOIN ledger_balance balance ON balance.consumer_id = recovery.consumer_id
WHERE recovery.ended_at IS NULL AND (NOT %(own)s OR recovery.office_id = %(office)s)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recovery that is open."""

    recovery: int
    consumer: int
    account: str
    name: str
    office: str
    level: int
    owed: Decimal  #: now
    due_on: date
    outcome: str
    promised_on: date | None
    of_plan: bool  #: a plan of instalments was broken
    step: str | None  #: of the ladder, after which nobody was proved reached


@dataclass(frozen=True, slots=True)
class InAll:
    """What waits, together."""

    many: int
    owed: Decimal
    overdue: int


def waiting(office: int, *, own: bool, after: tuple[date, int], most: int) -> list[Waiting]:
    """Return what waits at the office and below, or there alone, behind a day and a number."""
    return [
        Waiting(*row) for row in rows(WAITING, office=office, own=own, after_on=after[0], after=after[1], most=most)
    ]


def in_all(office: int, *, own: bool, today: date) -> InAll:
    """Return how much waits in all."""
    return InAll(*rows(IN_ALL, office=office, own=own, today=today)[0])


def feeder_of(recovery: int) -> int | None:
    """Return the feeder of whom the recovery is about; none if there is no such recovery."""
    found = rows(FEEDER, recovery=recovery)
    return found[0][0] if found else None
