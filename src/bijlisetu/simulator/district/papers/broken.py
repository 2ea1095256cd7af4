"""Lines that no import should take, scattered over the files of a district."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bijlisetu.simulator.district import profiles
from bijlisetu.simulator.district.billing_system import BillingSystem
from bijlisetu.simulator.district.cards import pack
from bijlisetu.simulator.district.homes.connections import account_number, connect, consumer_facts
from bijlisetu.simulator.district.homes.households import Household
from bijlisetu.simulator.district.homes.numbers import Series
from bijlisetu.simulator.district.papers.bills import Bills
from bijlisetu.simulator.district.papers.export import Export, ExportLine, Facts
from bijlisetu.simulator.district.profiles import Profile

ABSURD_AMOUNT = "99999999999.00"
NO_FEEDER = "00000000000XXX"
FIRST_UNKNOWN_SERIAL = 10_000_000  # beyond any district's accounts


def _spoiled(fact: str, value: Callable[[str], str]) -> Callable[[Facts], Facts]:
    return lambda facts: {**facts, fact: value(facts[fact])}


#: Ways to spoil what is said of a household that stands nowhere else.
CONSUMERS: Mapping[str, Callable[[Facts], Facts]] = {
    "missing account": _spoiled("account", lambda _: ""),
    "seven digits": _spoiled("account", lambda account: account[-7:]),
    "unknown feeder": _spoiled("feeder_code", lambda _: NO_FEEDER),
    "empty name": _spoiled("name", lambda _: ""),
}
TOO_FEW_COLUMNS = "too few columns"
#: A sound line once more, the name spelled by a second clerk.
REPEATED = "repeated account"

#: Ways to spoil a second bill of an account whose first is sound.
BILLS: Mapping[str, Callable[[Facts], Facts]] = {
    "negative amount": _spoiled("payable", lambda amount: f"-{amount}"),
    "absurd amount": _spoiled("payable", lambda _: ABSURD_AMOUNT),
    "missing bill number": _spoiled("number", lambda _: ""),
}
UNKNOWN_ACCOUNT = "unknown account"
A_COLUMN_SHORT = "wrong column count"
#: Due a month before the bill's own date.
OVERDUE = "due date in the past"


def broken_consumers(consumers: int) -> list[str]:
    """Return the flaws of a consumers' file with so many lines."""
    flaws = (*CONSUMERS, TOO_FEW_COLUMNS, REPEATED)
    return _each_as_often(flaws, lines=consumers, share=profiles.BROKEN_CONSUMERS)


class BrokenConsumers:
    """Stands beside the sound lines of the consumers' file and adds the broken ones."""

    def __init__(
        self, flaws: list[str], *, accounts: int, profile: Profile, system: BillingSystem, export: Export, seed: int
    ) -> None:
        self._rng = random.Random(f"broken consumers {seed}")
        self._flaws = _scatter(flaws, accounts=accounts, rng=self._rng)
        self._series = Series.of_seed(seed, spare=True)
        self._devanagari = profile.devanagari
        self._system, self._export = system, export
        self._serial = accounts + 1

    def after(self, household: Household) -> list[ExportLine]:
        """Return the lines that follow a household's own."""
        flaw = self._flaws.get(household.connection.serial)
        if flaw is None:
            return []
        if flaw == REPEATED:
            other = household.connection.person.other_spelling
            return [self._export.line({**household.facts, "name": other})]
        neighbour = self._neighbour(household)
        if flaw == TOO_FEW_COLUMNS:
            return [self._export.line(neighbour)[:9]]
        return [self._export.line(CONSUMERS[flaw](neighbour))]

    def _neighbour(self, household: Household) -> Facts:
        place = household.connection.place
        neighbour = connect(self._serial, place=place, system=self._system, devanagari=self._devanagari, rng=self._rng)
        self._serial += 1
        mobile = self._series.take()
        return consumer_facts(neighbour, system=self._system, mobile=mobile, mailbox="", rng=self._rng)


class BrokenBills:
    """Stands beside the sound bills and adds the broken ones."""

    def __init__(
        self,
        cycle: Bills,
        *,
        bill_date: date,
        accounts: int,
        consumers: int,
        system: BillingSystem,
        export: Export,
        seed: int,
    ) -> None:
        kinds = (UNKNOWN_ACCOUNT, *BILLS, A_COLUMN_SHORT, OVERDUE)
        flaws = _each_as_often(kinds, lines=consumers, share=profiles.BROKEN_BILLS)
        self._flaws = _scatter(flaws, accounts=accounts, rng=random.Random(f"broken bills {seed}"))
        self._cycle = cycle
        self._past = cycle.day(bill_date - timedelta(days=30))
        self._system, self._export = system, export

    def after(self, household: Household, *, sound: Facts) -> list[ExportLine]:
        """Return the lines that follow a household's own bill."""
        serial = household.connection.serial
        flaw = self._flaws.get(serial)
        if flaw is None:
            return []
        second = {**sound, "number": self._cycle.number(FIRST_UNKNOWN_SERIAL + serial)}
        if flaw == A_COLUMN_SHORT:
            line = self._export.line(second)
            return [[*line[:12], *line[13:]]]
        if flaw == OVERDUE:
            return [self._export.line({**second, "due_date": self._past})]
        if flaw == UNKNOWN_ACCOUNT:
            return [self._export.line({**second, "account": self._unknown(household)})]
        return [self._export.line(BILLS[flaw](second))]

    def _unknown(self, household: Household) -> str:
        connection = household.connection
        serial = FIRST_UNKNOWN_SERIAL + int(connection.account[-6:])
        return account_number(serial, urban=connection.place.urban, system=self._system)


def _each_as_often(kinds: tuple[str, ...], *, lines: int, share: float) -> list[str]:
    each = max(int(lines >= profiles.BROKEN_FROM), round(lines * share / len(kinds)))
    return pack(dict.fromkeys(kinds, each))


def _scatter(flaws: list[str], *, accounts: int, rng: random.Random) -> dict[int, str]:
    return dict(zip(rng.sample(range(1, accounts + 1), len(flaws)), flaws, strict=True))
