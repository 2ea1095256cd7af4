"""Questions about meters: what stands on them, what is used, who is low, and who fell silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from bijlisetu.metering.states import State
from bijlisetu.metering.warnings.rules import FORECAST_DAYS, days_left
from bijlisetu.plumbing.database.sql import rows

#: Days of charge before the latest one that is known; the months are named beforehand, for the server to leave out all
#: others.
USE = """
SELECT meter.consumer_id, sum(row.charge), count(*)
FROM metering_meter meter JOIN metering_day row ON row.consumer_id = meter.consumer_id
WHERE meter.consumer_id = ANY(%(consumers)s) AND row.month = ANY(%(months)s)
  AND row.day > meter.day - %(days)s AND row.day <= meter.day
GROUP BY 1
"""
MONTHS = """
SELECT DISTINCT (extract(year FROM day) * 100 + extract(month FROM day))::int
FROM (SELECT min(day) - %(days)s AS first, max(day) AS last FROM metering_meter
      WHERE consumer_id = ANY(%(consumers)s)) AS span, generate_series(first, last, interval '1 day') AS day
"""
STANDS = """
SELECT day, balance, recharged_on, recharge, since, state FROM metering_meter WHERE consumer_id = %(consumer)s
"""
DAYS = """
SELECT day, units, reading, recharge, charge, closing FROM metering_day
WHERE consumer_id = %(consumer)s AND day > %(after)s ORDER BY day
"""
READS = """
SELECT day, sort, reading FROM metering_read WHERE consumer_id = %(consumer)s ORDER BY day DESC LIMIT %(most)s
"""
MODES = """
SELECT begins_on, is_prepaid FROM metering_mode WHERE consumer_id = %(consumer)s ORDER BY begins_on DESC
"""
WARNINGS = """
SELECT at, share, balance, is_told, ended_at FROM metering_warned
WHERE consumer_id = %(consumer)s ORDER BY at DESC, share LIMIT %(most)s
"""
CORRECTED = """
SELECT what, day, was, replaced_at FROM metering_before
WHERE consumer_id = %(consumer)s ORDER BY replaced_at DESC, id DESC LIMIT %(most)s
"""
OF_OFFICE = """
SELECT total.state, sum(total.meters) FROM metering_metertotal total JOIN network_feeder_over USING (feeder_id)
WHERE office_id = %(office)s GROUP BY 1 HAVING sum(total.meters) <> 0
"""
LISTED = """
SELECT consumer.id, consumer.account, consumer.name, meter.state, meter.day, meter.balance, meter.recharged_on,
       meter.recharge
FROM metering_meter meter JOIN consumers_consumer consumer ON consumer.id = meter.consumer_id
WHERE meter.state = %(state)s AND meter.consumer_id > %(after)s
  AND consumer.feeder_id IN (SELECT feeder_id FROM network_feeder_over WHERE office_id = %(office)s)
ORDER BY consumer.id LIMIT %(most)s
"""
SURPLUS = """
SELECT surplus.id, consumer.id, consumer.account, consumer.name, surplus.changed_on, surplus.amount, surplus.by_file
FROM metering_surplus surplus JOIN consumers_consumer consumer ON consumer.id = surplus.consumer_id
WHERE surplus.how = '' AND surplus.id > %(after)s
  AND consumer.feeder_id IN (SELECT feeder_id FROM network_feeder_over WHERE office_id = %(office)s)
ORDER BY surplus.id LIMIT %(most)s
"""
SURPLUS_OF = """
SELECT changed_on, amount, how FROM metering_surplus WHERE consumer_id = %(consumer)s ORDER BY changed_on DESC
"""
HAS_METER = """
SELECT FROM metering_meter JOIN consumers_consumer ON id = consumer_id WHERE account = %(account)s
"""
AT_ONCE = 1000


class Use(NamedTuple):
    """What was charged of late, and on how many days that are known."""

    charged: Decimal
    known: int


class Stands(NamedTuple):
    """How a meter stands."""

    day: date | None
    balance: Decimal | None
    recharged_on: date | None
    recharge: Decimal | None
    since: date | None
    state: State


class Used(NamedTuple):
    """A day of a meter."""

    day: date
    units: Decimal
    reading: Decimal | None
    recharge: Decimal
    charge: Decimal
    closing: Decimal


class Listed(NamedTuple):
    """A meter that somebody has to see to."""

    consumer: int
    account: str
    name: str
    state: State
    day: date | None
    balance: Decimal | None
    recharged_on: date | None
    recharge: Decimal | None


class OpenSurplus(NamedTuple):
    """What was left on a meter that became postpaid, of which nobody has said where it went."""

    number: int
    consumer: int
    account: str
    name: str
    changed_on: date
    amount: Decimal
    by_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a consumer's page shows of the meter."""

    stands: Stands
    days_left: int | None
    used: tuple[Used, ...]  #: of thirty days, the oldest first
    surplus: tuple[tuple[date, Decimal, str], ...]

    @property
    def is_prepaid(self) -> bool:
        """Whether the connection pays beforehand today, as far as files say."""
        return self.stands.state not in (State.POSTPAID, State.UNKNOWN)

    @property
    def is_silent(self) -> bool:
        """Whether what is known is of days ago."""
        return self.stands.state == State.SILENT


