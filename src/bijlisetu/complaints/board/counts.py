"""How many complaints each list of a board has, and what it can be narrowed to, most first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.complaints.board.lists import LISTS, ON_A_LIST, UNDER, WHOLE, Asker, Narrowed, asked
from bijlisetu.plumbing.database.sql import rows

#: Nobody reads a longer list; those with most complaints are the ones that matter.
MOST_CHOICES = 60
COUNTS = f"""
SELECT {", ".join(f"count(*) FILTER (WHERE {which})" for which in LISTS.values())} {UNDER} WHERE {ON_A_LIST}
"""
CREW, CATEGORY, TRANSFORMER = "crew", "category", "transformer"
#: One look at the complaints for all three choices; their people one by one, for a company has a hundred times as many.
CHOICES = f"""
WITH told AS MATERIALIZED (
    SELECT complaint.crew, complaint.category, consumer.transformer_id AS transformer
    {UNDER} LEFT JOIN LATERAL (
        SELECT transformer_id FROM consumers_consumer WHERE id = complaint.consumer_id OFFSET 0
    ) AS consumer ON true WHERE {ON_A_LIST}
),
counted AS (
    SELECT CASE WHEN grouping(crew) = 0 THEN '{CREW}' WHEN grouping(category) = 0 THEN '{CATEGORY}'
                ELSE '{TRANSFORMER}' END AS choice,
           coalesce(crew, category, transformer::text) AS value, transformer, count(*) AS complaints
    FROM told GROUP BY GROUPING SETS ((crew), (category), (transformer))
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY choice ORDER BY complaints DESC, value) AS place
    FROM counted WHERE value <> ''
)
SELECT placed.choice, placed.value, coalesce(feeder.name || ', ' || transformer.name, placed.value), placed.complaints
FROM placed
LEFT JOIN network_transformer transformer ON transformer.id = placed.transformer
LEFT JOIN network_feeder feeder ON feeder.id = transformer.feeder_id
WHERE place <= %(most)s OR choice = '{CREW}' AND value = %(crew)s OR placed.transformer = %(transformer)s
   OR choice = '{CATEGORY}' AND value = %(category)s
ORDER BY placed.choice, placed.place
"""


class Choice(NamedTuple):
    """One crew, category or transformer, and how many complaints it has."""

    value: str
    name: str
    complaints: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of an office can be narrowed to; of many, those with most complaints and the one chosen."""

    crews: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    transformers: tuple[Choice, ...]


def counts(office: int, *, asker: Asker, at: datetime) -> dict[str, int]:
    """Return how many complaints each list has."""
    ((*numbers,),) = rows(COUNTS, office=office, **asked(asker, at))
    return dict(zip(LISTS, numbers, strict=True))


def choices(office: int, *, asker: Asker, at: datetime, narrowed: Narrowed = WHOLE) -> Choices:
    """Return what the lists can be narrowed to."""
    found = rows(
        CHOICES, office=office, most=MOST_CHOICES, crew=narrowed.crew, category=narrowed.category,
        transformer=narrowed.transformer, **asked(asker, at),
    )  # fmt: skip
    return Choices(_of(CREW, found), _of(CATEGORY, found), _of(TRANSFORMER, found))


def _of(choice: str, found: Iterable[tuple[str, str, str, int]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, name, complaints) for which, value, name, complaints in found if which == choice)
