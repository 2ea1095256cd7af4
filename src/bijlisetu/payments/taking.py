"""
What was told of payments, taken into the books: the one way in, for files, callbacks and clerks.

All within one transaction, and one at a time: whoever tells of a payment in the same moment waits, and finds it known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from bijlisetu.billing.page.reference import bill_in
from bijlisetu.payments.names import SHARED
from bijlisetu.payments.states import Mode, State, Status, Why
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import execute, rows

STAGING = Staging(
    "payments_told",
    {
        "key": "text",
        "source": "text",
        "names": "text[]",
        "own": "text",
        "reference": "text",
        "named_bill": "bigint",
        "account": "text",
        "bill_number": "text",
        "amount": "numeric(14, 2)",
        "paid_on": "date",
        "status": "text",
        "rank": "smallint",
        "mode": "text",
        "said": "text",
        "is_deposit": "boolean",
    },
)
STAGED = f"pg_temp.{STAGING.name}"
ALONE = "SELECT pg_advisory_xact_lock(hashtext('bijlisetu payments'))"
#: What we have taken before is told again by every later file of the same days: it changes nothing. The same told with
#: another amount, as each part that goes back, is news under a key with that amount.
NEWS = f"""
CREATE TEMP TABLE payments_news ON COMMIT DROP AS
SELECT staged.*, NULL::bigint AS payment_id,
       coalesce(known.amount, first_value(staged.amount) OVER same) AS first_told
FROM {STAGED} staged LEFT JOIN payments_report known ON known.key = staged.key
WHERE staged.reason IS NULL AND (known.key IS NULL OR known.amount <> staged.amount AND NOT EXISTS (
    SELECT FROM payments_report again WHERE again.key = staged.key || '/' || staged.amount
))
WINDOW same AS (PARTITION BY staged.key ORDER BY staged.line)
"""
#: A bank's reference may be that of many payments. So it does not join two that their giver numbers differently, except
#: that a payment's end is told under a number of its own.
LINK = f"""
UPDATE payments_news news SET payment_id = found.payment_id
FROM (
    SELECT DISTINCT ON (news.line) news.line, name.payment_id
    FROM payments_news news CROSS JOIN unnest(news.names) WITH ORDINALITY AS told (value, place)
    JOIN payments_name name ON name.value = told.value
    WHERE news.payment_id IS NULL AND (
        told.value NOT LIKE '{SHARED}%%' OR news.own = '' OR news.rank > %(paid)s OR NOT EXISTS (
            SELECT FROM payments_name other WHERE other.payment_id = name.payment_id
              AND starts_with(other.value, split_part(news.own, ':', 1) || ':' || split_part(news.own, ':', 2) || ':')
        )
    )
    ORDER BY news.line, told.place
) AS found WHERE found.line = news.line
"""
#: The row that says most of a payment makes it: one that is paid before one that went back, perhaps in part, or waits.
MAKE = """
WITH chosen AS (
    SELECT DISTINCT ON ({by}) line FROM payments_news
    WHERE payment_id IS NULL AND {by} <> '' AND rank BETWEEN %(least)s AND %(most)s
    ORDER BY {by}, rank = %(paid)s DESC, rank DESC, line
),
made AS (
    SELECT line, nextval('payments_payment_id_seq') AS id FROM chosen
),
kept AS (
    INSERT INTO payments_payment
        (id, state, amount, paid_on, mode, source, reference, account, bill_number, is_deposit, entered_at)
    OVERRIDING SYSTEM VALUE
    SELECT made.id, '{awaited}', amount, paid_on, mode, source, reference, account, bill_number, is_deposit, %(at)s
    FROM made JOIN payments_news USING (line) ORDER BY line
)
UPDATE payments_news news SET payment_id = made.id FROM made WHERE made.line = news.line
"""
NAME = """
INSERT INTO payments_name (value, payment_id)
SELECT DISTINCT ON (told.value) told.value, payment_id FROM payments_news CROSS JOIN unnest(names) AS told (value)
WHERE payment_id IS NOT NULL ORDER BY told.value, line
ON CONFLICT (value) DO NOTHING
"""
#: A cheque that came back, of which nobody had told: an officer looks whose it was, and it is guessed by no amount.
OF_NO_CHEQUE = f"""
news.status = '{Status.BOUNCED}' AND payment.state = '{State.AWAITED}'
    AND NOT EXISTS (SELECT FROM payments_report before WHERE before.payment_id = payment.id)
    AND NOT EXISTS (
        SELECT FROM payments_news other WHERE other.payment_id = payment.id AND other.status <> '{Status.BOUNCED}'
    )
