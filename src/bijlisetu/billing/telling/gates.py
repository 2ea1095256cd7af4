"""The gates of a run of bills: due dates, amounts, and the sum against what the billing system sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from bijlisetu.billing import standing
from bijlisetu.billing.telling import revising, rules
from bijlisetu.billing.telling.rules import Jumps
from bijlisetu.ledger.queries import untrue_totals
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates.gate import EXAMPLES, Gate, Gathered
from bijlisetu.values import in_indian_groups, rupees
from bijlisetu.values.dates import day_in_words

NO_BREAK = "\u00a0"

DUE = """
SELECT count(*) FILTER (WHERE due < %(today)s), count(*) FILTER (WHERE due BETWEEN %(today)s AND %(near)s), min(due)
FROM (SELECT (facts ->> 'due')::date AS due FROM outbox_notice WHERE run_id = %(run)s) AS told
"""
#: Bills of the run that bear a day still far ahead, or are to be paid by one; the first of them is the farthest.
AHEAD = """
SELECT count(*) OVER (), bill.bill_date, bill.due_date, consumer.account
FROM outbox_notice notice
JOIN billing_bill bill ON bill.consumer_id = notice.consumer_id AND bill.number = notice.facts ->> 'bill'
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE notice.run_id = %(run)s AND NOT bill.is_cancelled AND (bill.bill_date > %(dated)s OR bill.due_date > %(due)s)
ORDER BY bill.bill_date DESC, bill.due_date DESC, consumer.account LIMIT %(examples)s
"""
#: The bills that a run is held against are those of the people whom it could tell; all, where no feeders are named.
OF_ITS_PEOPLE = "(%(feeders)s::bigint[] IS NULL OR consumer.feeder_id = ANY(%(feeders)s))"
#: Credits first: there are fewer of them, and each is worth a look.
NOTHING_TO_PAY = """
SELECT consumer.account FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE notice.run_id = %(run)s AND (notice.facts ->> 'amount')::numeric <= 0
ORDER BY (notice.facts ->> 'amount')::numeric < 0 DESC, consumer.account LIMIT %(examples)s
"""
AMOUNTS = """
SELECT count(*) FILTER (WHERE amount = 0), count(*) FILTER (WHERE amount < 0)
FROM (SELECT (facts ->> 'amount')::numeric AS amount FROM outbox_notice WHERE run_id = %(run)s) AS told
"""
#: An account is named in full where nothing else is said of it: an officer must find it.
NOT_IN_TIME = """
SELECT consumer.account FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE notice.run_id = %(run)s AND (notice.facts ->> 'due')::date <= %(near)s ORDER BY notice.id LIMIT %(examples)s
"""
#: Each bill of the run beside the same consumer's one before that stands (as in standing.STANDS), found by its index
#: whatever the planner thinks of a table that has just doubled; logarithms only of real amounts.
BESIDE = f"""
WITH beside AS MATERIALIZED (
    SELECT told.consumer_id, told.amount, before.amount AS earlier, ln(told.amount / before.amount) AS jump
    FROM (
        SELECT consumer_id, (facts ->> 'amount')::numeric AS amount FROM outbox_notice WHERE run_id = %(run)s
    ) AS told
    CROSS JOIN LATERAL (
        SELECT bill.amount_payable AS amount FROM billing_bill bill
        WHERE bill.consumer_id = told.consumer_id AND bill.cycle < %(cycle)s
          AND bill.cycle >= %(cycle)s - interval '12 months' AND NOT bill.is_cancelled
        ORDER BY bill.cycle DESC, {standing.RANK.format(bill="bill")} DESC LIMIT 1
    ) AS before
    WHERE told.amount > 0 AND before.amount > 0
)
"""
JUMPS = f"""
{BESIDE}, shape AS (
    SELECT avg(jump) AS mean, coalesce(stddev_pop(jump), 0) AS sigma,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY jump) AS middle FROM beside
)
SELECT count(*),
       count(*) FILTER (WHERE abs(jump) > ln(%(times)s) AND abs(amount - earlier) > %(least)s),
       count(*) FILTER (WHERE abs(jump - mean) > %(sigmas)s * sigma AND abs(amount - earlier) > %(least)s),
       coalesce(exp(max(middle)), 1)
