"""What waits for an officer's decision below an office: arrears printed otherwise, and changes that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.ledger.models import Mismatch, Plan, Sanction
from bijlisetu.plumbing.database.sql import rows

BELOW = "consumer.feeder_id IN (SELECT feeder_id FROM network_feeder_over WHERE office_id = %(office)s)"
MISMATCHES = f"""
SELECT mismatch.id, consumer.id, consumer.account, consumer.name, consumer.feeder_id, mismatch.bill, mismatch.day,
       mismatch.printed, mismatch.ours
FROM ledger_mismatch mismatch JOIN consumers_consumer consumer ON consumer.id = mismatch.consumer_id
WHERE mismatch.how = '' AND mismatch.id > %(after)s AND {BELOW} ORDER BY mismatch.id LIMIT %(most)s
"""
SANCTIONS = f"""
SELECT sanction.id, consumer.id, consumer.account, consumer.name, consumer.feeder_id, sanction.what, sanction.amount,
       sanction.day, sanction.why, sanction.asked_by, sanction.asked_at, coalesce(balance.receivable, 0)
FROM ledger_sanction sanction JOIN consumers_consumer consumer ON consumer.id = sanction.consumer_id
LEFT JOIN ledger_balance balance ON balance.consumer_id = consumer.id
WHERE sanction.decided_at IS NULL AND sanction.id > %(after)s AND {BELOW} ORDER BY sanction.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class OpenMismatch:
    """A bill whose arrears are not what our books say."""

    id: int
    consumer: int
    account: str
    name: str
    feeder: int
    bill: str
    day: date
    printed: Decimal
    ours: Decimal

    @property
    def difference(self) -> Decimal:
        """By which what is owed would change."""
        return self.printed - self.ours


@dataclass(frozen=True, slots=True)
class OpenSanction:
    """A change of an account that somebody asked for."""

    id: int
    consumer: int
    account: str
    name: str
    feeder: int
    what: str
    amount: Decimal
    day: date
    why: str
    asked_by: str
    asked_at: datetime
    owed: Decimal  #: today, before the change


def mismatches(office: int, *, after: int = 0, most: int) -> list[OpenMismatch]:
    """Return the open mismatches of people below the office, the oldest first."""
    return [OpenMismatch(*row) for row in rows(MISMATCHES, office=office, after=after, most=most)]


def sanctions(office: int, *, after: int = 0, most: int) -> list[OpenSanction]:
    """Return what was asked for people below the office and is not decided, the oldest first."""
    return [OpenSanction(*row) for row in rows(SANCTIONS, office=office, after=after, most=most)]


def feeder_of_mismatch(number: int) -> int | None:
    """Return the feeder of whose bill it is; by it one may, or may not, settle it."""
    return Mismatch.objects.filter(pk=number).values_list("consumer__feeder_id", flat=True).first()


def feeder_of_sanction(number: int) -> int | None:
    """Return the feeder of whose account is to change."""
    return Sanction.objects.filter(pk=number).values_list("consumer__feeder_id", flat=True).first()


def open_plan(consumer: int) -> Plan | None:
    """Return the plan by which the consumer pays now."""
    return Plan.objects.filter(consumer=consumer, ended_on=None).first()
