"""
What the books should say of bills, as SQL: of each bill in the cycles touched, its charges by head and its arrears.

What a bill asks for holds arrears that stand in the books already. So its entry is of its own charges alone; the
arrears of a consumer's first bill open their account, those of later ones are compared with our balance.
"""

from __future__ import annotations

from bijlisetu.billing import standing

#: Consumers, cycles and numbers of bills that came, changed or went.
TOUCHED = "booking_touched"
WANTED = "booking_wanted"
NEW_TOUCHED = f"""
CREATE TEMP TABLE {TOUCHED} ON COMMIT DROP AS SELECT consumer_id, cycle, number FROM billing_bill WHERE false
"""
#: A credit that is not called revised takes the place of no bill, so it stands beside the one that does.
IS_BOOKED = f"""
(bill.amount_payable < 0 AND NOT bill.is_revised AND NOT bill.is_cancelled OR {standing.STANDS})
"""
#: Lines of a bill that do not add up to what it asks for are not all there: then what it asks for counts, less its
#: arrears. Where it says none, the mapping says whether there are none.
MONEY = """
CROSS JOIN LATERAL (
    SELECT coalesce(round(sum(amount::numeric) FILTER (WHERE name NOT IN ('duty', 'subsidy')), 2), 0) AS energy,
           coalesce(round(sum(amount::numeric) FILTER (WHERE name = 'duty'), 2), 0) AS duty,
           coalesce(round(sum(amount::numeric) FILTER (WHERE name = 'subsidy'), 2), 0) AS subsidy,
           count(*) AS lines
    FROM jsonb_each_text(bill.lines -> 'charges') AS charge (name, amount)
) AS charges
CROSS JOIN LATERAL (
    SELECT round(sum(amount::numeric) FILTER (WHERE name = 'arrears'), 2) AS arrears,
           coalesce(round(sum(amount::numeric) FILTER (WHERE name = 'late_surcharge'), 2), 0) AS surcharge,
           coalesce(round(sum(amount::numeric) FILTER (WHERE name NOT IN ('arrears', 'late_surcharge')), 2), 0)
               AS adjustment
    FROM jsonb_each_text(bill.lines -> 'dues') AS due (name, amount)
) AS dues
CROSS JOIN LATERAL (
    SELECT bill.amount_payable - energy - duty - subsidy - surcharge - adjustment - coalesce(arrears, 0) AS rest
) AS said
CROSS JOIN LATERAL (
    SELECT charges.lines > 0 AND abs(rest) < 1 AS adds_up,
           dues.arrears IS NULL AND NOT (charges.lines > 0 AND abs(rest) < 1) AND bill.mapping = ANY(%(within)s)
               AS is_unparted
) AS sure
"""
#: The credits that face what is owed: a minus by head. What a bill does not part is all arrears.
CREDITS = """
CROSS JOIN LATERAL (
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'revenue', nullif(-(energy + CASE WHEN adds_up THEN 0 ELSE rest END), 0), 'duty', nullif(-duty, 0),
        'subsidy', nullif(-subsidy, 0), 'surcharge', nullif(-surcharge, 0), 'adjustment', nullif(-adjustment, 0),
        'rounding', CASE WHEN adds_up THEN nullif(-rest, 0) END,
        'receivable', nullif(bill.amount_payable - coalesce(arrears, 0), 0)
    )) AS heads
) AS credit
"""
WANT = f"""
CREATE TEMP TABLE {WANTED} ON COMMIT DROP AS
SELECT bill.number, bill.consumer_id, bill.bill_date AS day, bill.due_date AS due, bill.id AS bill_id,
       greatest(bill.bill_date, bill.counts_from) AS since,
       CASE WHEN is_unparted THEN '{{}}' ELSE heads END AS heads,
       CASE WHEN is_unparted THEN bill.amount_payable
            WHEN adds_up OR dues.arrears IS NOT NULL OR charges.lines = 0 THEN coalesce(dues.arrears, 0) END AS arrears,
       is_unparted
FROM (SELECT DISTINCT consumer_id, cycle FROM pg_temp.{TOUCHED}) AS touched
JOIN billing_bill bill USING (consumer_id, cycle) {MONEY} {CREDITS}
WHERE {IS_BOOKED}
"""
