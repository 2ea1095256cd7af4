"""How many people of an office were reached on an occasion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import rows

#: The feeders under an office, each with the child it belongs to: a child office, or itself below a section.
PLACED = """
WITH child AS (
    SELECT tree.descendant_id AS section_id, edge.office_id AS id
    FROM network_officeplace edge JOIN network_office_tree tree ON tree.ancestor_id = edge.office_id
    WHERE edge.parent_id = %(office)s AND edge.valid_to IS NULL
),
placed AS MATERIALIZED (
    SELECT place.feeder_id, place.section_id = %(office)s AS is_own,
           CASE WHEN place.section_id = %(office)s THEN place.feeder_id ELSE child.id END AS child
    FROM network_office_tree tree
    JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
    LEFT JOIN child ON child.section_id = place.section_id
    WHERE tree.ancestor_id = %(office)s
)
"""
PILES = """
SELECT placed.is_own, placed.child, pile.degree, pile.proved, pile.reason, sum(pile.people)::bigint
FROM placed JOIN {piles} AS pile ON pile.feeder_id = placed.feeder_id
GROUP BY 1, 2, 3, 4, 5 HAVING sum(pile.people) <> 0
"""
PILES_NOW = "(SELECT * FROM reach_peopletotal WHERE ledger = %(ledger)s AND occasion = %(occasion)s)"
#: The ledger keeps only the latest evidence. Where a message was read later, its try still knows when it had arrived.
PILES_THEN = """(
    SELECT consumer.feeder_id, CASE
        WHEN standing.at < %(until)s THEN standing.degree
        WHEN standing.reached AND EXISTS (
            SELECT FROM outbox_attempt attempt WHERE attempt.id = standing.attempt AND attempt.delivered_at < %(until)s
        ) THEN 'delivered' ELSE 'waiting' END AS degree,
        standing.proved, standing.reason, count(*) AS people
    FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
    WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s GROUP BY 1, 2, 3, 4
)"""
TASKS = """
SELECT placed.is_own, placed.child, sum(total.tasks)::bigint
FROM placed JOIN reach_tasktotal total ON total.feeder_id = placed.feeder_id
WHERE total.subject = 'reach' GROUP BY 1, 2
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


class Child(NamedTuple):
    """What lies directly below an office: a feeder of its own, or an office; none if that one is closed."""

    is_own: bool
    id: int | None


class Pile(NamedTuple):
    """People below one child who stand alike."""

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
    no_address, accepted_only, waiting.
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
    own = _add_up((pile for some in piles.values() for pile in some), tasks.total())
    branches = [
        Branch(
            id=id_, kind=kind, name=name, counts=_add_up(piles.get(Child(is_own, id_), []), tasks[Child(is_own, id_)])
        )
        for is_own, id_, kind, name in rows(CHILDREN, office=office)
    ]
    return Survey(own=own, branches=tuple(sorted(branches, key=lambda one: (-one.counts.unreached, one.name))))


def occasions(ledger: str) -> tuple[Occasion, ...]:
    """Return the occasions of the ledger, the latest by name first."""
    return tuple(Occasion(ledger, name) for (name,) in rows(OCCASIONS, ledger=ledger, most=MOST_OCCASIONS))


def ledgers() -> tuple[str, ...]:
    """Return the ledgers that anything stands in."""
    return tuple(name for (name,) in rows(LEDGERS))


def _piles(office: int, occasion: Occasion, until: datetime | None) -> dict[Child, list[Pile]]:
    question = PLACED + PILES.format(piles=PILES_NOW if until is None else PILES_THEN)
    piles: dict[Child, list[Pile]] = defaultdict(list)
    for is_own, child, *pile in rows(
        question, office=office, ledger=occasion.ledger, occasion=occasion.name, until=until
    ):
        piles[Child(is_own, child)].append(Pile(*pile))
    return piles


def _tasks(office: int) -> Counter[Child]:
    return Counter({Child(is_own, child): tasks for is_own, child, tasks in rows(PLACED + TASKS, office=office)})


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
            return "accepted_only"
        case _:
            return pile.degree
