"""
Warn people whose balance fell to a share of their last recharge: each share once for a recharge.

Who falls through two shares at once is told of the lower one. What waits to be said is taken back when its ground falls
away: a recharge, a change to postpaid, a corrected balance. A balance of days ago warns nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.metering.queries import use_of
from bijlisetu.metering.standing import whose
from bijlisetu.metering.warnings.rules import days_left
from bijlisetu.metering.windows.rules import windows_of
from bijlisetu.network.companies import companies_of_feeders, utilities_of_feeders
from bijlisetu.network.current import office_days
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values.money import rupees

LOW, OUT = "balance_low", "balance_out"
RECHARGED = "recharged"  #: why a warning is taken back
LOWER = "said of a lower share"
WARNING = 0x3E7_3A2  #: one warns at a time

#: The recharge that a balance is a share of: the last one, or where none is known since, the day it became prepaid.
ANCHOR = "greatest(meter.recharged_on, meter.since)"
REACHED = "meter.balance * 100 <= greatest(coalesce(meter.recharge, 0), 0) * {share}"
#: The ground is gone where a recharge came on the day of the balance or later; one that came before, and is heard of
#: only now, leaves it as it was.
END = f"""
UPDATE metering_warned warned SET ended_at = %(at)s FROM metering_meter meter
WHERE warned.consumer_id = meter.consumer_id AND warned.ended_at IS NULL
  AND (%(everybody)s OR meter.consumer_id = ANY(%(consumers)s))
  AND (meter.state IN ('postpaid', 'unknown') OR NOT ({REACHED.format(share="warned.share")})
       OR ({ANCHOR} > warned.recharged_on AND {ANCHOR} >= warned.day))
RETURNING warned.consumer_id, warned.recharged_on, warned.share
"""
PAID = """
UPDATE metering_warned SET ended_at = %(at)s WHERE ended_at IS NULL AND consumer_id = ANY(%(consumers)s)
RETURNING consumer_id, recharged_on, share
"""
WARN = f"""
WITH reached AS (
    SELECT meter.consumer_id, {ANCHOR} AS anchor, rule.share, meter.day, meter.balance,
           min(rule.share) OVER (PARTITION BY meter.consumer_id) AS lowest
    FROM metering_meter meter JOIN consumers_consumer consumer ON consumer.id = meter.consumer_id
    JOIN unnest(%(of)s::bigint[], %(shares)s::int[]) AS rule (feeder_id, share) USING (feeder_id)
    WHERE meter.state IN ('low', 'out') AND {REACHED.format(share="rule.share")}
      AND (%(everybody)s OR meter.consumer_id = ANY(%(consumers)s))
),
warned AS (
    INSERT INTO metering_warned (consumer_id, recharged_on, share, day, balance, is_told, at)
    SELECT consumer_id, anchor, share, day, balance, share = lowest, %(at)s FROM reached
    -- Told after that recharge, though of an earlier one: its row came late.
    WHERE NOT EXISTS (
        SELECT FROM metering_warned told WHERE told.consumer_id = reached.consumer_id AND told.share = reached.share
          AND told.ended_at IS NULL AND told.day > reached.anchor
    )
    ORDER BY consumer_id, share
    ON CONFLICT DO NOTHING
    RETURNING *
)
SELECT warned.consumer_id, consumer.account, consumer.feeder_id, warned.recharged_on, warned.share, warned.day,
       warned.balance, meter.since
FROM warned JOIN consumers_consumer consumer ON consumer.id = warned.consumer_id
JOIN metering_meter meter ON meter.consumer_id = warned.consumer_id WHERE is_told ORDER BY 1
"""
HIGHER = """
SELECT warned.consumer_id, warned.recharged_on, warned.share
FROM unnest(%(consumers)s::bigint[], %(shares)s::int[]) AS now (consumer_id, share)
JOIN metering_warned warned USING (consumer_id)
WHERE warned.share > now.share AND warned.is_told AND warned.ended_at IS NULL
"""


class _Told(NamedTuple):
    consumer: int
    account: str
    feeder: int
    recharged_on: date
    share: int
    day: date
    balance: Decimal
    since: date


def warn(consumers: Sequence[int] | None = None, *, rules: Mapping[str, Any], at: datetime) -> int:
    """
    Take back warnings whose ground fell away, and post those that are due; return how many were posted.

    States are those that were judged last by the same rules, in the caller's transaction. Without names it looks at
    everybody.
    """
    execute("SELECT pg_advisory_xact_lock(%(warning)s)", warning=WARNING)
    about = {**whose(consumers), "at": at}
    _take_back(rows(END, **about), at=at, reason=RECHARGED)
    told = [_Told(*row) for row in rows(WARN, **about, **rules)]
    if told:
        higher = rows(HIGHER, consumers=[one.consumer for one in told], shares=[one.share for one in told])
        _take_back(higher, at=at, reason=LOWER)
        _post(told, at=at)
    return len(told)


def paid(consumers: Sequence[int], *, at: datetime) -> None:
    """Take back what waits to be said to consumers of whom money came in, before their meter tells of it."""
    _take_back(rows(PAID, consumers=list(consumers), at=at), at=at, reason=RECHARGED)


def _take_back(ended: Sequence[tuple[int, date, int]], *, at: datetime, reason: str) -> None:
    if ended:
        outbox.withdraw(keys=[key_of(*one) for one in ended], at=at, reason=reason)


def key_of(consumer: int, recharged_on: date, share: int) -> str:
    """Return the key of a warning; its month is that of the recharge."""
    return f"balance:{recharged_on}:{consumer}:{share}"


def _post(told: Sequence[_Told], *, at: datetime) -> None:
    companies, utilities, use = companies_of_feeders(), utilities_of_feeders(), use_of([one.consumer for one in told])
    windows = {name: windows_of(name, on=day_in_india(at)) for name in {utilities[one.feeder] for one in told}}
    days = {name: office_days(name) for name in windows}

    def posting(one: _Told) -> Posting:
        company, utility = companies[one.feeder], utilities[one.feeder]
        facts = {
            "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": one.account[-4:],
            "balance": rupees(one.balance).replace("₹ ", ""), "day": one.day.isoformat(),
        }  # fmt: skip
        if one.share:
            facts |= _lasts(days_left(one.balance, used=use[one.consumer].charged, known=use[one.consumer].known))
        else:
            moment = windows[utility].next_moment(at, days=days[utility], converted_on=one.since)
            facts["from"] = moment.isoformat()
        return Posting(key=key_of(one.consumer, one.recharged_on, one.share), consumer=one.consumer, facts=facts)

    said = [
        (kinds()[LOW], [posting(one) for one in told if one.share]),
        (kinds()[OUT], [posting(one) for one in told if not one.share]),
    ]
    outbox.post_each(said=[(kind, postings) for kind, postings in said if postings], at=at)


def _lasts(days: int | None) -> Mapping[str, str]:
    if days is None:
        return {"lasts_hi": "कितने दिन चलेगा, अभी पता नहीं", "lasts_en": "not known yet for how many days"}
    if days < 1:
        return {"lasts_hi": "एक दिन से कम चलेगा", "lasts_en": "less than a day's use"}
    return {"lasts_hi": f"लगभग {days} दिन चलेगा", "lasts_en": f"about {days} day{'s' * (days > 1)} of use"}
