"""
A bill of a month that another one takes the place of: which one stands, and who must hear that the first was wrong.

Whom the first has not left for is told of the second alone. Whom it has, or may have, left for gets a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import orjson
from django.db import transaction

from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting, withdraw
from bijlisetu.outbox.restating import restate
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import Made
from bijlisetu.runs.makers import Share
from bijlisetu.values import rupees
from bijlisetu.values.dates import day_in_figures, month_in_words

KIND = runs.CORRECTION
PORTION = 20_000

#: Of two bills of one month the later dated stands; of one day the revised one; of two such the one imported later.
STANDS = """NOT EXISTS (
    SELECT FROM billing_bill other WHERE other.consumer_id = bill.consumer_id AND other.cycle = bill.cycle
      AND (other.bill_date, other.is_revised, other.id) > (bill.bill_date, bill.is_revised, bill.id)
)"""
#: The last that was said of the month's bill: in its own notice, or in a correction of it.
LAST_SAID = f"""(
    SELECT notice.id, notice.key, notice.facts FROM outbox_notice notice
    WHERE notice.consumer_id = bill.consumer_id
      AND (notice.id = told.id OR notice.kind = '{KIND}' AND starts_with(notice.key, '{KIND}:' || told.key || ':'))
    ORDER BY notice.id DESC LIMIT 1
)"""
SAYS_OTHERWISE = """(
    (last.facts ->> 'amount')::numeric <> bill.amount_payable OR last.facts ->> 'due' <> bill.due_date::text
)"""
SAID_OTHERWISE = f"""
SELECT bill.id, bill.consumer_id, bill.number, bill.units, bill.amount_payable, bill.due_date, told.key, last.id,
       last.facts::text
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
JOIN outbox_notice told ON told.key = %(key)s || consumer.account
CROSS JOIN LATERAL {LAST_SAID} AS last
WHERE bill.cycle = %(cycle)s AND bill.id > %(after)s AND consumer.feeder_id = ANY(%(feeders)s)
  AND {STANDS} AND {SAYS_OTHERWISE}
ORDER BY bill.id LIMIT %(portion)s
"""


@dataclass(frozen=True, slots=True)
class Revised:
    """A bill that stands, beside what was said last of its month."""

    bill: int
    consumer: int
    number: str
    units: Decimal
    amount: Decimal
    due: date
    key: str  #: of the month's notice
    notice: int  #: which said it last
    said: str  #: its facts, as JSON

    @property
    def facts(self) -> dict[str, str]:
        """What was said last."""
        return dict(orjson.loads(self.said))

    @property
    def news(self) -> dict[str, str]:
        """The facts as they are now; a correction's words among them."""
        by = day_in_figures(self.due)
        owes = self.amount > 0
        month = date.fromisoformat(f"{self.facts['month']}-01")
        return {
            "bill": self.number, "units": str(self.units), "amount": str(self.amount), "due": self.due.isoformat(),
            "what_hi": f"{month_in_words(month, 'hi')} का बिल", "what_en": f"bill of {month_in_words(month, 'en')}",
            "holds_hi": f"{rupees(self.amount)}, {by} तक" if owes else "कुछ जमा नहीं करना है",
            "holds_en": f"{rupees(self.amount).replace('₹', 'Rs')} by {by}" if owes else "nothing to pay",
        }  # fmt: skip


def put_right(*, cycle: date, key: str, share: Share, at: datetime, by: str) -> Made | None:
    """
    Make a run of corrections to those of the share who were told of a bill of the cycle that another took the place of.

    Notices that have not left us are changed instead. The key is how those of the cycle begin. Nothing where nobody was
    told anything else than what holds.
    """
    portions = _portions(cycle, key, share)
    first = next(portions, None)
    if first is None:
        return None

    def corrections() -> Iterator[Sequence[Posting]]:
        yield _correct(first, at)
        yield from (_correct(portion, at) for portion in portions)

    called = share.key(f"{KIND}:bills:{cycle:%Y-%m}")
    made = runs.once(key=called, kind=kinds()[KIND], portions=corrections(), at=at, by=by)
    return made if made.posted else None


def _portions(cycle: date, key: str, share: Share) -> Iterator[list[Revised]]:
    after, about = 0, {"cycle": cycle, "key": key, "feeders": list(share.feeders), "portion": PORTION}
    while found := rows(SAID_OTHERWISE, **about, after=after):
        after = found[-1][0]
        yield [Revised(*bill) for bill in found]


@transaction.atomic
def _correct(revised: Sequence[Revised], at: datetime) -> list[Posting]:
    """Return a correction for each of those that left us; change those that have not, and take back what is left."""
    # A bill's own notice has no words of a correction.
    left = restate({
        one.notice: {name: value for name, value in one.news.items() if name in one.facts} for one in revised
    })  # fmt: skip
    wrong = [one for one in revised if one.notice in left]
    withdraw(keys=[one.key for one in wrong], at=at, reason="corrected")
    return [
        Posting(
            key=f"{KIND}:{one.key}:{one.notice}",
            consumer=one.consumer,
            facts={**one.facts, **one.news, "told": day_in_india(left[one.notice]).isoformat()},
        )
        for one in wrong
    ]
