"""How many people of an office were reached on an occasion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.scope import Scope, scope_of

PILES = """
SELECT consumer.feeder_id, {degree}, standing.proved, standing.reason, count(*)
FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND {scope}
GROUP BY 1, 2, 3, 4
"""
#: The ledger keeps only the latest evidence. Where a message was read later, its try still knows when it had arrived.
DEGREE_THEN = """
CASE WHEN standing.at < %(until)s THEN standing.degree
     WHEN standing.reached AND EXISTS (
         SELECT FROM outbox_attempt attempt WHERE attempt.id = standing.attempt AND attempt.delivered_at < %(until)s
     ) THEN 'delivered' ELSE 'waiting' END
"""
TASKS = """
SELECT consumer.feeder_id, count(*)
FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
WHERE task.closed_at IS NULL AND task.subject = 'reach' AND {scope}
GROUP BY 1
"""
#: Each feeder with the child office it is under. A section has no child offices: its feeders stand for themselves.
CHILDREN = """
SELECT place.feeder_id, child.id, child.kind, child.name
FROM network_officeplace edge
JOIN network_office child ON child.id = edge.office_id
LEFT JOIN network_office_tree tree ON tree.ancestor_id = child.id
LEFT JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
WHERE edge.parent_id = %(office)s AND edge.valid_to IS NULL
UNION ALL
SELECT feeder.id, feeder.id, 'feeder', feeder.name
FROM network_feederplace place JOIN network_feeder feeder ON feeder.id = place.feeder_id
WHERE place.section_id = %(office)s AND place.valid_to IS NULL
"""
#: Walks from one occasion to the next along the index instead of reading all standings.
OCCASIONS = """
WITH RECURSIVE walk (name, step) AS (
    (SELECT max(occasion), 1 FROM reach_standing WHERE ledger = %(ledger)s)
    UNION ALL
    SELECT (
        SELECT max(occasion) FROM reach_standing WHERE ledger = %(ledger)s AND occasion < walk.name
    ), step + 1
    FROM walk WHERE walk.name IS NOT NULL AND step < %(most)s
)
SELECT name FROM walk WHERE name IS NOT NULL
"""
LEDGERS = """
WITH RECURSIVE walk (name) AS (
    (SELECT min(ledger) FROM reach_standing)
    UNION ALL
    SELECT (SELECT min(ledger) FROM reach_standing WHERE ledger > walk.name) FROM walk WHERE walk.name IS NOT NULL
)
SELECT name FROM walk WHERE name IS NOT NULL
"""
#: So many occasions of a ledger are offered, the latest by name.
MOST_OCCASIONS = 120


class Pile(NamedTuple):
    """People of one feeder who stand alike."""

    feeder: int
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
    scope = scope_of([office])
    piles, tasks = _piles(scope, occasion, until), _tasks(scope)
    return Survey(own=_add_up(piles, tasks.total()), branches=_branches(office, piles, tasks))


def occasions(ledger: str) -> tuple[Occasion, ...]:
    """Return the occasions of the ledger, the latest by name first."""
    return tuple(Occasion(ledger, name) for (name,) in rows(OCCASIONS, ledger=ledger, most=MOST_OCCASIONS))


def ledgers() -> tuple[str, ...]:
    """Return the ledgers that anything stands in."""
    return tuple(name for (name,) in rows(LEDGERS))


def _piles(scope: Scope, occasion: Occasion, until: datetime | None) -> list[Pile]:
    degree = "standing.degree" if until is None else DEGREE_THEN
    question = PILES.format(degree=degree, scope=scope.condition("consumer.feeder_id"))
    found = rows(question, ledger=occasion.ledger, occasion=occasion.name, until=until, **scope.parameters)
    return [Pile(*row) for row in found]


def _tasks(scope: Scope) -> Counter[int]:
    return Counter(dict(rows(TASKS.format(scope=scope.condition("consumer.feeder_id")), **scope.parameters)))


def _branches(office: int, piles: Iterable[Pile], tasks: Counter[int]) -> tuple[Branch, ...]:
    piles_of: dict[int, list[Pile]] = defaultdict(list)
    for pile in piles:
        piles_of[pile.feeder].append(pile)
    feeders_of: dict[tuple[int, str, str], set[int | None]] = defaultdict(set)
    for feeder, *child in rows(CHILDREN, office=office):
        feeders_of[tuple(child)].add(feeder)
    branches = [
        Branch(id=id_, kind=kind, name=name, counts=_of_feeders(feeders, piles_of, tasks))
        for (id_, kind, name), feeders in feeders_of.items()
    ]
    return tuple(sorted(branches, key=lambda branch: (-branch.counts.unreached, branch.name)))


def _of_feeders(feeders: Iterable[int | None], piles_of: Mapping[int, list[Pile]], tasks: Counter[int]) -> ReachCounts:
    known = [feeder for feeder in feeders if feeder is not None]
    return _add_up(
        [pile for feeder in known for pile in piles_of.get(feeder, [])], sum(tasks[feeder] for feeder in known)
    )


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
