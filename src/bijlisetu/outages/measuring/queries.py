"""The indices of a period: of the offices below one, or of its feeders, in all and by month, planned and unplanned."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.editions.queries import in_force
from bijlisetu.network.models import Feeder, Office
from bijlisetu.outages.measuring import counting
from bijlisetu.outages.measuring.counting import Counting
from bijlisetu.outages.measuring.periods import Period
from bijlisetu.outages.measuring.rules import Denominator, Indices, Sums, indices
from bijlisetu.plumbing.database.sql import rows


class By(enum.Enum):
    """What the lines are."""

    OFFICE = "office"  #: each that answers to the office directly
    FEEDER = "feeder"


#: Feeders as they stand in the tree now. Line 0 is what the office has itself.
UNDER = """LEFT JOIN (
        network_office_tree above
        JOIN network_officeplace under
          ON under.office_id = above.ancestor_id AND under.parent_id = %(office)s AND under.valid_to IS NULL
    ) ON above.descendant_id = {of}"""
PLACES = {
    By.OFFICE: f"""
    SELECT place.feeder_id, coalesce(under.office_id, 0) AS line FROM network_feederplace place
    JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
    {UNDER.format(of="place.section_id")} WHERE place.valid_to IS NULL""",
    By.FEEDER: """
    SELECT place.feeder_id, place.feeder_id AS line FROM network_feederplace place
    JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
    WHERE place.valid_to IS NULL""",
}
#: Returns of offices, the highest of each month: it holds in place of what lies below.
RETURNED = {
    By.OFFICE: f"""
    SELECT DISTINCT one.office_id, one.month, coalesce(under.office_id, 0) AS line FROM outages_monthreturn one
    JOIN rule USING (month)
    JOIN network_office_tree tree ON tree.descendant_id = one.office_id AND tree.ancestor_id = %(office)s
    {UNDER.format(of="one.office_id")}
    WHERE NOT EXISTS (
        SELECT FROM outages_monthreturn higher
        JOIN network_office_tree up ON up.ancestor_id = higher.office_id AND up.descendant_id = one.office_id
        JOIN network_office_tree inside ON inside.ancestor_id = %(office)s AND inside.descendant_id = higher.office_id
        WHERE higher.month = one.month AND up.depth > 0
    )""",
    By.FEEDER: "SELECT NULL::bigint AS office_id, NULL::date AS month, NULL::bigint AS line WHERE false",
}
FIRST_OF_MONTH = "date_trunc('month', one.from_at AT TIME ZONE 'Asia/Kolkata')::date"
#: Without splitting, an interruption is wholly its first month's.
WHOLE = f"rule.month = {FIRST_OF_MONTH}"
SPLIT = f"({WHOLE} OR rule.splits AND one.from_at < rule.begins AND one.until_at > rule.begins)"
COMMON = """
WITH rule AS MATERIALIZED (
    SELECT * FROM unnest(%(months)s::date[], %(begins)s::timestamptz[], %(ends)s::timestamptz[], %(over)s::int[],
                         %(splits)s::bool[]) AS rule (month, begins, ends, over, splits)
), place AS MATERIALIZED ({place}), returned AS MATERIALIZED ({returned}), covered AS MATERIALIZED (
    SELECT DISTINCT below.feeder_id, returned.month FROM returned
    JOIN network_office_tree tree ON tree.ancestor_id = returned.office_id
    JOIN network_feederplace below ON below.section_id = tree.descendant_id AND below.valid_to IS NULL
)"""
#: A return of a feeder holds in place of its single interruptions; what a log tells, in place of what our desk knew.
SUMS = """{common}, own AS MATERIALIZED (
    SELECT place.line, one.* FROM outages_monthreturn one JOIN place USING (feeder_id) JOIN rule USING (month)
    WHERE NOT EXISTS (SELECT FROM covered WHERE covered.feeder_id = one.feeder_id AND covered.month = one.month)
), told AS MATERIALIZED (
    SELECT feeder_id, month, bool_or(customer_interruptions IS NOT NULL) AS sums,
           bool_or(customer_momentary IS NOT NULL) AS momentary
    FROM own GROUP BY feeder_id, month
), single AS (
    SELECT place.line, rule.month, one.planned, one.events, one.interrupted,
           one.from_at >= rule.begins AS begins_here,
           NOT coalesce(told.sums, false) AND (
               one.until_at - one.from_at > make_interval(mins => rule.over) OR one.interrupted < one.customers
           ) AS lasts,
           NOT coalesce(told.momentary, false) AND one.source = 'import'
             AND one.until_at - one.from_at <= make_interval(mins => rule.over) AS is_momentary,
           one.customers * extract(epoch FROM
               CASE WHEN rule.splits THEN least(one.until_at, rule.ends) ELSE one.until_at END
               - greatest(one.from_at, rule.begins)) / 60 AS minutes
    FROM outages_interruption one JOIN place USING (feeder_id) JOIN rule ON {within}
    LEFT JOIN told ON told.feeder_id = one.feeder_id AND told.month = rule.month
    WHERE NOT EXISTS (SELECT FROM covered WHERE covered.feeder_id = one.feeder_id AND covered.month = rule.month)
      AND (one.source = 'import' OR NOT EXISTS (
          SELECT FROM outages_interruption log WHERE log.source = 'import' AND log.feeder_id = one.feeder_id
          AND log.from_at < one.until_at AND log.until_at > one.from_at
      ))
), cell (line, month, planned, events, customers, minutes, momentary) AS (
    SELECT line, month, planned, sum(events) FILTER (WHERE lasts AND begins_here),
           sum(interrupted) FILTER (WHERE lasts AND begins_here), sum(minutes) FILTER (WHERE lasts),
           sum(interrupted) FILTER (WHERE is_momentary AND begins_here)
    FROM single GROUP BY line, month, planned
    UNION ALL
    SELECT line, month, planned, interruptions, customer_interruptions, customer_minutes, customer_momentary FROM own
    UNION ALL
    SELECT returned.line, month, one.planned, one.interruptions, one.customer_interruptions, one.customer_minutes,
           one.customer_momentary
    FROM outages_monthreturn one JOIN returned USING (office_id, month)
)
SELECT line, month, planned, sum(events), sum(customers), sum(minutes), sum(momentary)
FROM cell GROUP BY GROUPING SETS ((line, planned), (month, planned))
"""
SERVED = """{common}
SELECT line, array_agg(month), array_agg(customers) FROM (
    SELECT line, month, sum(customers) AS customers FROM (
    SELECT place.line, one.month, one.customers FROM outages_served one
    JOIN place USING (feeder_id) JOIN rule USING (month)
    WHERE NOT EXISTS (SELECT FROM covered WHERE covered.feeder_id = one.feeder_id AND covered.month = one.month)
    UNION ALL
    SELECT returned.line, month, one.customers FROM outages_served one JOIN returned USING (office_id, month)
    ) AS served GROUP BY line, month
) AS of_month GROUP BY line
"""
Cells = dict[bool | None, Sums]  #: planned, unplanned, or not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The indices of one place and time: in all, and of planned and unplanned interruptions."""

    all: Indices
    planned: Indices
    unplanned: Indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One office or feeder."""

    key: int
    name: str
    apart: Apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The indices of an office in a period."""

    whole: Apart
    months: Mapping[date, Apart]
    lines: tuple[Line, ...]  #: those with the longest darkness of an average customer first


