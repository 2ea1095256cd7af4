"""The outages that people have been told of, by the offices under which they are; and whether an account is dark."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch

from bijlisetu.outages.models import Outage, OutagePart
from bijlisetu.outages.public.since import public_since
from bijlisetu.outages.queries import OFFICES_OVER
from bijlisetu.outages.rules import OVER
from bijlisetu.plumbing.database.sql import rows

#: What is over is shown for so long.
SHOWN_FOR = timedelta(days=1)
#: More than all outages that a company ever had open at once.
MOST = 2000
#: What people were told of, or will be: still open, or over since a while; and when the last word of it came.
TOLD_OF = """
WITH found AS (
    SELECT id FROM outages_outage WHERE state <> ALL(%(over)s)
    UNION
    SELECT outage_id FROM outages_outageevent WHERE at > %(since)s AND what = ANY(%(over)s)
)
SELECT found.id, (SELECT max(event.at) FROM outages_outageevent event WHERE event.outage_id = found.id)
FROM found
WHERE EXISTS (SELECT FROM outages_outageevent event WHERE event.outage_id = found.id AND event.what = 'announced')
ORDER BY found.id DESC LIMIT %(most)s
"""
#: All offices above the places of the outages.
ABOVE = f"""
SELECT DISTINCT part.outage_id, tree.ancestor_id FROM outages_outagepart part {OFFICES_OVER}
WHERE part.outage_id = ANY(%(outages)s)
"""
OFFICES = """
SELECT office.id, office.code, office.name, office.kind, place.parent_id FROM network_office office
LEFT JOIN network_officeplace place ON place.office_id = office.id AND place.valid_to IS NULL
WHERE office.id = ANY(%(offices)s)
"""
#: Which lines and transformers are dark now with which of the outages, or will be when it begins.
DARK = """
SELECT outage.id, below.feeder_id, below.transformer_id FROM (
    SELECT outage.id, greatest(outage.from_at, %(at)s) AS moment,
           coalesce(array_agg(part.substation_id) FILTER (WHERE part.substation_id IS NOT NULL), '{}') AS stations,
           coalesce(array_agg(part.feeder_id) FILTER (WHERE part.feeder_id IS NOT NULL), '{}') AS feeders,
           coalesce(array_agg(part.transformer_id) FILTER (WHERE part.transformer_id IS NOT NULL), '{}') AS low
    FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id AND part.back_at IS NULL
    WHERE outage.id = ANY(%(outages)s) GROUP BY outage.id
) AS outage, network_below(outage.stations, outage.feeders, outage.low, outage.moment) AS below
"""
HANGS_ON = "SELECT feeder_id, transformer_id FROM consumers_consumer WHERE account = %(account)s"


class Area(NamedTuple):
    """An office, as the area that it looks after."""

    id: int
    code: str
    name: str
    kind: str
    above: int | None


class Place(NamedTuple):
    """A part of the network that is off, as it is called."""

    sort: str  #: substation, feeder, transformer
    name: str
    on: str  #: of a transformer: its feeder
    back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An outage, as anybody may know it."""

    id: int
    number: str
    kind: str
    state: str
    reason: str
    from_at: datetime
    until_at: datetime | None
    back_at: datetime | None
    told_at: datetime  #: when the last word of it came
    words: str
    office: Area
    places: tuple[Place, ...]
    areas: frozenset[int]  #: all offices under which it is

    @property
    def is_over(self) -> bool:
        """Whether the light is back, or it was cancelled."""
        return self.state in OVER

    @property
    def said(self) -> tuple[str, ...]:
        """What it is found by: its number, and how its places are called."""
        return (self.number, self.words, *(name for one in self.places for name in (one.name, one.on)))


