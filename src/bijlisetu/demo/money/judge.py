"""What came of the month: from the database, held against the bank's own book and the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.demo.money.people import Deed
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reports.saved import counting, queries
from bijlisetu.simulator.bank.book import Book, Paid
from bijlisetu.simulator.people.paying import Because

CREDITED = """
SELECT (regexp_match(name.value, '^(?:rrn::6|receipt:counter:R)0*([0-9]+)$'))[1]::bigint, payment.id, payment.amount,
       payment.state
FROM payments_payment payment
LEFT JOIN payments_name name ON name.payment_id = payment.id AND name.value ~ '^(rrn::6|receipt:counter:R)'
WHERE payment.state IN ('credited', 'suspense')
"""
BANK = "SELECT coalesce(sum(amount), 0) FROM ledger_line WHERE head = 'bank'"
#: From the moment in which a payment is credited to the one in which a carrier has the word of it.
TOLD = """
SELECT count(*), count(*) FILTER (WHERE handed.at - payment.credited_at <= interval '5 seconds'),
       coalesce(max(extract(epoch FROM handed.at - payment.credited_at))::float, 0)
FROM payments_payment payment
JOIN outbox_notice notice ON notice.key = 'payment_received:' || payment.id || ':' || payment.moves
CROSS JOIN LATERAL (
    SELECT min(attempt.accepted_at) AS at FROM outbox_attempt attempt WHERE attempt.notice_id = notice.id
) AS handed
WHERE payment.state = 'credited' AND handed.at IS NOT NULL
"""
#: Reminders that an engine took in hand though what they ask for was paid. A credit bears the moment in which its deed
#: began; what was claimed before the deed was committed, a moment later, could not know of it.
CHASED = """
SELECT count(*) FROM arrears_step step JOIN outbox_notice notice ON notice.key = step.notice
JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
WHERE step.settled_at IS NOT NULL AND attempt.claimed_at > (
    SELECT max(credited_at) + interval '5 seconds' FROM payments_payment payment
    WHERE payment.consumer_id = step.consumer_id AND payment.state = 'credited'
)
"""
#: Whom the ladder would have reminded of their bill, and whether it did.
TRIED = """
SELECT consumer.account, bool_or(step.state = 'posted') FROM arrears_step step
JOIN consumers_consumer consumer ON consumer.id = step.consumer_id WHERE step.state <> 'spared' GROUP BY 1
"""


def figures(folder: Path, *, deeds: Mapping[int, Deed], office: int, at: datetime) -> dict[str, Any]:
    """Return the figures of the month."""
    with closing(Book(folder / "carriers")) as book:
        paid = [one for one in book.all() if one.bounced_on is None]
    found = rows(CREDITED)
    by_number = Counter(number for number, *_ in found)
    amounts = {number: amount for number, _, amount, _ in found}
    ((ledger,),) = rows(BANK)
    ((told, in_time, slowest),) = rows(TOLD)
    ((chased,),) = rows(CHASED)
    counting.count(at=at)
    saved = queries.runs(office, at=at)[0]
    seen = queries.month(office, saved.occasion.name, at=at)
    return {
        "payments_true": len(paid),
        "payments_credited": sum(state == "credited" for *_, state in found),
        "credited_twice": len(found) - len({one.id for one in paid} & by_number.keys()),
        "missing": sum(amounts.get(one.id) != Decimal(one.paise) / 100 for one in paid),
        "in_suspense": sum(state == "suspense" for *_, state in found),
        "bank_total": float(_total(paid)),
        "ledger_total": float(ledger),
        "told": told,
        "told_within_5_s": in_time,
        "told_slowest_s": round(slowest, 2),
        "chased_after_paying": chased,
        "reminded": seen.effect.reminded.people,
        "held_back": seen.effect.held_back.people,
        "effect": round(seen.effect.effect, 4),
        "effect_low": round(seen.effect.low, 4),
        "effect_high": round(seen.effect.high, 4),
        "effect_true": round(_true_effect(paid, deeds), 4),
        "visits_saved": saved.visits,
        "sheets_saved": saved.sheets,
        "rupees_saved": float(saved.rupees),
        "days_to_pay_reached": seen.reached.median,
        "days_to_pay_unreached": seen.unreached.median,
        "rupees_per_newly_paying": float(seen.per_newly_paying) if seen.per_newly_paying else None,
    }


def _total(paid: Iterable[Paid]) -> Decimal:
    return sum((Decimal(one.paise) / 100 for one in paid), Decimal(0))


def _true_effect(paid: Iterable[Paid], deeds: Mapping[int, Deed]) -> float:
    """Return the share of those reminded who paid because of it, and would not have otherwise."""
    reminded = {account for account, is_reminded in rows(TRIED) if is_reminded}
    moved = {deeds[one.id].account for one in paid if deeds[one.id].because is Because.REMINDED}
    return len(moved & reminded) / len(reminded) if reminded else 0.0
