"""What the latest look found: by rule, by office, and some of the numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bijlisetu.contact.hygiene.asking import ASKABLE, NOT_AGAIN_FOR
from bijlisetu.contact.hygiene.condition import IS_UNPROVED
from bijlisetu.contact.hygiene.models import Inspection
from bijlisetu.contact.hygiene.rules import Rule, Rules
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import rows

#: Numbers are counted as a whole, for they are shared across offices; people by the office that looks after them.
LINES = """
SELECT rule, count(*), count(*) FILTER (WHERE NOT is_suspect)
FROM (
    SELECT finding.rule, EXISTS (
        SELECT FROM contact_suspect known
        WHERE known.value = finding.value AND known.rule = finding.rule
          AND known.proved_since IS NOT DISTINCT FROM finding.proved_since
    ) AS is_suspect
    FROM contact_finding finding
) AS found GROUP BY rule
"""
GONE = """
SELECT rule, count(*) FROM contact_suspect suspect
WHERE NOT EXISTS (SELECT FROM contact_finding WHERE rule = suspect.rule AND value = suspect.value) GROUP BY rule
"""
#: Which rules act now: since when, by whom first, and how many numbers are suspect by each.
IN_FORCE = """
SELECT rule, min(since), (array_agg("by" ORDER BY since, value))[1], count(*) FROM contact_suspect GROUP BY rule
"""
PEOPLE = """
SELECT rule, sum(people), sum(alone) FROM contact_found found
WHERE inspection_id = %(inspection)s AND (%(office)s::bigint IS NULL OR section_id IN (
    SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s
)) GROUP BY rule
"""
BELOW = """
SELECT office.id, office.name, found.rule, sum(found.people)
FROM network_office_tree child
JOIN network_office office ON office.id = child.descendant_id
JOIN network_office_tree tree ON tree.ancestor_id = office.id
JOIN contact_found found ON found.section_id = tree.descendant_id AND found.inspection_id = %(inspection)s
WHERE child.ancestor_id = %(office)s AND child.depth = 1
GROUP BY office.id, office.name, found.rule
"""
#: The people behind a rule's numbers, in an office and below; by number, so that one number's accounts stand together.
HOLDERS = f"""
SELECT address.id, address.value, consumer.id, consumer.account, consumer.name,
       EXISTS (SELECT FROM contact_suspect WHERE value = finding.value AND rule = finding.rule)
FROM contact_finding finding
JOIN contact_address address ON address.value = finding.value AND address.owner <> 'not_owner'
  AND {IS_UNPROVED.format(address="address", doubt="finding")}
JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
WHERE finding.rule = %(rule)s AND address.id {{beyond}} %(after)s
ORDER BY address.id {{order}} LIMIT %(limit)s
"""
OF_ADDRESS = """
SELECT finding.value FROM contact_address address JOIN contact_finding finding USING (value)
JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
WHERE address.id = %(address)s AND finding.rule = %(rule)s
"""
#: What came of the questions to numbers. Whoever said nothing is silent once the time is over.
ASKED = """
SELECT rule, count(*), count(*) FILTER (WHERE said = 'mine'), count(*) FILTER (WHERE said = 'not_mine'),
       count(*) FILTER (WHERE said = '' AND closed_at IS NOT NULL)
FROM contact_asking GROUP BY rule
"""
ASKABLE_OF_RULES = f"SELECT rule, count(*) FROM ({ASKABLE}) AS askable GROUP BY rule"
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule found, and what it would do."""

    rule: Rule
    numbers: int
    fresh: int  #: of them not suspect yet
    gone: int  #: suspect by this rule, and found no more
    people: int  #: with such a number, in the office asked about and below
    alone: int  #: of them, who have no other number

    @property
    def would_act(self) -> bool:
        """Whether letting it act changes anything."""
        return self.rule.acts and bool(self.fresh or self.gone)


@dataclass(frozen=True, slots=True)
class Questions:
    """What came of asking the numbers of a rule whose they are, and how many more can be asked."""

    askable: int = 0
    asked: int = 0
    mine: int = 0  #: said yes; the proof of the account follows
    not_mine: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule that an officer let act: its numbers are suspect until they are proved, or it is taken back."""

    rule: str
    since: datetime
    by: str
    numbers: int


@dataclass(frozen=True, slots=True)
class Report:
    """The latest look; without a number where nobody has looked yet."""

    number: int | None
    at: datetime | None
    numbers: int
    is_of_now: bool  #: the rules are still those it went by
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who has a number that a rule doubts."""

    address: int
    value: str
    consumer: int
    account: str
    name: str
    is_suspect: bool


def latest(*, rules: Rules) -> Report:
    """Return the latest look by itself, without what each rule found."""
    made = Inspection.objects.order_by("-id").first()
    if made is None:
        return Report(None, None, 0, False, ())
    return Report(made.pk, made.at, made.numbers, made.rules == rules.version, ())


def report(*, rules: Rules, office: int | None = None) -> Report:
    """Return what each rule found, in the order of the file; people in the office and below, by default all."""
    told = latest(rules=rules)
    if told.number is None:
        return told
    found = {rule: (numbers, fresh) for rule, numbers, fresh in rows(LINES)}
    gone = dict(rows(GONE))
    people = {rule: (many, alone) for rule, many, alone in rows(PEOPLE, inspection=told.number, office=office)}
    lines = tuple(
        Line(rule, *found.get(rule.name, (0, 0)), gone.get(rule.name, 0), *people.get(rule.name, (0, 0)))
        for rule in rules.rules
    )
    return replace(told, lines=lines)


def in_force() -> dict[str, InForce]:
    """Return the rules that act, by name, also such as have left the file since."""
    return {rule: InForce(rule, since, by, numbers) for rule, since, by, numbers in rows(IN_FORCE)}


def questions(*, rules: Rules, at: datetime) -> dict[str, Questions]:
    """Return for each rule whose numbers may be asked what came of it so far."""
    asking = [rule.name for rule in rules.rules if rule.asks]
    askable = dict(rows(ASKABLE_OF_RULES, rules=asking, since=at - NOT_AGAIN_FOR, at=at))
    asked = {rule: counts for rule, *counts in rows(ASKED)}
    return {name: Questions(askable.get(name, 0), *asked.get(name, ())) for name in asking}


def below(office: int, *, inspection: int | None) -> dict[tuple[int, str], dict[str, int]]:
    """Return for each office directly below, by its number and name, how many people each rule found there."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for child, name, rule, people in rows(BELOW, inspection=inspection, office=office):
        found.setdefault((child, name), {})[rule] = people
    return dict(sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0])))


def holders(*, rule: str, office: int, start: Start | None = None) -> Stretch[Holder]:
    """Return a page of the people in the office and below whose numbers the rule doubts."""
    after = start.row if start else 0
    found = rows(HOLDERS.format(**way(start)), rule=rule, office=office, limit=A_PAGE + 1, after=after)
    return stretch([Holder(*row) for row in found], size=A_PAGE, start=start)


def value_of(address: int, *, rule: str, office: int) -> str | None:
    """Return the number of the address, if it is one in the office or below that the rule doubts."""
    found = rows(OF_ADDRESS, address=address, rule=rule, office=office)
    return str(found[0][0]) if found else None
