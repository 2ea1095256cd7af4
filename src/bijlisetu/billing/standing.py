"""Which of the bills of one consumer and month stands, as conditions of SQL."""

from __future__ import annotations

#: Of the bills of one month the greatest stands. A credit that is not called revised takes the place of no bill; else
#: the later dated stands, of one day the revised one, of two such the one imported later.
RANK = (
    "(({bill}.amount_payable >= 0 OR {bill}.is_revised), greatest({bill}.bill_date, {bill}.counts_from), "
    "{bill}.is_revised, {bill}.id)"
)
LATER = f"{RANK.format(bill='other')} > {RANK.format(bill='bill')}"
#: One that is cancelled stands for nothing …
STANDS = f"""NOT bill.is_cancelled AND NOT EXISTS (
    SELECT FROM billing_bill other
    WHERE other.consumer_id = bill.consumer_id AND other.cycle = bill.cycle AND NOT other.is_cancelled AND {LATER}
)"""
#: … but where all of a month are, the last of them says so to whom they were told.
ALL_CANCELLED = f"""bill.is_cancelled AND NOT EXISTS (
    SELECT FROM billing_bill other WHERE other.consumer_id = bill.consumer_id AND other.cycle = bill.cycle
      AND (NOT other.is_cancelled OR {LATER})
)"""
#: A bill and the first of its month rest on one reading: no answer where either does not say its days.
SAME_READING = (
    "(first.lines ->> 'current_on' = {bill}.lines ->> 'current_on'"
    " OR first.lines ->> 'previous_on' = {bill}.lines ->> 'previous_on')"
)