@dataclass(frozen=True, slots=True)
class Board:
    """All outages that people were told of at one moment, and the areas that they are in."""

    outages: tuple[Known, ...]
    areas: Mapping[int, Area]

    def knows(self, area: int | None) -> bool:
        """Return whether it is one of the areas, or none in particular: others are as many as there are numbers."""
        return area is None or area in self.areas

    def within(self, area: int | None) -> tuple[Known, ...]:
        """Return those of an area; of no area: all."""
        return self.outages if area is None else tuple(one for one in self.outages if area in one.areas)

    def below(self, area: int | None) -> list[tuple[Area, int]]:
        """Return the areas next below one, or the uppermost, that hold open outages, with how many; by name."""
        many = Counter(office for one in self.outages if not one.is_over for office in one.areas)
        found = [(one, many[one.id]) for one in self.areas.values() if many[one.id] and self._is_below(one, area)]
        return sorted(found, key=lambda each: each[0].name)

    def path(self, area: int) -> list[Area]:
        """Return the areas from the uppermost down to this one."""
        found: list[Area] = []
        above: int | None = area
        while above is not None and above in self.areas:
            found.append(self.areas[above])
            above = self.areas[above].above
        return found[::-1]

    def _is_below(self, one: Area, area: int | None) -> bool:
        return one.above == area if area is not None else one.above not in self.areas


@dataclass(frozen=True, slots=True)
class Dark:
    """Which outages hold a line or a transformer, by the outage's id, newest first."""

    feeders: Mapping[int, Sequence[int]]
    transformers: Mapping[int, Sequence[int]]

    def of_account(self, account: str) -> Sequence[int]:
        """Return the outages at an account; an unknown one has none, and takes the same time."""
        found = rows(HANGS_ON, account=account)
        feeder, transformer = found[0] if found else (None, None)
        if transformer is not None:
            return self.transformers.get(transformer, ())
        return self.feeders.get(feeder, ()) if feeder is not None else ()


def board(*, at: datetime) -> Board:
    """Return the outages that people have been told of: whose end nobody knows first, then by their beginning."""
    told: dict[int, datetime] = dict(rows(TOLD_OF, over=sorted(OVER), since=at - SHOWN_FOR, most=MOST))
    heard = {outage: max(told[outage], since) for outage, since in public_since(told).items()}
    above: dict[int, set[int]] = defaultdict(set)
    for outage, office in rows(ABOVE, outages=list(heard)):
        above[outage].add(office)
    parts = OutagePart.objects.select_related("substation", "feeder", "transformer__feeder").order_by("id")
    found = Outage.objects.filter(pk__in=heard).prefetch_related(Prefetch("parts", parts))
    outages = sorted(found, key=_order)
    areas = _areas({*(one.office_id for one in outages), *(office for each in above.values() for office in each)})
    return Board(tuple(_known(one, heard[one.pk], areas, above[one.pk]) for one in outages), areas)


def dark(outages: Iterable[int], *, at: datetime) -> Dark:
    """Return which lines and transformers the outages hold, as the network is switched."""
    feeders: dict[int, list[int]] = defaultdict(list)
    transformers: dict[int, list[int]] = defaultdict(list)
    for outage, feeder, transformer in sorted(rows(DARK, outages=list(outages), at=at), key=lambda row: -row[0]):
        into, element = (feeders, feeder) if transformer is None else (transformers, transformer)
        into[element].append(outage)
    return Dark(dict(feeders), dict(transformers))


def _order(outage: Outage) -> tuple[int, datetime, int]:
    states = ("unknown", "on", "partly", "entered", "announced", "back", "cancelled")
    return states.index(outage.state), outage.from_at, outage.pk


def _areas(offices: set[int]) -> dict[int, Area]:
    return {row[0]: Area(*row) for row in rows(OFFICES, offices=list(offices))}


def _known(outage: Outage, told_at: datetime, areas: Mapping[int, Area], above: set[int]) -> Known:
    return Known(
        id=outage.pk, number=outage.number, kind=outage.kind, state=outage.state, reason=outage.reason,
        from_at=outage.from_at, until_at=outage.until_at, back_at=outage.back_at, told_at=told_at, words=outage.words,
        office=areas[outage.office_id], places=tuple(_place(part) for part in outage.parts.all()),
        areas=frozenset(above),
    )  # fmt: skip


def _place(part: OutagePart) -> Place:
    if part.substation:
        return Place("substation", part.substation.name, "", part.back_at)
    if part.feeder:
        return Place("feeder", part.feeder.name, "", part.back_at)
    assert part.transformer  # noqa: S101 - a part is one of three
    return Place("transformer", part.transformer.name, part.transformer.feeder.name, part.back_at)
