"""
A bill of a month that another one takes the place of, or that is cancelled: which one stands, and who must hear of it.

Whom the first has not left for is told of the second alone. Whom it has, or may have, left for gets a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import orjson
from django.db import transaction

from bijlisetu.billing.standing import ALL_CANCELLED, STANDS
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting, withdraw
from bijlisetu.outbox.restating import restate, unsay
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import Made
from bijlisetu.runs.gates.gate import Gate
from bijlisetu.runs.makers import Share
from bijlisetu.values import in_figures, rupees
from bijlisetu.values.dates import day_in_figures, month_in_words

KIND = runs.CORRECTION
PORTION = 20_000
LONGEST = 40  #: of a correction's words

#: Somebody was told of a bill of this month.
MONTH_WAS_TOLD = """EXISTS (
    SELECT FROM outbox_notice told WHERE told.consumer_id = bill.consumer_id AND told.kind = 'bill_issued'
      AND told.occasion = to_char(bill.cycle, 'YYYY-MM') AND told.reason <> 'unsaid'
)"""
#: The last that was said of the month's bill: in its own notice, or in a correction of it.
LAST_SAID = f"""(
    SELECT notice.id, notice.key, notice.facts FROM outbox_notice notice
    WHERE notice.consumer_id = bill.consumer_id
      AND (notice.id = told.id OR notice.kind = '{KIND}' AND starts_with(notice.key, '{KIND}:' || told.key || ':'))
    ORDER BY notice.id DESC LIMIT 1
)"""
#: Everything that a message says of a bill: amount, last day, units, and whether anything is owed on it at all.
SAYS_OTHERWISE = """(
    (coalesce(last.facts ->> 'cancelled', '') <> '') <> bill.is_cancelled
    OR NOT bill.is_cancelled
       AND ((last.facts ->> 'amount')::numeric <> bill.amount_payable OR last.facts ->> 'due' <> bill.due_date::text
            OR (last.facts ->> 'units')::numeric <> bill.units)
)"""
SAID_OTHERWISE = f"""
SELECT bill.id, bill.consumer_id, bill.number, bill.units, bill.amount_payable, bill.due_date, bill.is_cancelled,
       told.key, last.id, last.facts::text
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
JOIN outbox_notice told ON told.key = %(key)s || consumer.account
CROSS JOIN LATERAL {LAST_SAID} AS last
WHERE bill.cycle = %(cycle)s AND bill.id > %(after)s AND consumer.feeder_id = ANY(%(feeders)s)
  AND (({STANDS}) OR ({ALL_CANCELLED})) AND {SAYS_OTHERWISE}
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
    is_cancelled: bool
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
        month = date.fromisoformat(f"{self.facts['month']}-01")
        hi, en = self._holds
        return {
            "bill": self.number, "units": str(self.units), "amount": str(self.amount), "due": self.due.isoformat(),
            "what_hi": f"{month_in_words(month, 'hi')} का बिल", "what_en": f"bill of {month_in_words(month, 'en')}",
            "holds_hi": hi, "holds_en": en, "cancelled": "yes" if self.is_cancelled else "",
        }  # fmt: skip

    @property
    def is_correction(self) -> bool:
        """Whether what was said last has words for anything that holds instead."""
        return "holds_hi" in self.facts

    @property
    def sayable(self) -> dict[str, str]:
        """The facts as they are now, those that the notice said last has a place for."""
        return {name: value for name, value in self.news.items() if self.is_correction or name in self.facts}

    @property
    def _holds(self) -> tuple[str, str]:
        """What is true instead, in Hindi and English."""
        if self.is_cancelled:
            return "बिल रद्द है, इसे जमा न करें", "the bill is cancelled, do not pay it"
        if self.amount <= 0:
            return "कुछ जमा नहीं करना है", "nothing to pay"
        units, by, amount = in_figures(self.units), day_in_figures(self.due), rupees(self.amount)
        last = self.facts
        if (Decimal(last["amount"]), last["due"]) == (self.amount, self.due.isoformat()) and not last.get("cancelled"):
            return f"{units} यूनिट; राशि और तिथि वही", f"{units} units; amount and day as told"
        hi, en = f"{amount}, {by} तक", f"{amount.replace('₹', 'Rs')} by {by}"
        if Decimal(last["units"]) == self.units:
            return hi, en
        # Where the units do not fit beside the amount, the page behind the link says them.
        longer = f"{units} यूनिट, {hi}", f"{units} units, {en}"
        return longer if max(map(len, longer)) <= LONGEST else (hi, en)


def put_right(*, cycle: date, key: str, share: Share, gates: Sequence[Gate] = (), at: datetime, by: str) -> Made | None:
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
    made = runs.once(key=called, kind=kinds()[KIND], portions=corrections(), at=at, by=by, gates=gates)
    return made if made.posted else None


def _portions(cycle: date, key: str, share: Share) -> Iterator[list[Revised]]:
    after, about = 0, {"cycle": cycle, "key": key, "feeders": list(share.feeders), "portion": PORTION}
    while found := rows(SAID_OTHERWISE, **about, after=after):
        after = found[-1][0]
        yield [Revised(*bill) for bill in found]


@transaction.atomic
def _correct(revised: Sequence[Revised], at: datetime) -> list[Posting]:
    """Return a correction for each of those that left us; change those that have not, and take back what is left."""
    # A bill's own notice has no words of a correction, nor any for a bill that is cancelled.
    left = restate({one.notice: one.sayable for one in revised})
    unsayable = [one for one in revised if one.is_cancelled and not one.is_correction]
    unsay(notices=[one.notice for one in unsayable if one.notice not in left], at=at)
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
