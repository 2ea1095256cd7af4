"""What the desk sees: the outages of an office, whom one touches before it is told, and places by their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch

from bijlisetu.kinds.files import kinds
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import telling
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart
from bijlisetu.outages.queries import AT_OFFICES, beside, dark_elements_of
from bijlisetu.outages.rules import OVER, Kind, What, is_late
from bijlisetu.outages.timing.current import timing
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.runs.lasting import minutes_for
from bijlisetu.runs.prices import price_of
from bijlisetu.runs.pricing import prices
from bijlisetu.values import ChannelKind

#: What is over is shown for so long.
SHOWN_FOR = timedelta(days=1)
MOST = 200
MOST_NEEDS = 50
#: Whose state is not known, or of which nobody has been told, comes first; then what is dark, then what is to come.
OF_OFFICE = f"""
SELECT outage.id FROM outages_outage outage
WHERE (outage.state <> ALL(%(over)s) OR coalesce(outage.back_at, outage.from_at) > %(since)s)
  AND {AT_OFFICES}
ORDER BY array_position(
             ARRAY['unknown', 'entered', 'on', 'partly', 'announced', 'arranged', 'back', 'cancelled'], outage.state
         ),
         outage.until_at NULLS FIRST, outage.id DESC
LIMIT %(most)s
"""
#: Each touched consumer once, by the first channel of the ladder on which one of their addresses lives.
REACHABLE = """
WITH touched AS MATERIALIZED (
    SELECT DISTINCT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
), open AS (
    SELECT held.consumer_id, channel FROM touched JOIN contact_address held USING (consumer_id)
    LEFT JOIN contact_health health ON health.value = held.value AND health.until > %(now)s,
    unnest(held.channels) AS channel
    WHERE held.owner <> 'not_owner' AND NOT channel = ANY(coalesce(health.shut, '{}'))
)
SELECT CASE WHEN best.channel IS NOT NULL THEN best.channel
            WHEN EXISTS (SELECT FROM contact_address held WHERE held.consumer_id = touched.consumer_id) THEN 'shut'
            ELSE 'no_address' END AS way, count(*)
FROM touched LEFT JOIN (
    SELECT consumer_id, (array_agg(channel ORDER BY array_position(%(ladder)s::text[], channel)))[1] AS channel
    FROM open WHERE channel = ANY(%(ladder)s::text[]) GROUP BY consumer_id
) AS best USING (consumer_id) GROUP BY way
"""
NEEDS = """
SELECT consumer.id, consumer.name, consumer.need
FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s) AS touched
JOIN consumers_consumer consumer ON consumer.id = touched.consumer_id
WHERE consumer.need <> '' ORDER BY array_position(ARRAY['life_support', 'hospital', 'water', 'police'], consumer.need),
      consumer.name, consumer.id LIMIT %(most)s
"""
#: Places of an office by what the desk writes: the code or name of a feeder or substation, or feeder › transformer.
PLACES = """
SELECT 'feeder' AS sort, feeder.id, feeder.name, feeder.code, '' AS low
FROM network_feeder feeder JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
UNION ALL
SELECT 'substation', office.id, office.name, office.code, '' FROM network_office office
JOIN network_office_tree tree ON tree.descendant_id = office.id AND tree.ancestor_id = %(office)s
WHERE office.kind = 'section' AND office.valid_to IS NULL
UNION ALL
SELECT 'transformer', low.id, feeder.name, feeder.code, low.name
FROM network_transformer low JOIN network_feeder feeder ON feeder.id = low.feeder_id
JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
WHERE %(low)s <> '' AND lower(low.name) = lower(%(low)s)
"""
BETWEEN, BELOW = " · ", " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An outage as a list shows it."""

    number: str
    kind: str
    state: str
    reason: str
    area_hi: str
    area_en: str
    from_at: datetime
    until_at: datetime | None
    back_at: datetime | None
    crew: str
    is_late: bool  #: planned work that was told later than the utility wishes