FROM beside, shape
"""
WORST = f"""
{BESIDE}
SELECT right(consumer.account, 4), beside.earlier, beside.amount
FROM beside JOIN consumers_consumer consumer ON consumer.id = beside.consumer_id
WHERE abs(jump) > ln(%(times)s) AND abs(beside.amount - earlier) > %(least)s
ORDER BY abs(jump) DESC, consumer.account LIMIT %(examples)s
"""
#: What was told of the bill is not what holds, and a correction has said so.
PUT_RIGHT = f"""CASE WHEN (told.facts ->> 'amount')::numeric <> bill.amount_payable THEN EXISTS (
    SELECT FROM outbox_notice right_one
    WHERE right_one.consumer_id = bill.consumer_id AND right_one.kind = '{revising.KIND}'
      AND starts_with(right_one.key, '{revising.KIND}:' || told.key || ':')
      AND (right_one.facts ->> 'amount')::numeric = bill.amount_payable
) END"""
STANDING = f"""
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
LEFT JOIN outbox_notice told ON told.key = %(key)s || consumer.account
WHERE bill.cycle = %(cycle)s AND {standing.STANDS} AND {OF_ITS_PEOPLE}
"""
#: What was told of bills of which none stands any more, for all of the month were cancelled.
CANCELLED = f"""
SELECT count(*), coalesce(sum((told.facts ->> 'amount')::numeric), 0)
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
JOIN outbox_notice told ON told.key = %(key)s || consumer.account
WHERE bill.cycle = %(cycle)s AND {standing.ALL_CANCELLED} AND {OF_ITS_PEOPLE}
"""
FEEDERS = """
SELECT DISTINCT consumer.feeder_id FROM outbox_notice notice
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id WHERE notice.run_id = %(run)s
"""
MONTHS = "SELECT min(facts ->> 'month'), max(facts ->> 'month') FROM outbox_notice WHERE run_id = %(run)s"
#: The bills of the month that stand, what runs before this one have told of them, and by how much corrections have put
#: right what was told.
LEDGER = f"""
SELECT count(*), coalesce(sum(bill.amount_payable), 0),
       count(*) FILTER (WHERE told.id IS NOT NULL AND told.run_id IS DISTINCT FROM %(run)s),
       coalesce(sum(bill.amount_payable - (told.facts ->> 'amount')::numeric) FILTER (WHERE {PUT_RIGHT}), 0)
{STANDING}
"""
#: Bills of which nobody is told, or something else.
AMISS = f"""
SELECT consumer.account {STANDING}
  AND (told.id IS NULL
       OR (told.facts ->> 'amount')::numeric <> bill.amount_payable AND NOT coalesce({PUT_RIGHT}, false))
ORDER BY bill.id LIMIT %(examples)s
"""
REVISED = f"""
SELECT count(*) OVER (), consumer.account
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.cycle = %(cycle)s AND {OF_ITS_PEOPLE} GROUP BY consumer.account HAVING count(*) > 1
ORDER BY consumer.account LIMIT %(examples)s
"""
#: Accounts of the run where nothing says that the bill which stands does so: there is a credit beside it, or another
#: bill that it is no revision of; or it is called revised, but of another month, and rests on no reading of that one.
WHICH_STANDS = f"""
SELECT doubted.why, consumer.account
FROM (SELECT DISTINCT consumer_id FROM outbox_notice WHERE run_id = %(run)s) AS told
CROSS JOIN LATERAL (
    SELECT bill.*, count(*) OVER () AS bills, bool_or(bill.amount_payable < 0 AND NOT bill.is_revised) OVER () AS credit
    FROM billing_bill bill
    WHERE bill.consumer_id = told.consumer_id AND bill.cycle = %(cycle)s AND NOT bill.is_cancelled
    ORDER BY {standing.RANK.format(bill="bill")} DESC LIMIT 1
) AS stands
CROSS JOIN LATERAL (SELECT CASE
    WHEN NOT stands.is_revised THEN CASE WHEN stands.bills = 1 THEN NULL WHEN stands.credit THEN 'credit' ELSE 'two' END
    WHEN date_trunc('month', stands.bill_date) <> stands.cycle AND NOT EXISTS (
        SELECT FROM billing_bill first WHERE first.consumer_id = stands.consumer_id AND first.cycle = stands.cycle
        AND first.id <> stands.id AND {standing.SAME_READING.format(bill="stands")}
    ) THEN 'guessed' END AS why
) AS doubted
JOIN consumers_consumer consumer ON consumer.id = told.consumer_id
WHERE doubted.why IS NOT NULL ORDER BY consumer.account
"""
TOLD = f"""
SELECT count(*), coalesce(sum((notice.facts ->> 'amount')::numeric), 0),
       count(*) FILTER (WHERE notice.run_id = %(run)s)
FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE notice.kind = %(kind)s AND notice.occasion = to_char(%(cycle)s, 'YYYY-MM') AND {OF_ITS_PEOPLE}
  AND notice.reason <> 'unsaid'
"""
#: Why nobody can tell which of an account's bills stands, in Hindi and English.
DOUBTS = {
    "credit": (
        "{} खातों में बिल के साथ जमा-पत्र (क्रेडिट) भी है: बिल बताया जाता है, जमा-पत्र उसकी जगह नहीं लेता।",
        "{} accounts have a credit beside a bill: the bill is told, the credit does not take its place.",
    ),
    "two": (
        "{} खातों के इस माह के कई बिल हैं और कोई ‘संशोधित’ नहीं: बाद वाला बताया जाता है।",
        "{} accounts have several bills of this month and none is called revised: the later is told.",
    ),
    "guessed": (
        "{} खातों के संशोधित बिल की तारीख़ दूसरे माह की है और रीडिंग से नहीं दिखता कि वह किस बिल को ठीक करता है।",
        "{} accounts have a revised bill dated in another month, and no reading shows which bill it puts right.",
    ),
}


def key_of_cycle(cycle: date) -> str:
    """Return how the keys of the cycle's notices begin; the account follows."""
    return f"bill:{cycle:%Y-%m}:"


def due_in_time(gathered: Gathered) -> Finding:
    """Nobody is told of a day that has passed, or is all but here."""
    today = day_in_india(gathered.at)
    near = today + timedelta(days=rules.LEAST_DAYS_TO_PAY)
    past, soon, first = rows(DUE, run=gathered.run, today=today, near=near)[0]
    hi = f"पहली देय तिथि {day_in_words(first, 'hi')} है।"
    en = f"The first due date is {day_in_words(first, 'en')}."
    if past or soon:
        late_hi, late_en = f"{_n(past)} बिलों की देय तिथि निकल चुकी है", f"{_n(past)} bills are past their due date"
        near_hi = f"{_n(soon)} बिलों की {rules.LEAST_DAYS_TO_PAY} दिन में है"
        near_en = f"{_n(soon)} bills fall due within {rules.LEAST_DAYS_TO_PAY} days"
        hi = f"{', '.join(words for words, bills in ((late_hi, past), (near_hi, soon)) if bills)}। {hi}"
        en = f"{', '.join(words for words, bills in ((late_en, past), (near_en, soon)) if bills)}. {en}"
    return Finding(
        gate="due_in_time", passed=not past and not soon, title_hi="देय तिथि", title_en="Due dates", hi=hi, en=en,
        numbers={"past": past, "soon": soon},
        examples=_accounts(NOT_IN_TIME, run=gathered.run, near=near) if past or soon else (),
    )  # fmt: skip


def dated_ahead(gathered: Gathered) -> Finding:
    """No bill bears a day that is still to come, nor one to pay by that is months away: a month was mistyped."""
    today = day_in_india(gathered.at)
    dated, due = today + timedelta(days=rules.MOST_DAYS_AHEAD), today + timedelta(days=rules.MOST_DAYS_TO_PAY)
    ahead = rows(AHEAD, run=gathered.run, dated=dated, due=due, examples=EXAMPLES)
    many = ahead[0][0] if ahead else 0
    hi = "किसी बिल की तारीख़ या देय तिथि बहुत आगे की नहीं।"
    en = "No bill is dated, or due, far ahead."
    if ahead:
        _, billed, last, _ = ahead[0]
        (billed_hi, last_hi), (billed_en, last_en) = (
            [day_in_words(on, to) for on in (billed, last)] for to in ("hi", "en")
        )
        hi = f"{_n(many)} बिलों की तारीख़ या देय तिथि बहुत आगे की है: तारीख़ {billed_hi}, देय तिथि {last_hi}।"
        en = f"{_n(many)} bills are dated, or due, far ahead: dated {billed_en}, due {last_en}."
    return Finding(
        gate="dated_ahead", passed=not ahead, title_hi="आगे की तारीख़", title_en="Dates ahead", hi=hi, en=en,
        numbers={"bills": many}, examples=tuple(account for *_, account in ahead),
    )  # fmt: skip


