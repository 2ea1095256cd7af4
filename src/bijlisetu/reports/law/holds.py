"""Which holds stand against erasing a consumer: each with what it keeps, why, until when and by whom."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.audit.sweeping import PARTS
from bijlisetu.billing.standing import RANK
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language

FILE = Path(__file__).parent / "holds.toml"
#: What a person reads of, beside what can go.
ALL = (*PARTS, "registry", "bills")
UNPAID = "unpaid"

EVIDENCE = """
SELECT until, why, "by" FROM audit_hold
WHERE lifted_at IS NULL AND until > %(at)s AND (
    consumer = %(consumer)s OR notice = ANY(ARRAY(SELECT id FROM outbox_notice WHERE consumer_id = %(consumer)s))
) ORDER BY until DESC
"""
DISPUTE = "SELECT FROM tracking_unclear WHERE consumer_id = %(consumer)s AND decided_at IS NULL LIMIT 1"
LAST_BILL = f"""
SELECT bill.due_date, bill.bill_date, bill.amount_payable FROM billing_bill bill
WHERE bill.consumer_id = %(consumer)s AND NOT bill.is_cancelled
ORDER BY bill.cycle DESC, {RANK.format(bill="bill")} DESC LIMIT 1
"""


class HoldsNotUsable(Refusal):
    """The file of the holds cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A hold as the file has it."""

    name: str
    parts: tuple[str, ...]
    why: Mapping[str, str]
    source: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that stands against erasing somebody today."""

    name: str
    parts: tuple[str, ...]
    why: Mapping[str, str]
    source: str
    until: datetime | None  #: none: as long as its reason lasts
    by: str = ""  #: who put it; empty: the law
    said: str = ""  #: what they wrote

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept with the decision."""
        until = self.until.isoformat() if self.until else ""
        return {"name": self.name, "parts": list(self.parts), "why": dict(self.why), "until": until, "by": self.by}


@cache
def rules(path: Path = FILE) -> Mapping[str, Rule]:
    """Return the holds of the file by their names; :raises HoldsNotUsable: saying what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found = {name: _rule(name, one) for name, one in told.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise HoldsNotUsable(f"{path}: {fault} is missing, or no such thing") from None
    if found.keys() != FOUND.keys():
        raise HoldsNotUsable(f"{path}: the holds are {', '.join(FOUND)}; whoever has none of one gives it no parts")
    return found


def holds_on(consumer: int, *, at: datetime) -> list[Hold]:
    """Return the holds that stand against erasing the consumer."""
    return [hold for name, find in FOUND.items() for hold in find(rules()[name], consumer, at) if hold.parts]


def held(holds: Sequence[Hold]) -> frozenset[str]:
    """Return the parts that stay."""
    return frozenset(part for hold in holds for part in hold.parts)


def _rule(name: str, told: Mapping[str, Any]) -> Rule:
    parts, days = tuple(told["parts"]), told.get("days")
    if not set(parts) <= set(ALL):
        raise ValueError(f"{name}.parts: {', '.join(sorted(set(parts) - set(ALL)))}")
    if days is not None and (type(days) is not int or days < 1):
        raise ValueError(f"{name}.days: {days}")
    why = {str(language): str(told["why"][language]) for language in Language}
    if not told["source"] or not all(why.values()):
        raise ValueError(f"{name}.source, {name}.why")
    return Rule(name, parts, why, told["source"], days)


def _evidence(rule: Rule, consumer: int, at: datetime) -> Iterator[Hold]:
    for until, said, by in rows(EVIDENCE, consumer=consumer, at=at):
        yield _hold(rule, until, by=by, said=said)


def _dispute(rule: Rule, consumer: int, at: datetime) -> Iterator[Hold]:
    if rows(DISPUTE, consumer=consumer):
        yield _hold(rule, None)


def _unpaid(rule: Rule, consumer: int, at: datetime) -> Iterator[Hold]:
    for due, _, amount in rows(LAST_BILL, consumer=consumer):
        until = _end(rule, due)
        if amount > 0 and (until is None or until > at):
            yield _hold(rule, until)


def _supply(rule: Rule, consumer: int, at: datetime) -> Iterator[Hold]:
    yield _hold(rule, None)


def _bills(rule: Rule, consumer: int, at: datetime) -> Iterator[Hold]:
    for _, billed, _ in rows(LAST_BILL, consumer=consumer):
        yield _hold(rule, _end(rule, billed))


def _end(rule: Rule, day: Any) -> datetime | None:
    return datetime.combine(day, time(), INDIA) + timedelta(days=rule.days) if rule.days else None


def _hold(rule: Rule, until: datetime | None, *, by: str = "", said: str = "") -> Hold:
    return Hold(rule.name, rule.parts, rule.why, rule.source, until, by, said)


FOUND: Mapping[str, Callable[[Rule, int, datetime], Iterator[Hold]]] = {
    "evidence": _evidence,
    "dispute": _dispute,
    UNPAID: _unpaid,
    "supply": _supply,
    "bills": _bills,
}