class Place(NamedTuple):
    """A part of the network that the desk may name."""

    sort: str  #: feeder, substation, transformer
    id: int
    name: str
    code: str
    low: str

    @property
    def label(self) -> str:
        """How it is written in the form."""
        below = f"{BELOW}{self.low}" if self.low else ""
        return f"{self.name}{BETWEEN}{self.code}{below}"


class Unclear(NamedTuple):
    """What was written and is not one place of the office: none, or several."""

    text: str
    may_be: tuple[Place, ...]


class Needy(NamedTuple):
    """Somebody for whom the cut is worse than for others."""

    consumer: int
    name: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Whom an outage touches, before anybody is told."""

    people: int
    by_channel: dict[str, int]  #: of the ladder, each person once
    no_address: int  #: neither number nor mailbox
    shut: int  #: none of theirs that works, or is theirs
    rupees: Decimal
    spared: dict[str, int]  #: who is not told now, by why: dead_band, night
    told_from: datetime | None  #: of work that is far away, when it is told; else none: now
    is_late: bool  #: told now, the notice is a late one
    needs: tuple[Needy, ...]
    minutes: int | None  #: until all are told; none where no sender's pace is known
    beside: tuple[str, ...]  #: numbers of other outages that hold part of it
    waits_for_officer: bool

    @property
    def cannot_be_told(self) -> int:
        """How many have no address that lives."""
        return self.no_address + self.shut


def outages_at(offices: Sequence[int], *, at: datetime) -> list[Line]:
    """Return the outages at parts of the offices: those to be answered for first, those over at the end."""
    found = rows(OF_OFFICE, offices=list(offices), over=sorted(OVER), since=at - SHOWN_FOR, most=MOST)
    order = {outage: place for place, (outage,) in enumerate(found)}
    late = late_ones(order)
    parts = Prefetch("parts", OutagePart.objects.select_related("substation", "feeder", "transformer"))
    listed = sorted(Outage.objects.filter(pk__in=order).prefetch_related(parts), key=lambda one: order[one.pk])
    return [line_of(one, is_late=one.pk in late) for one in listed]


def areas_by_number(numbers: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return where each outage of these numbers is dark, in Hindi and English."""
    found = Outage.objects.filter(number__in=numbers)
    areas = telling.areas_of(found)
    return {outage.number: areas[outage.pk] for outage in found}


def late_ones(outages: Collection[int]) -> set[int]:
    """Return those of the outages that were told later than the utility wished then."""
    told = OutageEvent.objects.filter(outage__in=outages, what=What.ANNOUNCED, detail__is_late=True)
    return set(told.values_list("outage_id", flat=True))


def line_of(outage: Outage, *, is_late: bool = False) -> Line:
    """Return the outage as a list shows it."""
    area_hi, area_en = telling.area_of(outage)
    return Line(
        number=outage.number, kind=outage.kind, state=outage.state, reason=outage.reason, area_hi=area_hi,
        area_en=area_en, from_at=outage.from_at, until_at=outage.until_at, back_at=outage.back_at, crew=outage.crew,
        is_late=is_late,
    )  # fmt: skip


def foresee(outage: Outage, *, at: datetime) -> Foreseen:
    """Return whom the outage touches, as the network is switched then, and how they can be told."""
    elements = dark_elements_of(outage)
    kind, when = kinds()[telling.kind_of_cut(outage)], timing(at=at)
    ladder = [str(step.channel) for step in kind.ladder]
    moment = max(outage.from_at, at)
    found: dict[str, int] = dict(rows(REACHABLE, **elements.named, at=moment, now=at, ladder=ladder))
    people = sum(found.values())
    return Foreseen(
        people=people,
        by_channel={channel: found.get(channel, 0) for channel in ladder},
        no_address=found.get("no_address", 0),
        shut=found.get("shut", 0),
        rupees=_price(outage, {channel: found.get(channel, 0) for channel in ladder}, at=at),
        spared=telling.foresee_spared(outage, at=at),
        told_from=outage.from_at - when.told_ahead if _is_far(outage, when.told_ahead, at=at) else None,
        is_late=is_late(Kind(outage.kind), from_at=outage.from_at, told_at=at, timing=when),
        needs=tuple(Needy(*row) for row in rows(NEEDS, **elements.named, at=moment, most=MOST_NEEDS)),
        minutes=minutes_for(found),
        beside=tuple(
            one.number
            for one in beside(elements, from_at=outage.from_at, until_at=outage.until_at, at=at)
            if one.number != outage.number
        ),
        waits_for_officer=people > kind.run.above,
    )


