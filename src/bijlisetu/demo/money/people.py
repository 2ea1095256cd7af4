"""Everybody who pays, or does not: after what truly came to them, by the bank's own door."""

from __future__ import annotations

import csv
import heapq
import json
import urllib.request
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bijlisetu.billing.page.reference import reference_of
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.simulator.bank.book import Way
from bijlisetu.simulator.people.paying import CLEARING, Because, Payer, Slip, amounts, payer

PATIENCE = 60  #: seconds
#: Nobody has it.
NO_ACCOUNT = "999999999999"
COLUMNS = ("payment", "account", "because", "slip", "at")
BILLS = """
SELECT consumer.account, bill.id, bill.number, (bill.amount_payable * 100)::bigint
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.amount_payable > 0 ORDER BY consumer.account
"""


class Bill(NamedTuple):
    """A bill in somebody's hand."""

    account: str
    id: int
    number: str
    paise: int


class Deed(NamedTuple):
    """Who truly paid for which account, and why: nobody of the department knows it."""

    account: str
    because: Because
    slip: Slip


@dataclass
class People:
    """All payers of the district."""

    bank: str  #: where it is
    seed: int
    truth: Path  #: where it is written down who paid what
    bills: Mapping[str, Bill] = field(init=False)
    deeds: dict[int, Deed] = field(default_factory=dict)  #: by the bank's number of the payment
    _due: list[tuple[datetime, str]] = field(default_factory=list)
    _bouncing: list[tuple[datetime, int]] = field(default_factory=list)
    _planned: set[str] = field(default_factory=set)

    def begin(self, *, at: datetime) -> None:
        """Hold the bills; those pay in their time who pay anyway."""
        self.bills = {account: Bill(account, *told) for account, *told in rows(BILLS)}
        with self.truth.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(COLUMNS)
        for account in self.bills:
            self.hear(account, Because.ANYWAY, at=at)

    def hear(self, account: str, why: Because, *, at: datetime) -> None:
        """Have somebody be told of something: whom it moves to pay, pays a while later."""
        one = self._payer(account)
        if one.because is why and account in self.bills and account not in self._planned:
            self._planned.add(account)
            heapq.heappush(self._due, (at + timedelta(days=one.after), account))

    def pay(self, *, now: datetime) -> int:
        """Have everybody pay whose time has come, and let cheques bounce; return how many payments were made."""
        accounts = _popped(self._due, now)
        wishes = [(account, wish) for account in accounts for wish in self._wishes(self.bills[account])]
        made = self._ask("pay", [wish for _, wish in wishes]) if wishes else []
        self._write_down([account for account, _ in wishes], made, now)
        if bounced := _popped(self._bouncing, now):
            self._ask("bounce", bounced)
        return len(made)

    def pay_at_once(self, most: int, *, now: datetime) -> int:
        """Have some pay by UPI who would pay anyway, now; return how many payments were made."""
        chosen = [one for one in map(self._payer_of, self.bills) if one[1].way is Way.UPI][:most]
        self._due = [(now, account) for account, _ in chosen]
        return self.pay(now=now)

    def _payer_of(self, account: str) -> tuple[str, Payer]:
        return account, self._payer(account)

    def _payer(self, account: str) -> Payer:
        return payer(account, seed=self.seed)

    def _wishes(self, bill: Bill) -> list[Sequence[object]]:
        one = self._payer(bill.account)
        named = self._another(bill) if one.slip is Slip.ON_ANOTHER else bill
        written = (named.account, reference_of(named.id), named.number)
        if one.slip is Slip.ON_NONE:
            written = (NO_ACCOUNT, "", "")
        elif one.way is Way.UPI:
            written = ("", written[1], "")  # a link says the reference, and nothing of the account
        return [(str(one.way), *written, paise) for paise in amounts(bill.paise, one.slip)]

    def _another(self, bill: Bill) -> Bill:
        accounts = list(self.bills)
        return self.bills[accounts[accounts.index(bill.account) - 1]]

    def _write_down(self, accounts: Sequence[str], made: Sequence[int], now: datetime) -> None:
        with self.truth.open("a", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            for account, number in zip(accounts, made, strict=True):
                one = self._payer(account)
                self.deeds[number] = Deed(account, one.because, one.slip)
                lines.writerow((number, account, one.because, one.slip, now.isoformat()))
                if one.bounces:
                    heapq.heappush(self._bouncing, (now + timedelta(days=CLEARING), number))

    def _ask(self, what: str, told: object) -> list[int]:
        asked = urllib.request.Request(  # noqa: S310 - our own bank
            f"{self.bank}/{what}", data=json.dumps(told).encode(), headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - our own bank
            return list(json.load(answer))


def by_address(truth: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return whose account a letter speaks of, by where it went and the last four digits in it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for account, address in truth:
        found[address, account[-4:]].append(account)
    return found


def _popped(heap: list[tuple[datetime, Any]], now: datetime) -> list[Any]:
    found = []
    while heap and heap[0][0] <= now:
        found.append(heapq.heappop(heap)[1])
    return found