@dataclass(slots=True)
class _Heap:
    """What is added up of one line."""

    cells: Cells = field(default_factory=dict)
    served: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def put(self, planned: bool | None, sums: Sums) -> None:
        self.cells[planned] = self.cells.get(planned, Sums()) + sums


def counting_at(at: datetime) -> Counting:
    """Return the rules that hold at the moment: as they came with us, or as they have been edited."""
    return in_force(counting.FILE, at=at, shipped=counting.shipped(), read=counting.read)


def measured(office: int, period: Period, *, by: By, rules: Counting) -> Measured:
    """
    Return the indices of the office in the period, by month and by line.

    Without consumers known to be served in a month, that month has none.
    """
    values = _as_arrays(period, rules)
    common = COMMON.format(place=PLACES[by], returned=RETURNED[by])
    within = SPLIT if True in values["splits"] else WHOLE
    lines: dict[int, _Heap] = defaultdict(_Heap)
    months: dict[date, _Heap] = defaultdict(_Heap)
    for line, month, planned, *told in rows(SUMS.format(common=common, within=within), office=office, **values):
        heap = months[month] if line is None else lines[line]
        heap.put(planned, _sums(*told))
    for line, known, customers in rows(SERVED.format(common=common), office=office, **values):
        lines[line].served.update(zip(known, map(int, customers), strict=True))
        for month, many in lines[line].served.items():
            months[month].served[month] += many
    return _made(period, by, rules, lines, months)


def _made(
    period: Period, by: By, rules: Counting, lines: Mapping[int, _Heap], months: Mapping[date, _Heap]
) -> Measured:
    how = rules.rule_of(period.months[-1]).denominator
    whole = _Heap()
    for heap in months.values():
        whole.served.update(heap.served)
        for planned, sums in heap.cells.items():
            whole.put(planned, sums)
    names = _names(by, lines)
    found = [
        Line(key=key, name=names[key], apart=_apart(heap, how)) for key, heap in lines.items() if key in names
    ]  # fmt: skip
    return Measured(
        whole=_apart(whole, how),
        months={month: _apart(months[month], how) for month in period.months if month in months},
        lines=tuple(sorted(found, key=lambda line: (-(line.apart.all.saidi_minutes or 0), line.name))),
    )


def _apart(heap: _Heap, how: Denominator) -> Apart:
    whole = sum(heap.cells.values(), Sums())
    return Apart(
        all=indices(whole, heap.served, denominator=how),
        planned=indices(heap.cells.get(True, Sums()), heap.served, denominator=how),
        unplanned=indices(heap.cells.get(False, Sums()), heap.served, denominator=how),
    )


def _as_arrays(period: Period, rules: Counting) -> dict[str, list[object]]:
    months = [Period(month, 1) for month in period.months]
    held = [rules.rule_of(one.first) for one in months]
    return {
        "months": [one.first for one in months],
        "begins": [one.begins for one in months],
        "ends": [one.ends for one in months],
        "over": [one.over_minutes for one in held],
        "splits": [one.splits for one in held],
    }


def _sums(events: int | None, interrupted: Decimal | None, minutes: Decimal | None, momentary: Decimal | None) -> Sums:
    return Sums(
        interruptions=int(events or 0), customer_interruptions=Decimal(interrupted or 0),
        customer_minutes=Decimal(minutes or 0), momentary=None if momentary is None else Decimal(momentary),
    )  # fmt: skip


def _names(by: By, keys: Iterable[int]) -> dict[int, str]:
    if by is By.FEEDER:
        found = Feeder.objects.filter(pk__in=list(keys)).values_list("id", "name", "code")
        return {feeder: f"{name} · {code}" for feeder, name, code in found}
    return dict(Office.objects.filter(pk__in=list(keys)).values_list("id", "name"))
