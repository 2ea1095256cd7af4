"""How many people of an office were reached on an occasion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import rows

#: What a survey tells apart: the office itself, the offices directly below it, and the feeders that are its own.
OFFICES = """
WITH told AS (
    SELECT %(office)s::bigint AS id
    UNION ALL
    SELECT office_id FROM network_officeplace WHERE parent_id = %(office)s AND valid_to IS NULL
),
own AS (SELECT feeder_id FROM network_feederplace WHERE section_id = %(office)s AND valid_to IS NULL)
"""
#: The sections under an office, itself where it is one: whose people work their feeders.
SECTIONS = """
WITH told AS (
    SELECT DISTINCT tree.descendant_id AS id FROM network_office_tree tree
    JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
    WHERE tree.ancestor_id = %(office)s
),
own AS (SELECT feeder_id FROM network_feederplace WHERE false)
"""
PILES = """
SELECT false, office_id, degree, proved, reason, sum(people)::bigint
FROM told JOIN reach_people_of_offices ON office_id = told.id
WHERE ledger = %(ledger)s AND occasion = %(occasion)s GROUP BY 2, 3, 4, 5 HAVING sum(people) <> 0
UNION ALL
SELECT true, feeder_id, degree, proved, reason, sum(people)::bigint FROM own JOIN reach_peopletotal USING (feeder_id)
WHERE ledger = %(ledger)s AND occasion = %(occasion)s GROUP BY 2, 3, 4, 5 HAVING sum(people) <> 0
"""
#: Of a time that is past, people are looked at one by one. The ledger keeps only the latest evidence; where a message
#: was read later, its try still knows when it had arrived.
PILES_THEN = """
SELECT told.is_own, told.id, degree, proved, reason, sum(people)::bigint FROM (
    SELECT consumer.feeder_id, CASE
        WHEN standing.at < %(until)s THEN standing.degree
        WHEN standing.reached AND EXISTS (
            SELECT FROM outbox_attempt attempt WHERE attempt.id = standing.attempt AND attempt.delivered_at < %(until)s
        ) THEN 'delivered' ELSE 'waiting' END AS degree,
        standing.proved, standing.reason, count(*) AS people
    FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
    WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s GROUP BY 1, 2, 3, 4
) AS pile JOIN (
    SELECT false AS is_own, told.id, feeder_id FROM told JOIN network_feeder_over ON office_id = told.id
    UNION ALL
    SELECT true, feeder_id, feeder_id FROM own
) AS told USING (feeder_id)
GROUP BY 1, 2, 3, 4, 5
"""
TASKS = """
SELECT false, office_id, sum(tasks)::bigint FROM told JOIN reach_tasks_of_offices ON office_id = told.id
WHERE subject = 'reach' GROUP BY 2
UNION ALL
SELECT true, feeder_id, sum(tasks)::bigint FROM own JOIN reach_tasktotal USING (feeder_id)
WHERE subject = 'reach' GROUP BY 2
"""
#: A section has no child offices: its feeders stand for themselves.
CHILDREN = """
SELECT false, child.id, child.kind, child.name
FROM network_officeplace edge JOIN network_office child ON child.id = edge.office_id
WHERE edge.parent_id = %(office)s AND edge.valid_to IS NULL
UNION ALL
SELECT true, feeder.id, 'feeder', feeder.name
FROM network_feederplace place JOIN network_feeder feeder ON feeder.id = place.feeder_id
WHERE place.section_id = %(office)s AND place.valid_to IS NULL
"""
#: Walks from one occasion to the next along the index instead of reading all totals.
OCCASIONS = """
WITH RECURSIVE walk (name, step) AS (
    (SELECT max(occasion), 1 FROM reach_peopletotal WHERE ledger = %(ledger)s)
    UNION ALL
    SELECT (
        SELECT max(occasion) FROM reach_peopletotal WHERE ledger = %(ledger)s AND occasion < walk.name
    ), step + 1
    FROM walk WHERE walk.name IS NOT NULL AND step < %(most)s
)
SELECT name FROM walk WHERE name IS NOT NULL AND EXISTS (
    SELECT FROM reach_peopletotal WHERE ledger = %(ledger)s AND occasion = name
    GROUP BY feeder_id HAVING sum(people) > 0
)
"""
LEDGERS = """
WITH RECURSIVE walk (name) AS (
    (SELECT min(ledger) FROM reach_peopletotal)
    UNION ALL
    SELECT (SELECT min(ledger) FROM reach_peopletotal WHERE ledger > walk.name) FROM walk WHERE walk.name IS NOT NULL
)
SELECT name FROM walk WHERE name IS NOT NULL AND EXISTS (
    SELECT FROM reach_peopletotal WHERE ledger = name GROUP BY occasion, feeder_id HAVING sum(people) > 0
)
"""
#: So many occasions of a ledger are offered, the latest by name.
MOST_OCCASIONS = 120


class Told(NamedTuple):
    """The office itself, an office directly below it, or a feeder of its own."""

    is_feeder: bool
    id: int


class Pile(NamedTuple):
    """People of one of these who stand alike."""

    degree: str
    proved: bool
    reason: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachCounts:
    """
    How far something got with the people of an office on one occasion; the first six parts add up to `people`.

    `waiting` holds those on their way and those a carrier took and then said nothing of; `failed` holds the strangers'
    numbers too. `unreached_by_reason` adds up to people less reached: a reason of failure, or not_owner,
    no_address, no_receipt, waiting.
    """

    people: int
    read: int
    delivered_proved: int
    delivered_unproved: int
    waiting: int
    failed: int
    no_address: int
    reached: int
    proved: int
    unreached_by_reason: Mapping[str, int]
    tasks_open: int

    @property
    def unreached(self) -> int:
        """The gap at the end of the bridge."""
        return self.people - self.reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A child office, or a feeder of a section, with its counts."""

    id: int
    kind: str
    name: str
    counts: ReachCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """An office's counts and those of what lies directly below it."""

    own: ReachCounts
    branches: tuple[Branch, ...]