def amount_jumps(gathered: Gathered) -> Finding:
    """Not many bills are far from the same consumer's last one, and the run as a whole has not moved."""
    about = {"run": gathered.run, "cycle": _months(gathered)[1]}
    limits = {"times": rules.TIMES, "least": rules.LEAST_JUMP}
    compared, far, outside, middle = rows(JUMPS, **about, **limits, sigmas=rules.SIGMAS)[0]
    jumps = Jumps(compared=compared, far=far, outside=outside, middle=float(middle))
    worst = rows(WORST, **about, **limits, examples=EXAMPLES) if far else []
    hi, en = "तुलना के लिए पिछला बिल नहीं है।", "There is no earlier bill to compare with."
    if compared:
        hi = (
            f"{_n(compared)} बिलों की पिछले बिल से तुलना: {_n(far)} में {rules.TIMES} गुना से ज़्यादा का अंतर, "
            f"{_n(outside)} बाकी सबसे अलग; बीच का बिल पिछले का {jumps.middle:.2f} गुना।"
        )
        en = (
            f"{_n(compared)} bills compared with the last: {_n(far)} differ more than {rules.TIMES} times, "
            f"{_n(outside)} stand apart from all; the middle bill is {jumps.middle:.2f} times the last."
        )
    return Finding(
        gate="amount_jumps", passed=jumps.are_usual, compared=bool(compared),
        title_hi="राशि में उछाल", title_en="Jumps of amounts", hi=hi, en=en,
        numbers={"compared": compared, "far": far, "outside": outside, "middle": round(jumps.middle, 3)},
        # The amounts stay whole where a narrow page breaks the line.
        examples=tuple(
            f"..{end}: {rupees(earlier)} → {rupees(amount)}".replace(" ", NO_BREAK) for end, earlier, amount in worst
        ),
    )  # fmt: skip


def total_as_imported(gathered: Gathered, feeders: Sequence[int] | None = None) -> Finding:
    """
    Find whether number and sum of the bills told are those that the billing system sent.

    The feeders are those whose people the run could tell, beside those of whom it has told some before: all, where none
    are given.
    """
    cycle, last = _months(gathered)
    those = None if feeders is None else sorted({*feeders, *_feeders(gathered)})
    about = {"run": gathered.run, "cycle": cycle, "feeders": those}
    bills, owed, before, put_right = rows(LEDGER, **about, key=key_of_cycle(cycle))[0]
    told, said, of_run = rows(TOLD, **about, kind=gathered.kind.name)[0]
    cancelled, taken_back = rows(CANCELLED, cycle=cycle, feeders=about["feeders"], key=key_of_cycle(cycle))[0]
    told, said = told - cancelled, said - taken_back + put_right
    passed = cycle == last and bills == told and owed == said and of_run == gathered.made
    revised = rows(REVISED, cycle=cycle, feeders=about["feeders"], examples=EXAMPLES)
    amiss = [] if passed else rows(AMISS, **about, key=key_of_cycle(cycle), examples=EXAMPLES)
    hi = f"बिलिंग से आए: {_n(bills)} बिल, {rupees(owed)}। सूचनाओं में: {_n(told)} बिल, {rupees(said)}।"
    en = f"From billing: {_n(bills)} bills, {rupees(owed)}. In the notices: {_n(told)} bills, {rupees(said)}."
    if before:
        hi, en = f"{hi} पहले बताए गए: {_n(before)}।", f"{en} Told by an earlier run: {_n(before)}."
    if revised:
        many = _n(revised[0][0])
        hi = f"{hi} {many} खातों के इस माह के एक से ज़्यादा बिल हैं: अंतिम बताया जाता है।"
        en = f"{en} {many} accounts have more than one bill of this month: the last is told."
    return Finding(
        gate="total_as_imported", passed=passed, title_hi="बिलिंग से मिलान", title_en="Total against billing", hi=hi,
        en=en, numbers={"bills": bills, "told": told, "before": before, "owed": str(owed), "said": str(said)},
        examples=tuple(account for (account,) in amiss) or tuple(account for _, account in revised),
    )  # fmt: skip


