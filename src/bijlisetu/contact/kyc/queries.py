"""Whose KYC is complete, what is missing, and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.contact.kyc.models import Matter
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import rows

OF_ONE = "SELECT missing FROM contact_kyc_made WHERE consumer_id = %(consumer)s"
#: Totals and the moves beside them, of the feeders that the office and those below look after.
OF_OFFICE = """
SELECT total.missing, sum(total.people)::bigint FROM network_office_tree tree
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
JOIN contact_kyctotal total ON total.feeder_id = place.feeder_id
WHERE tree.ancestor_id = %(office)s GROUP BY total.missing HAVING sum(total.people) <> 0
"""
BELOW = """
SELECT office.id, office.name, total.missing, sum(total.people)::bigint FROM network_office_tree child
JOIN network_office office ON office.id = child.descendant_id
JOIN network_office_tree tree ON tree.ancestor_id = office.id
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
JOIN contact_kyctotal total ON total.feeder_id = place.feeder_id
WHERE child.ancestor_id = %(office)s AND child.depth = 1
GROUP BY office.id, office.name, total.missing HAVING sum(total.people) <> 0
"""
LACKING = """
SELECT consumer.id, consumer.account, consumer.name, kyc.missing
FROM network_office_tree tree
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
JOIN contact_kyc kyc ON kyc.feeder_id = place.feeder_id
JOIN consumers_consumer consumer ON consumer.id = kyc.consumer_id
WHERE tree.ancestor_id = %(office)s AND %(matter)s = ANY(string_to_array(kyc.missing, ','))
  AND consumer.id {beyond} %(after)s
ORDER BY consumer.id {order} LIMIT %(limit)s
"""
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """How complete the KYC of some people is."""

    people: int
    complete: int
    missing: Mapping[str, int]  #: how many lack each matter, in the order of asking

    @property
    def incomplete(self) -> int:
        """How many lack something."""
        return self.people - self.complete


@dataclass(frozen=True, slots=True)
class Branch:
    """An office below, and how complete the KYC of its people is."""

    id: int
    name: str
    kyc: Standing


@dataclass(frozen=True, slots=True)
class Lacking:
    """A consumer who lacks something."""

    consumer: int
    account: str
    name: str
    missing: tuple[str, ...]


def missing_of(consumer: int) -> tuple[str, ...]:
    """Return what is missing of the consumer at this moment; nothing if the KYC is complete."""
    return tuple(one for (missing,) in rows(OF_ONE, consumer=consumer) for one in missing.split(",") if one)


def of_office(office: int) -> Standing:
    """Return how complete the KYC of the office's people is, and of those below."""
    return _standing(dict(rows(OF_OFFICE, office=office)))


def below(office: int) -> list[Branch]:
    """Return the same for each office directly below, those first where most lack something."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for child, name, missing, people in rows(BELOW, office=office):
        found.setdefault((child, name), {})[missing] = people
    branches = [Branch(child, name, _standing(counts)) for (child, name), counts in found.items()]
    return sorted(branches, key=lambda one: (-one.kyc.incomplete, one.name))


def lacking(*, office: int, matter: str, start: Start | None = None) -> Stretch[Lacking]:
    """Return a page of the office's people who lack the matter."""
    after = start.row if start else 0
    found = rows(LACKING.format(**way(start)), office=office, matter=matter, limit=A_PAGE + 1, after=after)
    lines = [Lacking(consumer, account, name, tuple(missing.split(","))) for consumer, account, name, missing in found]
    return stretch(lines, size=A_PAGE, start=start)


def _standing(counts: Mapping[str, int]) -> Standing:
    lack: Counter[str] = Counter()
    for missing, people in counts.items():
        lack.update(dict.fromkeys(filter(None, missing.split(",")), people))
    return Standing(sum(counts.values()), counts.get("", 0), {one: lack[one] for one in Matter.values})
