"""Who hangs on parts of the network at an instant: how many, how they can be told, for whom a cut is worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.consumers.needs import NEEDS
from bijlisetu.kinds.files import kinds
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages.desk import REACHABLE
from bijlisetu.plumbing.database.sql import rows

BY_NEED = """
SELECT consumer.need, count(*) FROM (
    SELECT DISTINCT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
) AS touched JOIN consumers_consumer consumer ON consumer.id = touched.consumer_id
WHERE consumer.need <> '' GROUP BY consumer.need
"""
PEOPLE = """
SELECT consumer.id, right(consumer.account, 4), consumer.need, feeder.code, coalesce(low.name, '')
FROM (
    SELECT DISTINCT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
    WHERE consumer_id > %(after)s ORDER BY consumer_id LIMIT %(most)s
) AS touched JOIN consumers_consumer consumer ON consumer.id = touched.consumer_id
JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
LEFT JOIN network_transformer low ON low.id = consumer.transformer_id
ORDER BY consumer.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """How many people a cut would touch."""

    people: int
    by_channel: Mapping[str, int]  #: of the ladder of a breakdown, each person once
    cannot_be_told: int
    by_need: Mapping[str, int]


class Person(NamedTuple):
    """One of them, as far as it is said without a name or number."""

    consumer: int
    account_end: str
    need: str
    feeder: str  #: code
    transformer: str  #: name; empty where it is not known


def touched(elements: Elements, *, moment: datetime, at: datetime) -> Touched:
    """Return how many hang on the elements as they are switched at the moment, by what we know of addresses now."""
    ladder = [str(step.channel) for step in kinds()["outage_breakdown"].ladder]
    found: dict[str, int] = dict(rows(REACHABLE, **elements.named, at=moment, now=at, ladder=ladder))
    needs: dict[str, int] = dict(rows(BY_NEED, **elements.named, at=moment))
    return Touched(
        people=sum(found.values()), by_channel={channel: found.get(channel, 0) for channel in ladder},
        cannot_be_told=found.get("no_address", 0) + found.get("shut", 0),
        by_need={need: needs.get(need, 0) for need in NEEDS},
    )  # fmt: skip


def people(elements: Elements, *, moment: datetime, after: int, most: int) -> list[Person]:
    """Return so many of them, by number, after the consumer with that number."""
    return [Person(*row) for row in rows(PEOPLE, **elements.named, at=moment, after=after, most=most)]