def runs_waiting(outage: Outage) -> list[tuple[int, str]]:
    """Return the runs with messages of the outage that wait to be let out, and how they stand: held, ready, canary."""
    waits = (Run.State.HELD, Run.State.READY, Run.State.CANARY)
    opened = Notice.objects.filter(run=OuterRef("pk"), state=Notice.State.OPEN)
    found = Run.objects.filter(Exists(opened), key__startswith=telling.key_of(outage), state__in=waits).order_by("id")
    return list(found.values_list("id", "state"))


def events_of(outage: Outage) -> list[OutageEvent]:
    """Return what happened to the outage, the latest first."""
    return list(OutageEvent.objects.filter(outage=outage).order_by("-id"))


def parts_of(outage: Outage) -> list[tuple[OutagePart, str]]:
    """Return the parts of the outage with their names."""
    parts = outage.parts.select_related("substation", "feeder", "transformer__feeder").order_by("id")
    return [(one, _name(one)) for one in parts]


def places_of(office: int, low: str = "") -> list[Place]:
    """Return the feeders and substations of the office, and transformers of that name."""
    return [Place(*row) for row in rows(PLACES, office=office, low=low)]


def resolve(office: int, written: Sequence[str]) -> tuple[Elements, list[Unclear]]:
    """Return the elements of the office that are written, and what is none of them or may be several."""
    found: dict[str, list[int]] = {"substation": [], "feeder": [], "transformer": []}
    unclear = []
    for text in filter(None, (" ".join(one.split()) for one in written)):
        upper, _, low = text.partition(BELOW.strip())
        places = [one for one in places_of(office, low.strip()) if _is_meant(one, upper.strip(), low.strip())]
        if len(places) == 1:
            found[places[0].sort].append(places[0].id)
        else:
            unclear.append(Unclear(text, tuple(places)))
    return Elements(*(tuple(dict.fromkeys(ids)) for ids in found.values())), unclear


def _is_meant(place: Place, upper: str, low: str) -> bool:
    if place.low.casefold() != low.casefold():
        return False
    name, _, code = upper.rpartition(BETWEEN.strip())
    if name:
        return place.code.casefold() == code.strip().casefold()
    return upper.casefold() in (place.name.casefold(), place.code.casefold())


def _is_far(outage: Outage, told_ahead: timedelta, *, at: datetime) -> bool:
    return outage.kind == Kind.PLANNED and at < outage.from_at - told_ahead


def _price(outage: Outage, people: Mapping[str, int], *, at: datetime) -> Decimal:
    """Return the rupees to tell the people, each once on their first channel."""
    facts = telling.facts_of(outage, begins=outage.from_at, until=outage.until_at, back=None)
    each = {ChannelKind(channel): many for channel, many in people.items()}
    return price_of(kinds()[telling.kind_of_cut(outage)], {**facts, "account_end": "0000"}, each, by=prices(at=at))


def _name(part: OutagePart) -> str:
    if part.substation:
        return part.substation.name
    if part.feeder:
        return f"{part.feeder.name}{BETWEEN}{part.feeder.code}"
    assert part.transformer  # noqa: S101 - a part is one of three
    return f"{part.transformer.feeder.name}{BELOW}{part.transformer.name}"
