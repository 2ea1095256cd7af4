"""How far the news of outages got: of a month, by office, by month and by outage, from receipts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bijlisetu.network.models import Office
from bijlisetu.outages.measuring.periods import Period
from bijlisetu.outages.queries import TOLD
from bijlisetu.plumbing.database.sql import rows

#: Work that is told later than this before its hour was told late; it is counted, and never refused.
NOTICE = timedelta(hours=24)
WAITING = "waiting"
MOST = 200
#: Which line of the table a section belongs to: the office below, or 0 where it is the office's own.
LINES = """
WITH line AS MATERIALIZED (
    SELECT tree.descendant_id AS section_id, coalesce(under.office_id, 0) AS line FROM network_office_tree tree
    LEFT JOIN (
        network_office_tree above
        JOIN network_officeplace under
          ON under.office_id = above.ancestor_id AND under.parent_id = %(office)s AND under.valid_to IS NULL
    ) ON above.descendant_id = tree.descendant_id
    WHERE tree.ancestor_id = %(office)s
)"""
#: An outage is the office's where it answers for it, or where people of its own were touched.
PLACED = f"""{LINES}, chosen AS MATERIALIZED (
    SELECT id, number, kind, from_at, office_id, told_at,
           date_trunc('month', from_at AT TIME ZONE 'Asia/Kolkata')::date AS month
    FROM outages_outage
    WHERE from_at >= %(begins)s AND from_at < %(ends)s AND (state <> 'cancelled' OR told_at IS NOT NULL)
)"""
HERE = """
(chosen.office_id IN (SELECT section_id FROM line)
 OR chosen.id IN (SELECT outage_id FROM outages_ledgerline JOIN line USING (section_id)))
"""
COUNT = """
count(*), count(*) FILTER (WHERE told_at IS NULL),
count(*) FILTER (WHERE kind = 'planned' AND told_at > from_at - %(notice)s::interval)
"""
OUTAGES = {
    "line": f"""{PLACED}, placed AS (
        SELECT outage_id, line FROM outages_ledgerline JOIN line USING (section_id)
        WHERE outage_id IN (SELECT id FROM chosen)
        UNION SELECT id, line FROM chosen JOIN line ON line.section_id = chosen.office_id
    )
    SELECT line, {COUNT} FROM placed JOIN chosen ON chosen.id = placed.outage_id GROUP BY line""",
    "month": f"{PLACED} SELECT month, {COUNT} FROM chosen WHERE {HERE} GROUP BY month",
}
#: As totals have it: who has lines was told, and nothing of the outages themselves needs to be asked.
PEOPLE = f"""{LINES}
SELECT {{key}}, total.fate, sum(total.people) FROM outages_newstotal total JOIN line ON line.section_id = total.section
WHERE total.month >= %(first)s AND total.month < %(after)s GROUP BY 1, 2 HAVING sum(total.people) <> 0
"""
PEOPLE_OF_EACH = f"""{LINES}
SELECT outage.number, one.fate, sum(one.people) FROM outages_outage outage
JOIN outages_ledgerline one ON one.outage_id = outage.id JOIN line USING (section_id)
WHERE outage.number = ANY(%(numbers)s) GROUP BY 1, 2
"""
EACH = f"""{PLACED}
SELECT chosen.number, chosen.kind, chosen.from_at, chosen.told_at
FROM chosen WHERE {HERE} ORDER BY chosen.from_at DESC LIMIT %(most)s
"""


@dataclass(slots=True, kw_only=True)
class Told:
    """Outages, and people by what became of the news; the parts add up to the touched."""

    outages: int = 0
    untold: int = 0  #: of which nobody was told
    late_notices: int = 0  #: planned, and told less than a day ahead
    fates: dict[str, int] = field(default_factory=dict)

    @property
    def touched(self) -> int:
        """How many people, each once an outage."""
        return sum(self.fates.values())

    @property
    def told_before(self) -> int:
        """Before the planned hour; of a breakdown, while it was dark."""
        return self.fates.get("told_before", 0)

    @property
    def told_late(self) -> int:
        """When it had begun, or was over."""
        return self.fates.get("told_late", 0)

    @property
    def no_receipt(self) -> int:
        """It left us and may have arrived."""
        return self.fates.get("no_receipt", 0)

    @property
    def waiting(self) -> int:
        """On the way."""
        return self.fates.get(WAITING, 0)

    @property
    def why_not(self) -> Mapping[str, int]:
        """Who was not told, by why: no_address, failed, expired, withdrawn, never_told …."""
        return {fate: many for fate, many in self.fates.items() if fate not in (*TOLD, WAITING)}

    @property
    def not_told(self) -> int:
        """How many in all."""
        return sum(self.why_not.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOffice:
    """What an office below did."""

    office: int
    name: str
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOutage:
    """How far the news of one outage got within the office."""

    number: str
    kind: str
    from_at: datetime
    told_at: datetime | None  #: none: nobody was told
    told: Told

    @property
    def is_late(self) -> bool:
        """Whether planned work was told less than a day ahead."""
        return self.kind == "planned" and self.told_at is not None and self.told_at > self.from_at - NOTICE


def told_in(office: int, period: Period) -> Told:
    """Return the whole of the office in the month."""
    return told_by_month(office, period).get(period.first, Told())


def told_by_office(office: int, period: Period) -> list[OfOffice]:
    """Return the same for each office below: those with most people not told first."""
    found = _by("line", office, period)
    names = dict(Office.objects.filter(pk__in=[key for key in found if key]).values_list("id", "name"))
    lines = [OfOffice(office=key, name=name, told=found[key]) for key, name in names.items()]
    return sorted(lines, key=lambda line: (-line.told.not_told, line.name))


def told_by_month(office: int, period: Period) -> dict[date, Told]:
    """Return the same for each month of the period that has an outage."""
    found = _by("month", office, period)
    return {month: found[month] for month in period.months if month in found}


def outages_of(office: int, period: Period) -> list[OfOutage]:
    """Return the outages of the period, the latest first, with their people of the office."""
    listed = rows(EACH, most=MOST, **_values(office, period))
    numbers = [number for number, *_ in listed]
    told = _added(rows(PEOPLE_OF_EACH, office=office, numbers=numbers))
    return [
        OfOutage(number=number, kind=kind, from_at=from_at, told_at=told_at, told=told[number])
        for number, kind, from_at, told_at in listed
    ]


def _by(key: str, office: int, period: Period) -> dict[Any, Told]:
    values = _values(office, period)
    found = _added(rows(PEOPLE.format(key=key), first=period.first, after=period.ends.date(), **values))
    for line, outages, untold, late in rows(OUTAGES[key], notice=NOTICE, **values):
        found[line].outages, found[line].untold, found[line].late_notices = outages, untold, late
    return dict(found)


def _added(people: Iterable[tuple[Any, ...]]) -> defaultdict[Any, Told]:
    found: defaultdict[Any, Told] = defaultdict(Told)
    for key, fate, many in people:
        found[key].fates[fate] = int(many)
    return found


def _values(office: int, period: Period) -> dict[str, object]:
    return {"office": office, "begins": period.begins, "ends": period.ends}


def lines_of(told: list[OfOutage]) -> Iterator[tuple[object, ...]]:
    """Yield the outages as rows of a spreadsheet, in the order of its columns."""
    for one in told:
        of = one.told
        yield (
            one.number, one.kind, one.from_at.isoformat(timespec="minutes"), "late" if one.is_late else "", of.touched,
            of.told_before, of.told_late, of.no_receipt, of.waiting, of.not_told,
        )  # fmt: skip
