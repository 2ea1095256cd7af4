"""
Arrears by their age: counted once a night, kept by feeder, so that a page adds up a few thousand rows.

An age changes with the day and not with a deed, so it is a picture of each night, dated, and not a running total.
Here a payment settles the oldest, whatever the utility's rule for surcharge: what is owed was charged last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bijlisetu.arrears.models import Night, Owing
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal

#: No deed on the books lasts so long: what bears an earlier moment than this before the count was committed then.
LONGEST_DEED = "interval '1 day'"
AGES = ("not_due", "to_30", "to_90", "to_180", "to_365", "older")
#: What is owed of each charge: the newest first, until the balance is spent.
COUNTED = """
SELECT consumer.feeder_id, age, count(DISTINCT owed.consumer_id)::int AS people, sum(owed.amount) AS amount
FROM (
    SELECT consumer_id, due, least(amount, balance - (behind - amount)) AS amount
    FROM (
        SELECT charge.consumer_id, due, charge.amount, balance,
               sum(charge.amount) OVER (PARTITION BY charge.consumer_id ORDER BY due DESC, entry_id DESC) AS behind
        FROM (
            SELECT line.consumer_id, line.entry_id, sum(line.amount) AS amount,
                   coalesce((entry.evidence ->> 'due')::date, entry.day) AS due
            FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
            WHERE line.head = 'receivable' AND line.consumer_id IS NOT NULL AND {entry}
              AND entry.reverses_id IS NULL AND NOT EXISTS (
                SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id AND {later}
              )
            GROUP BY line.consumer_id, line.entry_id, entry.id HAVING sum(line.amount) > 0
        ) AS charge JOIN (
            SELECT line.consumer_id, sum(line.amount) AS balance
            FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
            WHERE line.head = 'receivable' AND line.consumer_id IS NOT NULL AND {entry}
            GROUP BY 1 HAVING sum(line.amount) > 0
        ) AS owing USING (consumer_id)
    ) AS charged WHERE behind - amount < balance
) AS owed
JOIN consumers_consumer consumer ON consumer.id = owed.consumer_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN %(on)s < due THEN 'not_due' WHEN %(on)s - due <= 30 THEN 'to_30'
                WHEN %(on)s - due <= 90 THEN 'to_90' WHEN %(on)s - due <= 180 THEN 'to_180'
                WHEN %(on)s - due <= 365 THEN 'to_365' ELSE 'older' END AS age
) AS aged
GROUP BY 1, 2
"""
ALL = COUNTED.format(entry="true", later="true")
SEEN = f"({{0}}.at <= %(made_at)s - {LONGEST_DEED} OR {{0}}.id <@ %(seen)s::int8multirange)"
THEN = COUNTED.format(entry=SEEN.format("entry"), later=SEEN.format("later"))
#: One statement sees one moment: what is counted, its entries, and the balances. Nobody who pays waits for it.
KEEP = f"""
WITH night AS (
    INSERT INTO arrears_night ("on", made_at, seen)
    SELECT %(on)s, %(made_at)s, coalesce(range_agg(int8range(id, id, '[]')), '{{}}')
    FROM ledger_entry WHERE at > %(made_at)s - {LONGEST_DEED}
),
kept AS (
    INSERT INTO arrears_owing ("on", feeder_id, age, people, amount, made_at)
    SELECT %(on)s, feeder_id, age, people, amount, %(made_at)s FROM ({ALL}) AS counted ORDER BY feeder_id, age
    RETURNING amount
)
SELECT count(*), coalesce(sum(amount), 0),
       (SELECT coalesce(sum(receivable), 0) FROM ledger_balance WHERE receivable > 0) FROM kept
"""
#: Nights before this many days go, but for the last of each month.
LET_GO = """
DELETE FROM arrears_owing WHERE "on" < %(on)s - 31 AND extract(day FROM "on" + 1) <> 1
"""
BY_OFFICE = """
SELECT office.id, office.name, owing.age, sum(owing.people)::int, sum(owing.amount)
FROM arrears_owing owing
JOIN network_feeder_over over ON over.feeder_id = owing.feeder_id
JOIN network_officeplace place
  ON place.office_id = over.office_id AND place.parent_id = %(office)s AND place.valid_to IS NULL
JOIN network_office office ON office.id = over.office_id
WHERE owing."on" = %(on)s GROUP BY office.id, office.name, owing.age ORDER BY office.name, office.id
"""
IN_ALL = """
SELECT owing.age, sum(owing.people)::int, sum(owing.amount)
FROM arrears_owing owing
JOIN network_feeder_over over ON over.feeder_id = owing.feeder_id AND over.office_id = %(office)s
WHERE owing."on" = %(on)s GROUP BY 1
"""
UNLIKE = f"""
SELECT feeder_id, age, coalesce(kept.amount, 0), coalesce(counted.amount, 0)
FROM (SELECT * FROM arrears_owing WHERE "on" = %(on)s) AS kept FULL JOIN ({THEN}) AS counted USING (feeder_id, age)
WHERE kept.amount IS DISTINCT FROM counted.amount OR kept.people IS DISTINCT FROM counted.people
ORDER BY 1, 2 LIMIT 20
"""


class NotWhatBalancesSay(Refusal):
    """The ages do not add up to the balances: nothing is kept of this night."""


@dataclass(frozen=True, slots=True)
class Aged:
    """What people of an office owe of one age."""

    people: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class OfOffice:
    """An office with what its people owe, by age."""

    office: int
    name: str
    ages: dict[str, Aged]

    @property
    def amount(self) -> Decimal:
        """All that is owed."""
        return sum((one.amount for one in self.ages.values()), Decimal(0))


@transaction.atomic
def keep(*, on: date, at: datetime) -> int:
    """
    Keep what is owed at the moment as it ages on the day, in place of what was kept of the day before.

    :raises NotWhatBalancesSay: if it does not add up to the balances; then what was kept stays
    """
    execute('DELETE FROM arrears_owing WHERE "on" = %(on)s', on=on)
    execute("DELETE FROM arrears_night")
    ((kept, aged, balances),) = rows(KEEP, on=on, made_at=at)
    if aged != balances:
        raise NotWhatBalancesSay(f"arrears by age come to {aged}, and balances to {balances}")
    execute(LET_GO, on=on)
    return int(kept)


def last_night() -> date | None:
    """Return the day of which arrears were counted last."""
    found: date | None = Owing.objects.order_by("-on").values_list("on", flat=True).first()
    return found


def by_office(office: int, *, on: date) -> list[OfOffice]:
    """Return what people of the offices right below owe, by age."""
    found: dict[int, OfOffice] = {}
    for below, name, age, people, amount in rows(BY_OFFICE, office=office, on=on):
        found.setdefault(below, OfOffice(below, name, {})).ages[age] = Aged(people, amount)
    return list(found.values())


def in_all(office: int, *, on: date) -> dict[str, Aged]:
    """Return what people below the office owe, by age."""
    found = {age: Aged(people, amount) for age, people, amount in rows(IN_ALL, office=office, on=on)}
    return {age: found.get(age, Aged()) for age in AGES}


def untrue() -> list[str]:
    """Return in words where the last night's figures are not what a recount gives."""
    night = Night.objects.first()
    if night is None:
        return []
    return [
        f"feeder {feeder}, {age}: kept {kept}, counted {counted}"
        for feeder, age, kept, counted in rows(UNLIKE, on=night.on, made_at=night.made_at, seen=night.seen)
    ]