def use_of(consumers: Sequence[int]) -> Mapping[int, Use]:
    """Return what the consumers were charged on the last fourteen days up to the latest that is known."""
    about = {"consumers": list(consumers), "days": FORECAST_DAYS}
    months = [month for (month,) in rows(MONTHS, **about)]
    found = {one: Use(*use) for one, *use in rows(USE, **about, months=months)}
    return defaultdict(lambda: Use(Decimal(0), 0), found)


def card_of(consumer: int, *, days: int = 30) -> Card | None:
    """Return what is known of the consumer's meter; none if no file has named it."""
    found = rows(STANDS, consumer=consumer)
    if not found:
        return None
    stands = Stands(*found[0])._replace(state=State(found[0][-1]))
    use = use_of([consumer])[consumer]
    left = None if stands.balance is None else days_left(stands.balance, used=use.charged, known=use.known)
    used = rows(DAYS, consumer=consumer, after=stands.day - timedelta(days=days)) if stands.day else []
    surplus = tuple((on, amount, how) for on, amount, how in rows(SURPLUS_OF, consumer=consumer))
    return Card(stands=stands, days_left=left, used=tuple(Used(*row) for row in used), surplus=surplus)


def has_meter(account: str) -> bool:
    """Return whether some file has named the meter of the account."""
    return bool(rows(HAS_METER, account=account))


def reads_of(consumer: int, *, most: int = 24) -> list[tuple[date, str, Decimal]]:
    """Return the latest reads: day, how it came, what the meter showed."""
    return rows(READS, consumer=consumer, most=most)


def prepaid_since(consumer: int, *, on: date) -> date | None:
    """Return since when the consumer has been prepaid without a break; none where they are not on the day."""
    since = None
    for begins_on, is_prepaid in modes_of(consumer):
        if begins_on > on:
            continue
        if not is_prepaid:
            break
        since = begins_on
    return since


def modes_of(consumer: int) -> list[tuple[date, bool]]:
    """Return since when the consumer was prepaid or not, the latest first."""
    return rows(MODES, consumer=consumer)


def warnings_of(consumer: int, *, most: int = 12) -> list[tuple[datetime, int, Decimal, bool, datetime | None]]:
    """Return the latest warnings: when, share in percent, balance, whether it was told, when its ground fell away."""
    return rows(WARNINGS, consumer=consumer, most=most)


def corrected_of(consumer: int, *, most: int = 12) -> list[tuple[str, date, Mapping[str, object], datetime]]:
    """Return the latest figures that a later file said otherwise: what, of which day, as they were, replaced when."""
    return rows(CORRECTED, consumer=consumer, most=most)


def totals_of(office: int) -> dict[State, int]:
    """Return how many meters of the office stand how, from the kept totals."""
    return {State(state): int(meters) for state, meters in rows(OF_OFFICE, office=office)}


def listed(office: int, state: State, *, after: int = 0, most: int) -> list[Listed]:
    """Return the office's meters that stand so, by the consumer's own number."""
    found = rows(LISTED, office=office, state=state, after=after, most=most)
    return [Listed(*row) for row in found]


def everybody(office: int, states: Sequence[State]) -> Iterator[Listed]:
    """Yield all of the office's meters that stand so."""
    for state in states:
        after, some = 0, listed(office, state, most=AT_ONCE)
        while some:
            yield from some
            after = some[-1].consumer
            some = listed(office, state, after=after, most=AT_ONCE)


def surpluses(office: int, *, after: int = 0, most: int) -> list[OpenSurplus]:
    """Return what was left on meters of the office, of which nobody has said where it went."""
    return [OpenSurplus(*row) for row in rows(SURPLUS, office=office, after=after, most=most)]
