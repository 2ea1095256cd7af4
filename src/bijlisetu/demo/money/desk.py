"""The office's deeds in the month: files are brought in, and money of unknown accounts is placed."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import bijlisetu.payments.actions as payments
from bijlisetu.demo.money.people import Deed
from bijlisetu.demo.officers import OFFICER
from bijlisetu.payments.moving import place
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.simulator.bank.files import LAYOUTS
from bijlisetu.simulator.people.paying import Slip

PATIENCE = 60  #: seconds
WHY = "भुगतान करने वाले ने रसीद दिखाई · the payer showed the receipt"
#: Payments by the bank's own number of them, as each file and call names it.
KNOWN = """
SELECT (regexp_match(name.value, '^(?:rrn::6|receipt:counter:R)0*([0-9]+)$'))[1]::bigint, payment.id, payment.state,
       coalesce(consumer.account, '')
FROM payments_name name JOIN payments_payment payment ON payment.id = name.payment_id
LEFT JOIN consumers_consumer consumer ON consumer.id = payment.consumer_id
WHERE name.value ~ '^(rrn::6|receipt:counter:R)' AND payment.state IN ('credited', 'suspense')
"""


@dataclass
class Office:
    """The desk where money is looked after."""

    bank: str
    folder: Path
    refused: int = 0  #: rows of files that were given back

    def bring_in(self, day: date, *, now: Callable[[], datetime]) -> int:
        """Bring in all files of a day; return how many payments nobody had told of before."""
        new = 0
        for name in LAYOUTS:
            path = self.folder / f"{name}-{day}.csv"
            with urllib.request.urlopen(f"{self.bank}/files/{name}/{day}", timeout=PATIENCE) as answer:  # noqa: S310
                path.write_bytes(answer.read())
            if path.read_text(encoding="utf-8").count("\n") <= EMPTY[name]:
                continue
            summary = payments.load(path=path, mapping=name, at=now(), by=OFFICER, rejects=path.with_suffix(".rejects"))
            new, self.refused = new + summary.new, self.refused + summary.rejected
        return new

    def place(self, deeds: Mapping[int, Deed], *, at: datetime) -> int:
        """Credit money to whose it is, where the payer comes with the receipt; return how many payments were placed."""
        placed = 0
        for number, payment, state, account in rows(KNOWN):
            deed = deeds[number]
            if account != deed.account and (state == "suspense" or deed.slip is Slip.ON_ANOTHER):
                place(payment=payment, account=deed.account, why=WHY, at=at, by=OFFICER)
                placed += 1
        return placed


#: Lines of a file in which nothing was paid.
EMPTY = {name: len(layout.above) + 1 + (layout.trailer(0, 0) is not None) for name, layout in LAYOUTS.items()}
