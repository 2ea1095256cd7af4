"""Lines that no import should take, scattered over the files of a district."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bijlisetu.simulator.district import bills, connections, profiles
from bijlisetu.simulator.district.bills import Bills, day
from bijlisetu.simulator.district.cards import pack
from bijlisetu.simulator.district.connections import account_number, connect, consumer_line
from bijlisetu.simulator.district.households import Household
from bijlisetu.simulator.district.numbers import Series
from bijlisetu.simulator.district.profiles import Profile

Line = list[str]
ABSURD_AMOUNT = "99999999999.00"
NO_FEEDER = "00000000000XXX"
FIRST_UNKNOWN_SERIAL = 10_000_000  # beyond any district's accounts


def _with(column: str, value: Callable[[str], str], *, columns: list[str]) -> Callable[[Line], Line]:
    at = columns.index(column)
    return lambda line: [*line[:at], value(line[at]), *line[at + 1 :]]


def _consumer(column: str, value: Callable[[str], str]) -> Callable[[Line], Line]:
    return _with(column, value, columns=connections.COLUMNS)


def _bill(column: str, value: Callable[[str], str]) -> Callable[[Line], Line]:
    return _with(column, value, columns=bills.COLUMNS)


def _unknown(account: str) -> str:
    return account_number(FIRST_UNKNOWN_SERIAL + int(account[-6:]), urban=len(account) == 10)


#: Ways to spoil the line of a household that stands nowhere else.
CONSUMERS: Mapping[str, Callable[[Line], Line]] = {
    "missing account": _consumer("ACCT_ID", lambda _: ""),
    "seven digits": _consumer("ACCT_ID", lambda account: account[-7:]),
    "unknown feeder": _consumer("FEEDER_CODE", lambda _: NO_FEEDER),
    "empty name": _consumer("NAME", lambda _: ""),
    "too few columns": lambda line: line[:9],
}
#: A sound line once more, the name spelled by a second clerk.
REPEATED = "repeated account"

#: Ways to spoil a second bill of an account whose first is sound.
BILLS: Mapping[str, Callable[[Line], Line]] = {
    "unknown account": _bill("ACCT_ID", _unknown),
    "negative amount": _bill("AMOUNT_PAYABLE", lambda amount: f"-{amount}"),
    "absurd amount": _bill("AMOUNT_PAYABLE", lambda _: ABSURD_AMOUNT),
    "missing bill number": _bill("BILL_ID", lambda _: ""),
    "wrong column count": lambda line: [*line[:12], *line[13:]],
}
#: Due a month before the bill's own date.
OVERDUE = "due date in the past"


def broken_consumers(consumers: int) -> list[str]:
    """Return the flaws of a consumers' file with so many lines."""
    return _each_as_often((*CONSUMERS, REPEATED), lines=consumers, share=profiles.BROKEN_CONSUMERS)


class BrokenConsumers:
    """Stands beside the sound lines of the consumers' file and adds the broken ones."""

    def __init__(self, flaws: list[str], *, accounts: int, profile: Profile, seed: int) -> None:
        self._rng = random.Random(f"broken consumers {seed}")
        self._flaws = _scatter(flaws, accounts=accounts, rng=self._rng)
        self._series = Series.of_seed(seed, spare=True)
        self._devanagari = profile.devanagari
        self._serial = accounts + 1

    def after(self, household: Household) -> list[Line]:
        """Return the lines that follow a household's own."""
        flaw = self._flaws.get(household.connection.serial)
        if flaw is None:
            return []
        if flaw == REPEATED:
            other = household.connection.person.other_spelling
            return [_consumer("NAME", lambda _: other)(household.line)]
        return [CONSUMERS[flaw](self._neighbour(household))]

    def _neighbour(self, household: Household) -> Line:
        place = household.connection.place
        neighbour = connect(self._serial, place=place, devanagari=self._devanagari, rng=self._rng)
        self._serial += 1
        return consumer_line(neighbour, mobile=self._series.take(), mailbox="", rng=self._rng)


class BrokenBills:
    """Stands beside the sound bills and adds the broken ones."""

    def __init__(self, cycle: Bills, *, bill_date: date, accounts: int, consumers: int, seed: int) -> None:
        flaws = _each_as_often((*BILLS, OVERDUE), lines=consumers, share=profiles.BROKEN_BILLS)
        self._flaws = _scatter(flaws, accounts=accounts, rng=random.Random(f"broken bills {seed}"))
        self._cycle = cycle
        self._past = day(bill_date - timedelta(days=30))

    def after(self, household: Household, *, sound: Line) -> list[Line]:
        """Return the lines that follow a household's own bill."""
        serial = household.connection.serial
        flaw = self._flaws.get(serial)
        if flaw is None:
            return []
        number = self._cycle.number(FIRST_UNKNOWN_SERIAL + serial)
        second = _bill("BILL_ID", lambda _: number)(sound)
        return [_bill("DUE_DATE", lambda _: self._past)(second) if flaw == OVERDUE else BILLS[flaw](second)]


def _each_as_often(kinds: tuple[str, ...], *, lines: int, share: float) -> list[str]:
    each = max(int(lines >= profiles.BROKEN_FROM), round(lines * share / len(kinds)))
    return pack(dict.fromkeys(kinds, each))


def _scatter(flaws: list[str], *, accounts: int, rng: random.Random) -> dict[int, str]:
    return dict(zip(rng.sample(range(1, accounts + 1), len(flaws)), flaws, strict=True))