def survey(office: int, occasion: Occasion, *, until: datetime | None = None) -> Survey:
    """
    Return the counts of the office and of each child, the widest gap first, from one reading of the ledger.

    With a time, whatever became known later counts as waiting; tasks are always those open now.
    """
    piles, tasks = _piles(office, occasion, until), _tasks(office)

    def counts(told: Told) -> ReachCounts:
        return _add_up(piles.get(told, []), tasks[told])

    branches = [
        Branch(id=id_, kind=kind, name=name, counts=counts(Told(is_feeder, id_)))
        for is_feeder, id_, kind, name in rows(CHILDREN, office=office)
    ]
    return Survey(
        own=counts(Told(is_feeder=False, id=office)),
        branches=tuple(sorted(branches, key=lambda one: (-one.counts.unreached, one.name))),
    )


def unreached_by_section(office: int, occasion: Occasion, *, until: datetime | None = None) -> dict[int, int]:
    """Return how many people are not reached in each section under the office; with a time, as a survey has them."""
    piles = _piles(office, occasion, until, of=SECTIONS)
    return {told.id: _add_up(found, 0).unreached for told, found in piles.items()}


def occasions(ledger: str) -> tuple[Occasion, ...]:
    """Return the occasions of the ledger, the latest by name first."""
    return tuple(Occasion(ledger, name) for (name,) in rows(OCCASIONS, ledger=ledger, most=MOST_OCCASIONS))


def ledgers() -> tuple[str, ...]:
    """Return the ledgers that anything stands in."""
    return tuple(name for (name,) in rows(LEDGERS))


def _piles(office: int, occasion: Occasion, until: datetime | None, *, of: str = OFFICES) -> dict[Told, list[Pile]]:
    question = of + (PILES if until is None else PILES_THEN)
    piles: dict[Told, list[Pile]] = defaultdict(list)
    for is_feeder, id_, *pile in rows(
        question, office=office, ledger=occasion.ledger, occasion=occasion.name, until=until
    ):
        piles[Told(is_feeder, id_)].append(Pile(*pile))
    return piles


def _tasks(office: int) -> Counter[Told]:
    return Counter({Told(is_feeder, id_): tasks for is_feeder, id_, tasks in rows(OFFICES + TASKS, office=office)})


def _add_up(piles: Iterable[Pile], tasks_open: int) -> ReachCounts:
    degrees: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    proved = delivered_proved = 0
    for pile in piles:
        degrees[pile.degree] += pile.people
        if pile.degree not in ("read", "delivered"):
            reasons[_reason(pile)] += pile.people
            continue
        proved += pile.people * pile.proved
        delivered_proved += pile.people * (pile.proved and pile.degree == "delivered")
    return ReachCounts(
        people=degrees.total(),
        read=degrees["read"],
        delivered_proved=delivered_proved,
        delivered_unproved=degrees["delivered"] - delivered_proved,
        waiting=degrees["waiting"] + degrees["accepted"],
        failed=degrees["failed"] + degrees["not_owner"],
        no_address=degrees["no_address"],
        reached=degrees["read"] + degrees["delivered"],
        proved=proved,
        unreached_by_reason=dict(reasons.most_common()),
        tasks_open=tasks_open,
    )


def _reason(pile: Pile) -> str:
    match pile.degree:
        case "failed":
            return pile.reason or "other"
        case "accepted":
            return "no_receipt"
        case _:
            return pile.degree
