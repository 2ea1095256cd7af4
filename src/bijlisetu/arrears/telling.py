"""What a reminder says: what is owed, until when, and what lateness will add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bijlisetu.ledger.queries import moves
from bijlisetu.ledger.rules import NOTHING, Moved
from bijlisetu.ledger.surcharge.reading import policies_of
from bijlisetu.ledger.surcharge.rules import A_DAY, month_later, surcharge_of
from bijlisetu.network.utilities import Company
from bijlisetu.outbox.actions import Posting
from bijlisetu.values.money import rupees

DUE = "reminder_due"  #: the kind that says what lateness will add
NOBODY_KNOWS = {"late_hi": "अधिभार लग सकता है", "late_en": "a surcharge may be added"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Somebody who owes, the bill that asks for it, and whose words they hear."""

    consumer: int
    account: str
    feeder: int
    utility: str
    bill: int
    number: str
    cycle: date
    bill_date: date
    due: date
    owed: Decimal


def key_of(one: Late, step: str) -> str:
    """Return the key of the notice that says the step of the bill."""
    return f"dues:{one.cycle:%Y-%m}:{step}:{one.bill}"


def postings(
    told: Iterable[tuple[Late, str]], *, kind: str, companies: Mapping[int, Company], on: date
) -> list[Posting]:
    """Return what is to be said to each, of the step named beside them."""
    known = list(told)
    adds = _added([one for one, _ in known], on=on) if kind == DUE else {}
    return [_posting(one, step, companies[one.feeder], adds.get(one.consumer, {})) for one, step in known]


def _posting(one: Late, step: str, company: Company, more: Mapping[str, str]) -> Posting:
    facts = {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": one.account[-4:],
        "month": f"{one.cycle:%Y-%m}", "amount": str(one.owed), "due": one.due.isoformat(), "bill": one.number, **more,
    }  # fmt: skip
    return Posting(key=key_of(one, step), consumer=one.consumer, facts=facts)


def _added(people: Sequence[Late], *, on: date) -> dict[int, Mapping[str, str]]:
    """Return by consumer in words what the first month after the last day to pay adds if nothing is paid."""
    moved = moves([one.consumer for one in people], on=on)
    return {one.consumer: _in_words(_of_a_month(one, moved.get(one.consumer, ()))) for one in people}


def _of_a_month(one: Late, moved: Sequence[Moved]) -> Decimal:
    begins = one.due + A_DAY
    ends = month_later(begins, 1)
    return surcharge_of(moved, policies=policies_of(one.utility, begins=begins, ends=ends), begins=begins, ends=ends)


def _in_words(added: Decimal) -> Mapping[str, str]:
    """Return the words; a utility whose rule nobody told us adds we do not know what."""
    if added <= NOTHING:
        return NOBODY_KNOWS
    return {"late_hi": f"महीने में {rupees(added)} और", "late_en": f"{rupees(added)} more a month"}
