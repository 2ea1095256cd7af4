"""The ground of the story: what the records say of every house, how people are called up, and what its truth is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bijlisetu.network.switching.queries import Elements
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.wiring import House, Wire
from bijlisetu.simulator.district.truth import read_truth

RECORDS = """
SELECT consumer.account, section.code, feeder.code, coalesce(low.name, '')
FROM consumers_consumer consumer JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
JOIN network_office section ON section.id = place.section_id
LEFT JOIN network_transformer low ON low.id = consumer.transformer_id
ORDER BY consumer.account
"""
SECTIONS = "SELECT id, code FROM network_office WHERE kind = 'section'"
FEEDERS = "SELECT id, code FROM network_feeder"
TRANSFORMERS = """
SELECT low.id, feeder.code, low.name
FROM network_transformer low JOIN network_feeder feeder ON feeder.id = low.feeder_id
"""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone of a house."""

    number: str
    has_whatsapp: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Houses with their telephones, and the parts of the network by the names that the truth has for them."""

    houses: Sequence[House]
    by_account: Mapping[str, House]
    by_end: Mapping[str, Sequence[House]]  #: by the last four digits of the account
    phones: Mapping[str, Sequence[Phone]]  #: that ring at the account's own people
    own: Mapping[str, frozenset[str]]  #: addresses of the account's own people that work
    elements: Mapping[str, Elements]

    @property
    def names(self) -> Mapping[Elements, str]:
        """The truth's names of the parts of the network."""
        return {elements: name for name, elements in self.elements.items()}

    def house_of(self, address: str, account_end: str) -> House | None:
        """Return the house of which a letter to that address speaks, if the address is its own people's."""
        found = (house for house in self.by_end.get(account_end, ()) if address in self.own.get(house.account, ()))
        return next(found, None)


def survey(truth: Path, *, seed: int) -> Ground:
    """Return the ground of the district that was imported; its hidden wiring is drawn from the seed."""
    houses = wiring.wire([(account, Wire(*names)) for account, *names in rows(RECORDS)], seed=seed)
    by_end: dict[str, list[House]] = defaultdict(list)
    for house in houses:
        by_end[house.account[-4:]].append(house)
    phones: dict[str, list[Phone]] = defaultdict(list)
    own: dict[str, set[str]] = defaultdict(set)
    for row in read_truth(truth):
        if row.belongs and row.works:
            own[row.account].add(row.address)
        if row.belongs and row.works and row.kind == "mobile":
            phones[row.account].append(Phone(row.address, row.whatsapp))
    return Ground(
        houses=houses, by_account={house.account: house for house in houses}, by_end=by_end, phones=phones,
        own={account: frozenset(addresses) for account, addresses in own.items()}, elements=_elements(),
    )  # fmt: skip


def _elements() -> dict[str, Elements]:
    return {
        **{wiring.substation(code): Elements(substations=(number,)) for number, code in rows(SECTIONS)},
        **{wiring.feeder(code): Elements(feeders=(number,)) for number, code in rows(FEEDERS)},
        **{wiring.transformer(of, name): Elements(transformers=(low,)) for low, of, name in rows(TRANSFORMERS)},
    }