def amounts_to_pay(gathered: Gathered) -> Finding:
    """Nearly all bills ask for something; the messages of those that do not say so."""
    zero, negative = rows(AMOUNTS, run=gathered.run)[0]
    hi, en = f"{_n(zero)} बिल शून्य के, {_n(negative)} ऋणात्मक।", f"{_n(zero)} bills of zero, {_n(negative)} negative."
    if zero or negative:
        hi = f"{hi} इनके संदेश में लिखा है कि कुछ जमा नहीं करना है।"
        en = f"{en} Their messages say that nothing is to be paid."
    return Finding(
        gate="amounts_to_pay", passed=zero + negative <= rules.MOST_WITHOUT_AMOUNT * gathered.made,
        title_hi="शून्य और ऋणात्मक राशि", title_en="Zero and negative amounts", hi=hi, en=en,
        numbers={"zero": zero, "negative": negative},
        examples=_accounts(NOTHING_TO_PAY, run=gathered.run) if zero or negative else (),
    )  # fmt: skip


def one_bill_each(gathered: Gathered) -> Finding:
    """Of each account's bills of the month it is plain which one stands; also where one takes the place of one told."""
    doubted = rows(WHICH_STANDS, run=gathered.run, cycle=_months(gathered)[1])
    many = Counter(why for why, _ in doubted)
    hi, en = "हर खाते के बिलों में साफ़ है कि कौन-सा मान्य है।", "Which bill of each account stands is plain."
    if doubted:
        hi = " ".join(said.format(_n(many[why])) for why, (said, _) in DOUBTS.items() if many[why])
        en = " ".join(said.format(_n(many[why])) for why, (_, said) in DOUBTS.items() if many[why])
    return Finding(
        gate="one_bill_each", passed=not doubted, title_hi="एक खाता, एक बिल", title_en="One bill for each account",
        hi=hi, en=en, numbers={why: many[why] for why in DOUBTS},
        examples=tuple(account for _, account in doubted[:EXAMPLES]),
    )  # fmt: skip


def books_true(_: Gathered) -> Finding:
    """Each total of the books by feeder is what the balances of its people come to."""
    wrong = untrue_totals()
    hi, en = "खाता बही के जोड़ हर उपभोक्ता के शेष से मिलते हैं।", "The totals of the books are what balances come to."
    if wrong:
        hi = f"खाता बही के {_n(len(wrong))} जोड़ उपभोक्ताओं के शेष से नहीं मिलते: bijlisetu check --books चलाएँ।"
        en = f"{_n(len(wrong))} totals of the books are not what balances come to: run bijlisetu check --books."
    return Finding(
        gate="books_true", passed=not wrong, title_hi="खाता बही", title_en="The books", hi=hi, en=en,
        numbers={"wrong": len(wrong)}, examples=tuple(wrong[:EXAMPLES]),
    )  # fmt: skip


#: For every run of bills, beside those for every run.
GATES: tuple[Gate, ...] = (
    due_in_time, dated_ahead, amount_jumps, total_as_imported, amounts_to_pay, one_bill_each, books_true,
)  # fmt: skip
#: For corrections of bills.
OF_CORRECTIONS: tuple[Gate, ...] = (dated_ahead, one_bill_each)


def gates_for(feeders: Sequence[int]) -> tuple[Gate, ...]:
    """Return the gates of a run of bills that tells the people of these feeders."""
    told_of_all = partial(total_as_imported, feeders=feeders)
    return tuple(told_of_all if gate is total_as_imported else gate for gate in GATES)


def _months(gathered: Gathered) -> tuple[date, date]:
    """Return the first and the last month whose bills the run tells."""
    first, last = (date.fromisoformat(f"{month}-01") for month in rows(MONTHS, run=gathered.run)[0])
    return first, last


def _feeders(gathered: Gathered) -> set[int]:
    """Return the feeders of whom the run tells somebody: it may have been begun for another office of its maker's."""
    return {feeder for (feeder,) in rows(FEEDERS, run=gathered.run)}


def _accounts(sql: str, **about: object) -> tuple[str, ...]:
    return tuple(account for (account,) in rows(sql, **about, examples=EXAMPLES))


def _n(number: int | Decimal) -> str:
    return in_indian_groups(int(number))
