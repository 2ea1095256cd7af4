"""Reports that tell another amount of a payment than the first, or of a cheque unknown: an officer looks at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.payments.models import Report
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

DISAGREEING = """
SELECT report.id, payment.id, payment.consumer_id, payment.account, payment.amount, payment.source, payment.paid_on,
       report.amount, report.source, report.status, report.paid_on, report.file, report.line, report.said,
       report.heard_at
FROM payments_report report JOIN payments_payment payment ON payment.id = report.payment_id
WHERE report.disagrees AND report.looked_at IS NULL AND report.id > %(after)s ORDER BY report.id LIMIT %(most)s
"""


class SaysNotWhy(Refusal):
    """Whoever looked says what they found."""


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """What two sources tell of one payment."""

    report: int
    payment: int
    consumer: int | None
    account: str
    amount: Decimal  #: as it stands in the books
    source: str
    paid_on: date
    told: Decimal
    teller: str
    status: str
    told_on: date
    file: str
    line: int | None
    said: str
    heard_at: datetime

    @property
    def is_of_no_cheque(self) -> bool:
        """Whether it is a cheque that came back, of which we know nothing."""
        return self.told == self.amount


def disagreeing(*, after: int = 0, most: int) -> list[Disagreeing]:
    """Return the reports that disagree and that nobody has looked at, the oldest first."""
    return [Disagreeing(*row) for row in rows(DISAGREEING, after=after, most=most)]


@transaction.atomic
def look(*, report: int, why: str, at: datetime, by: str) -> bool:
    """Keep that the officer dealt with the report, in the book of deeds; return whether it waited for that."""
    if not why.strip():
        raise SaysNotWhy("say what you found")
    found = Report.objects.filter(pk=report, disagrees=True, looked_at=None)
    payment = found.values_list("payment_id", flat=True).first()
    if payment is None or not found.update(looked_at=at):
        return False
    audit.note(
        deed="payments.looked_at", records=[f"payment:{payment}"], by=by, at=at,
        detail={"report": report, "why": why.strip()},
    )  # fmt: skip
    return True