"""
REPORT = f"""
INSERT INTO payments_report (key, payment_id, source, status, amount, paid_on, said, file, line, heard_at, disagrees)
SELECT CASE news.amount WHEN first_told THEN key ELSE key || '/' || news.amount END, payment_id, news.source, status,
       news.amount, news.paid_on, said, %(file)s, CASE WHEN %(file)s <> '' THEN line END, %(at)s,
       rank >= {Status.PAID.rank} AND payment.amount <> news.amount OR {OF_NO_CHEQUE}
FROM payments_news news JOIN payments_payment payment ON payment.id = payment_id ORDER BY line
ON CONFLICT (key) DO NOTHING
"""
#: Of a payment that waited, who says that it is paid tells its amount and day; what else is told fills gaps.
TELL = f"""
UPDATE payments_payment payment
SET amount = told.amount, paid_on = told.paid_on, source = told.source, is_deposit = told.is_deposit,
    reference = coalesce(nullif(payment.reference, ''), told.reference),
    account = coalesce(nullif(payment.account, ''), told.account),
    bill_number = coalesce(nullif(payment.bill_number, ''), told.bill_number)
FROM (
    SELECT DISTINCT ON (payment_id) * FROM payments_news ORDER BY payment_id, rank = %(paid)s DESC, rank DESC, line
) AS told WHERE told.payment_id = payment.id AND payment.state = '{State.AWAITED}'
"""
#: Each by the highest word that was ever told of it. That a part of it went back is for an officer to see.
DUE = f"""
CREATE TEMP TABLE payments_due ON COMMIT DROP AS
SELECT payment.id, payment.state, max(news.rank) AS rank,
       (array_agg(news.status ORDER BY news.rank DESC, news.line))[1] AS status,
       max(news.named_bill) AS named_bill
FROM payments_news news JOIN payments_payment payment ON payment.id = news.payment_id
WHERE news.rank <= {Status.PAID.rank} OR news.amount = payment.amount
GROUP BY payment.id, payment.state
"""
NOUGHTS = 6  #: at the beginning of an account, which a spreadsheet takes away
#: Whose it is, by what came with it: our own reference of a bill, the bill's number, the account. Never by its amount.
#: An account that nobody has is that of the only one that is the same number with noughts before it.
MATCH = f"""
WITH named AS (
    SELECT payment.id, payment.account, payment.reference || payment.bill_number || payment.account = '' AS is_unnamed,
           by_reference.consumer_id AS of_reference, by_number.consumer_id AS of_number,
           coalesce(by_account.id, by_rest.id) AS of_account,
           coalesce(by_reference.id, by_number.id) AS bill_id
    FROM payments_due due JOIN payments_payment payment USING (id)
    LEFT JOIN billing_bill by_reference ON by_reference.id = due.named_bill
    LEFT JOIN billing_bill by_number
        ON by_number.number = coalesce(nullif(payment.bill_number, ''), nullif(payment.reference, ''))
    LEFT JOIN consumers_consumer by_account ON by_account.account = payment.account AND payment.account <> ''
    LEFT JOIN LATERAL (
        SELECT min(consumer.id) AS id FROM consumers_consumer consumer
        WHERE by_account.id IS NULL AND payment.account ~ '^[1-9][0-9]*$'
          AND consumer.account = ANY(ARRAY(
            SELECT repeat('0', many) || payment.account FROM generate_series(1, {NOUGHTS}) AS many
          ))
        HAVING count(*) = 1
    ) by_rest ON true
    WHERE due.state = '{State.AWAITED}' AND due.rank = %(paid)s
),
judged AS (
    SELECT id, bill_id, coalesce(of_reference, of_number, of_account) AS consumer_id,
           CASE WHEN is_unnamed THEN '{Why.UNNAMED}'
                WHEN coalesce(of_reference, of_number, of_account) IS NULL THEN '{Why.UNKNOWN}'
                WHEN of_reference <> of_number OR of_reference <> of_account OR of_number <> of_account
                     THEN '{Why.CONTRADICTS}'
                WHEN account <> '' AND of_account IS NULL THEN '{Why.CONTRADICTS}'
                ELSE '' END AS why
    FROM named
)
UPDATE payments_payment payment
SET state = CASE judged.why WHEN '' THEN '{State.CREDITED}' ELSE '{State.SUSPENSE}' END,
    consumer_id = CASE judged.why WHEN '' THEN judged.consumer_id END, bill_id = judged.bill_id, why = judged.why,
    credited_at = CASE judged.why WHEN '' THEN %(at)s END
