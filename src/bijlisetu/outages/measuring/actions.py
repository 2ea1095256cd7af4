"""Take over interruptions and returns of months from files; count who is served."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
from bijlisetu.outages.measuring.mapping import USUAL, layout_of
from bijlisetu.outages.measuring.reading import STAGING, reader_of
from bijlisetu.plumbing.database.sql import execute, numbers, rows
from bijlisetu.plumbing.files.intake import BroughtIn, Summary
from bijlisetu.plumbing.files.takeover import Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched

STAGED = f"pg_temp.{STAGING.name}"
#: One place has one row for each beginning, or for each month, category and kind.
REPEATS = f"""
WITH row AS (
    SELECT line, row_number() OVER again AS place, first_value(line) OVER again AS first FROM {STAGED}
    WHERE reason IS NULL
    WINDOW again AS (PARTITION BY feeder_id, office_id, from_at, month,
                     CASE WHEN month IS NOT NULL THEN sort END, CASE WHEN month IS NOT NULL THEN planned END
                     ORDER BY line)
)
UPDATE {STAGED} staged SET reason = 'interruption repeated', words = 'the same is already on line ' || row.first
FROM row WHERE row.line = staged.line AND row.place > 1
"""
#: Of a feeder whose file does not say how many consumers it has: as many as the register knows.
BASE = f"""
CREATE TEMP TABLE interruption_base ON COMMIT DROP AS
SELECT staged.line, coalesce(affected, served, registered.customers, 0) AS customers FROM {STAGED} staged
LEFT JOIN (
    SELECT feeder_id, count(*) AS customers FROM consumers_consumer
    WHERE feeder_id IN (SELECT feeder_id FROM {STAGED} WHERE reason IS NULL) GROUP BY feeder_id
) AS registered USING (feeder_id) WHERE reason IS NULL
"""
REFUSE_UNKNOWN = f"""
UPDATE {STAGED} staged SET reason = 'served missing', words = 'nobody knows how many consumers the feeder has'
FROM interruption_base base WHERE base.line = staged.line AND base.customers = 0
  AND affected IS NULL AND served IS NULL
  AND (from_at IS NOT NULL OR interruptions IS NOT NULL AND customer_interruptions IS NULL
       OR minutes IS NOT NULL AND customer_minutes IS NULL OR momentary IS NOT NULL AND customer_momentary IS NULL)
"""
SINGLES = f"""
INSERT INTO outages_interruption (feeder_id, from_at, until_at, planned, events, customers, interrupted, source)
SELECT feeder_id, from_at, until_at, planned, 1, customers, customers, 'import'
FROM {STAGED} JOIN interruption_base USING (line) WHERE reason IS NULL AND from_at IS NOT NULL ORDER BY line
ON CONFLICT (feeder_id, from_at) WHERE source = 'import' DO UPDATE
SET until_at = excluded.until_at, planned = excluded.planned, customers = excluded.customers,
    interrupted = excluded.interrupted
WHERE (outages_interruption.until_at, outages_interruption.planned, outages_interruption.customers)
   IS DISTINCT FROM (excluded.until_at, excluded.planned, excluded.customers)
RETURNING xmax = 0 AS is_new
"""
MONTHS = f"""
INSERT INTO outages_monthreturn (feeder_id, office_id, sort, month, planned, interruptions, customer_interruptions,
                                 customer_minutes, customer_momentary)
SELECT feeder_id, office_id, sort, month, planned, interruptions,
       coalesce(customer_interruptions, interruptions * customers), coalesce(customer_minutes, minutes * customers),
       coalesce(customer_momentary, momentary * customers)
FROM {STAGED} JOIN interruption_base USING (line) WHERE reason IS NULL AND month IS NOT NULL ORDER BY line
ON CONFLICT (feeder_id, office_id, sort, month, planned) DO UPDATE
SET interruptions = excluded.interruptions, customer_interruptions = excluded.customer_interruptions,
    customer_minutes = excluded.customer_minutes, customer_momentary = excluded.customer_momentary
WHERE (outages_monthreturn.interruptions, outages_monthreturn.customer_interruptions,
       outages_monthreturn.customer_minutes, outages_monthreturn.customer_momentary)
   IS DISTINCT FROM (excluded.interruptions, excluded.customer_interruptions,
                     excluded.customer_minutes, excluded.customer_momentary)
RETURNING xmax = 0 AS is_new
"""
COUNTED = "WITH done AS ({insert}) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM done"
#: Rows of a month that tell planned and unplanned apart say the same number twice.
SERVED = f"""
INSERT INTO outages_served (feeder_id, office_id, sort, month, customers, source)
SELECT feeder_id, office_id, sort, month, max(served), 'import' FROM {STAGED}
WHERE reason IS NULL AND month IS NOT NULL AND served IS NOT NULL GROUP BY feeder_id, office_id, sort, month
ON CONFLICT (feeder_id, office_id, sort, month) DO UPDATE SET customers = excluded.customers, source = 'import'
"""
#: A month without a count has that of today: the register does not know yesterday's.
REGISTERED = """
INSERT INTO outages_served (feeder_id, sort, month, customers, source)
SELECT feeder.id, '', month.month, coalesce(registered.customers, 0), 'registry'
FROM network_feeder feeder CROSS JOIN unnest(%(months)s::date[]) AS month (month) LEFT JOIN (
    SELECT feeder_id, count(*) AS customers FROM consumers_consumer GROUP BY feeder_id
) AS registered ON registered.feeder_id = feeder.id
WHERE feeder.valid_to IS NULL
  AND NOT EXISTS (SELECT FROM outages_served known WHERE known.feeder_id = feeder.id AND known.month = month.month
                  AND (known.source = 'import' OR NOT %(anew)s))
ON CONFLICT (feeder_id, office_id, sort, month) DO UPDATE SET customers = excluded.customers
"""
TOUCHED = f"""
SELECT coalesce(array_agg(DISTINCT date_trunc('month', day)::date), '{{}}')
FROM {STAGED}, unnest(ARRAY[
    month, (from_at AT TIME ZONE 'Asia/Kolkata')::date, (until_at AT TIME ZONE 'Asia/Kolkata')::date
]) AS day
WHERE reason IS NULL AND feeder_id IS NOT NULL AND day IS NOT NULL
"""


def load(
    *, path: Path, at: datetime, by: str, mapping: str = USUAL, rejects: Path | None = None,
    on_progress: OnProgress = unwatched,
) -> Summary:  # fmt: skip
    """
    Take over interruptions one by one, or sums of months; what is sent again takes the place of what it was.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    steps = Steps(
        staging=STAGING,
        reader=reader_of(layout_of(mapping), at=at),
        refuse=_refuse_bad,
        bring_in=lambda _: _bring_in(),
        note=partial(audit.note_import, deed="outages.interruptions_imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def count_served(*, at: datetime) -> None:
    """Count the consumers of every feeder for the month that runs: its last count is the month's."""
    execute(REGISTERED, months=[day_in_india(at).replace(day=1)], anew=True)


def _refuse_bad() -> None:
    execute(REPEATS)
    execute("DROP TABLE IF EXISTS pg_temp.interruption_base")
    execute(BASE)
    execute(REFUSE_UNKNOWN)


def _bring_in() -> BroughtIn:
    counts = [numbers(COUNTED.format(insert=insert)) for insert in (SINGLES, MONTHS)]
    execute(SERVED)
    ((months,),) = rows(TOUCHED)
    execute(REGISTERED, months=months, anew=False)
    return BroughtIn(sum(new for new, _ in counts), sum(changed for _, changed in counts))
