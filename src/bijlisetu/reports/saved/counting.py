"""
Count who paid how soon, and what was sent, by office and month of bills: each night anew, for the latest months.

To count it is to look at every bill with its payments, which no page waits for. A page reads the rows of its office.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.arrears.rounds import PREFIX
from bijlisetu.billing.standing import STANDS
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.reach.queries import occasions

MONTHS = 3  #: bills older than that are paid, or are not
#: A payment that comes later is not counted as one of this bill.
WITHIN = 60
#: Days after the first step of the ladder, alike for those reminded and those held back.
AFTER_STEP = 14
COUNTED = "SELECT DISTINCT occasion FROM reports_paid WHERE office_id = %(office)s ORDER BY 1 DESC"
CLEAR = "DELETE FROM reports_{table} WHERE occasion = %(occasion)s"
#: Nobody is reminded by a round that was held or stopped before their turn came. Whom a round was let out to, and whom
#: it could not reach, or who paid first, stays among the reminded: chance left such people among the held back too.
PAID = f"""
WITH billed AS (
    SELECT bill.consumer_id, consumer.feeder_id, min(bill.bill_date) AS since
    FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
    WHERE bill.cycle = %(cycle)s AND bill.amount_payable > 0 AND {STANDS} GROUP BY 1, 2
),
told AS (
    SELECT billed.*, standing.reached,
           standing.reached AND NOT coalesce(before.reached, false) AS is_new
    FROM billed JOIN reach_standing standing
        ON standing.consumer_id = billed.consumer_id AND standing.ledger = 'bills' AND standing.occasion = %(occasion)s
    LEFT JOIN reach_standing before
        ON before.consumer_id = billed.consumer_id AND before.ledger = 'bills' AND before.occasion = %(before)s
),
kept_in_house AS (
    SELECT notice.key FROM outbox_run run JOIN outbox_notice notice ON notice.run_id = run.id
    WHERE starts_with(run.key, '{PREFIX}') AND (run.released_at IS NULL OR run.state = 'stopped')
      AND NOT EXISTS (
        SELECT FROM outbox_attempt attempt WHERE attempt.notice_id = notice.id AND attempt.accepted_at IS NOT NULL
      )
),
stepped AS (
    SELECT step.consumer_id, billed.feeder_id, min((step.at AT TIME ZONE 'Asia/Kolkata')::date) AS since,
           bool_or(step.state = 'posted') AS reminded
    FROM arrears_step step JOIN billing_bill bill ON bill.id = step.bill_id AND bill.cycle = %(cycle)s
    JOIN billed ON billed.consumer_id = step.consumer_id
    WHERE step.state <> 'spared' AND NOT EXISTS (SELECT FROM kept_in_house WHERE key = step.notice) GROUP BY 1, 2
),
looked_at AS (
    SELECT feeder_id, consumer_id, since, {WITHIN} AS days,
           array_remove(ARRAY[CASE WHEN reached THEN 'reached' ELSE 'unreached' END, CASE WHEN is_new THEN 'new' END],
                        NULL) AS groups
    FROM told
    UNION ALL
    SELECT feeder_id, consumer_id, since, {AFTER_STEP}, ARRAY[CASE WHEN reminded THEN 'reminded' ELSE 'held_back' END]
    FROM stepped
)
INSERT INTO reports_paid (occasion, office_id, "group", days, people)
SELECT %(occasion)s, over.office_id, one, days, sum(people) FROM (
SELECT feeder_id, one, paid.days, count(*) AS people
FROM looked_at CROSS JOIN unnest(groups) AS one
CROSS JOIN LATERAL (
    SELECT min(paid_on) - looked_at.since AS days FROM payments_payment payment
    WHERE payment.consumer_id = looked_at.consumer_id AND payment.state = 'credited' AND NOT payment.is_deposit
      AND payment.paid_on >= looked_at.since AND payment.paid_on <= looked_at.since + looked_at.days
) AS paid
GROUP BY 1, 2, 3
) AS of_feeders JOIN network_feeder_over over USING (feeder_id) GROUP BY 2, 3, 4
"""
#: What carriers took of the month's bills and reminders.
SENT = """
INSERT INTO reports_sent (occasion, office_id, kind, channel, messages)
SELECT %(occasion)s, over.office_id, kind, channel, sum(messages) FROM (
SELECT consumer.feeder_id, notice.kind, attempt.channel, count(*) AS messages
FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.accepted_at IS NOT NULL
WHERE notice.kind = 'bill_issued' AND notice.occasion = %(occasion)s
   OR notice.key IN (
        SELECT step.notice FROM arrears_step step JOIN billing_bill bill ON bill.id = step.bill_id
        WHERE bill.cycle = %(cycle)s AND step.notice <> ''
   )
GROUP BY 1, 2, 3
) AS of_feeders JOIN network_feeder_over over USING (feeder_id) GROUP BY 2, 3, 4
"""


def count(*, at: datetime) -> int:
    """Count the latest months anew; return how many there are."""
    known = occasions("bills")[: MONTHS + 1]
    for place, occasion in enumerate(known[:MONTHS]):
        before = known[place + 1].name if place + 1 < len(known) else ""
        _count(occasion.name, before=before)
    return len(known[:MONTHS])


@transaction.atomic
def _count(occasion: str, *, before: str) -> None:
    told = {"occasion": occasion, "before": before, "cycle": f"{occasion}-01"}
    for table in ("paid", "sent"):
        execute(CLEAR.format(table=table), occasion=occasion)
    execute(PAID, **told)
    execute(SENT, **told)


def counted(office: int) -> list[str]:
    """Return the months of which the office's people were counted, the latest first."""
    return [name for (name,) in rows(COUNTED, office=office)]