FROM judged WHERE judged.id = payment.id
RETURNING payment.id, payment.consumer_id, payment.amount, payment.paid_on, payment.source, payment.is_deposit
"""
UNDO = f"""
UPDATE payments_payment payment SET state = '{State.UNDONE}', undone_at = %(at)s, undone_by = due.status
FROM payments_due due
WHERE due.id = payment.id AND due.rank > %(paid)s AND due.state <> '{State.UNDONE}'
RETURNING payment.id, due.state, payment.undone_by, payment.moves
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source says of one payment."""

    key: str  #: the source, the row's own identity and the status
    source: str
    names: Sequence[str]  #: the strongest first
    amount: Decimal
    paid_on: date
    status: Status = Status.PAID
    mode: Mode = Mode.OTHER
    reference: str = ""
    account: str = ""
    bill_number: str = ""
    said: str = ""
    is_deposit: bool = False  #: security, as only a till knows

    def staged(self) -> Sequence[object]:
        """Return the columns of the staging table."""
        own = next((name for name in self.names if not name.startswith(SHARED)), "")
        return (
            self.key, self.source, list(self.names), own, self.reference, bill_in(self.reference), self.account,
            self.bill_number, self.amount, self.paid_on, self.status.value, self.status.rank,
            self.mode.value, self.said, self.is_deposit,
        )  # fmt: skip


class Came(NamedTuple):
    """A payment that is in the books now: of a consumer, or in suspense."""

    payment: int
    consumer: int | None
    amount: Decimal
    paid_on: date
    source: str
    is_deposit: bool


class Went(NamedTuple):
    """A payment that is undone, and how it stood before."""

    payment: int
    stood: str
    status: str
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of what was told."""

    news: int = 0  #: reports that nobody had made before
    came: Sequence[Came] = field(default_factory=tuple)
    went: Sequence[Went] = field(default_factory=tuple)


def stage(told: Iterable[Told]) -> None:
    """Put what was told where `take` finds it."""
    STAGING.fill((line, None, None, None, *one.staged()) for line, one in enumerate(told, start=1))


def take(*, at: datetime, file: str = "") -> Taken:
    """
    Take what is staged, inside the caller's transaction.

    Whoever calls puts into the ledger what came and what went, in the same transaction.
    """
    execute(ALONE)
    for table in ("payments_news", "payments_due"):
        execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    news = execute(NEWS)
    if not news:
        return Taken()
    execute("ANALYZE pg_temp.payments_news")
    link = {"paid": Status.PAID.rank}
    execute(LINK, **link)
    # What ends a payment finds the payment that the same file tells of under another number.
    ((last,),) = rows("SELECT max(rank) FROM payments_news")
    for least, most in ((0, Status.PAID.rank), (Status.PAID.rank + 1, last)):
        if least > last:
            break
        for by in ("own", "names[1]"):  # what its giver has numbered first: others find it by the bank's reference
            execute(MAKE.format(by=by, awaited=State.AWAITED), at=at, least=least, most=most, **link)
            execute(NAME)
            execute(LINK, **link)
    execute(TELL, **link)  # so that what is told otherwise in the same moment is seen to differ
    execute(REPORT, at=at, file=file)
    execute(DUE)
    came = [Came(*row) for row in rows(MATCH, at=at, paid=Status.PAID.rank)]
    went = [Went(*row) for row in rows(UNDO, at=at, paid=Status.PAID.rank)]
    return Taken(news=news, came=came, went=went)
