"""How each meter stands: by its latest day and recharge as files bring them, and by mode, rule and calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bijlisetu.metering.warnings.rules import Warn, warn_of
from bijlisetu.network.companies import utilities_of_feeders
from bijlisetu.plumbing.database.sql import execute, rows

#: The good rows of a file: later days and recharges take the place of earlier ones, whatever order files come in.
STAND = """
INSERT INTO metering_meter AS known (consumer_id, day, balance, recharged_on, recharge)
SELECT consumer_id, last.day, last.closing, recharged.day, recharged.recharge
FROM (SELECT DISTINCT ON (consumer_id) * FROM meters_good ORDER BY consumer_id, day DESC) AS last
LEFT JOIN (
    SELECT DISTINCT ON (consumer_id) * FROM meters_good WHERE recharge > 0 ORDER BY consumer_id, day DESC
) AS recharged USING (consumer_id)
ORDER BY consumer_id
ON CONFLICT (consumer_id) DO UPDATE SET
    balance = CASE WHEN known.day > excluded.day THEN known.balance ELSE excluded.balance END,
    day = greatest(known.day, excluded.day),
    recharge = CASE WHEN known.recharged_on > excluded.recharged_on OR excluded.recharged_on IS NULL THEN known.recharge
                    ELSE excluded.recharge END,
    recharged_on = greatest(known.recharged_on, excluded.recharged_on)
WHERE (known.day > excluded.day) IS NOT TRUE OR (known.recharged_on >= excluded.recharged_on) IS NOT TRUE
"""
#: A correction may have taken a recharge away, or the balance of the latest day: those are looked up anew.
STAND_ANEW = """
UPDATE metering_meter known SET day = last.day, balance = last.closing, recharged_on = recharged.day,
                                recharge = recharged.recharge
FROM (SELECT DISTINCT consumer_id FROM meters_changed) AS changed
CROSS JOIN LATERAL (
    SELECT day, closing FROM metering_day row WHERE row.consumer_id = changed.consumer_id ORDER BY day DESC LIMIT 1
) AS last
LEFT JOIN LATERAL (
    SELECT day, recharge FROM metering_day row WHERE row.consumer_id = changed.consumer_id AND recharge > 0
    ORDER BY day DESC LIMIT 1
) AS recharged ON true
WHERE known.consumer_id = changed.consumer_id
  AND (known.day, known.balance, known.recharged_on, known.recharge)
      IS DISTINCT FROM (last.day, last.closing, recharged.day, recharged.recharge)
"""
#: Whose mode is known has a meter, though no day of it has come.
WITH_MODES = """
INSERT INTO metering_meter (consumer_id) SELECT DISTINCT consumer_id FROM meters_good ORDER BY 1
ON CONFLICT (consumer_id) DO NOTHING
"""
JUDGE = """
WITH judged AS (
    SELECT meter.consumer_id, mode.begins_on AS since, CASE
        WHEN mode.is_prepaid IS NULL THEN 'unknown'
        WHEN NOT mode.is_prepaid THEN 'postpaid'
        WHEN meter.day IS NULL OR meter.day <= %(today)s - rule.silent_days THEN 'silent'
        WHEN meter.balance <= 0 THEN 'out'
        WHEN meter.balance * 100 <= coalesce(meter.recharge, 0) * rule.share THEN 'low'
        ELSE 'fine'
    END AS state
    FROM metering_meter meter JOIN consumers_consumer consumer ON consumer.id = meter.consumer_id
    JOIN unnest(%(feeders)s::bigint[], %(silent)s::int[], %(first)s::int[]) AS rule (feeder_id, silent_days, share)
      USING (feeder_id)
    LEFT JOIN LATERAL (
        SELECT begins_on, is_prepaid FROM metering_mode
        WHERE consumer_id = meter.consumer_id AND begins_on <= %(today)s ORDER BY begins_on DESC LIMIT 1
    ) AS mode ON true
    WHERE %(everybody)s OR meter.consumer_id = ANY(%(consumers)s)
)
UPDATE metering_meter meter SET since = judged.since, state = judged.state
FROM judged WHERE judged.consumer_id = meter.consumer_id
  AND (meter.since, meter.state) IS DISTINCT FROM (judged.since, judged.state)
"""


def stand() -> None:
    """Bring the meters up to what the good rows of a file of days say."""
    execute(STAND)
    execute(STAND_ANEW)
    execute("ANALYZE metering_meter")


def stand_with_modes() -> None:
    """Make a meter of everybody whose mode the file names."""
    execute(WITH_MODES)


def judge(consumers: Sequence[int] | None = None, *, rules: Mapping[str, Any]) -> int:
    """Bring the states of the meters up to the rules' day, of all if nobody is named; return how many changed."""
    return execute(JUDGE, **whose(consumers), **rules)


def whose(consumers: Sequence[int] | None) -> dict[str, Any]:
    """Return what statements are told of the consumers they are about."""
    return {"everybody": consumers is None, "consumers": list(consumers or ())}


def rules_by_feeder(today: date) -> dict[str, Any]:
    """Return what statements are told of the rules: each feeder's days of silence, first share, and all its shares."""
    utilities = utilities_of_feeders()
    feeders = [feeder for (feeder,) in rows("SELECT id FROM network_feeder ORDER BY id")]
    known: dict[str, Warn] = {name: warn_of(name, on=today) for name in {utilities[one] for one in feeders}}
    by_feeder = [known[utilities[one]] for one in feeders]
    pairs = [(feeder, share) for feeder, rule in zip(feeders, by_feeder, strict=True) for share in rule.shares]
    return {
        "today": today, "feeders": feeders, "silent": [rule.silent_days for rule in by_feeder],
        "first": [rule.shares[0] for rule in by_feeder], "of": [feeder for feeder, _ in pairs],
        "shares": [share for _, share in pairs],
    }  # fmt: skip
