"""Questions about outages: what stands how, where, and whether what is kept is what the events add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bijlisetu.network.models import Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart
from bijlisetu.outages.rules import OVER, Event, Kind, Standing, What, replay
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.sql import rows

#: For statements about an outage's parts, called `part`: the section that looks after each, and the offices over it,
#: `tree`.
SECTION_OF_PART = "coalesce(part.substation_id, place.section_id)"
PLACED = """
LEFT JOIN network_transformer low ON low.id = part.transformer_id
LEFT JOIN network_feederplace place
  ON place.feeder_id = coalesce(part.feeder_id, low.feeder_id) AND place.valid_to IS NULL
"""
OFFICES_OVER = f"{PLACED} JOIN network_office_tree tree ON tree.descendant_id = {SECTION_OF_PART}"
#: Whether some part of `outage` is the offices' to look after.
AT_OFFICES = f"""
EXISTS (
    SELECT FROM outages_outagepart part {OFFICES_OVER}
    WHERE part.outage_id = outage.id AND tree.ancestor_id = ANY(%(offices)s)
)
"""
#: Of a breakdown that still lasts every news comes in time.
ALWAYS = datetime.max.replace(tzinfo=UTC)

#: Which open outages touch a feeder or a transformer that these elements touch, at some instant of the span; and
#: whether all that the elements touch is dark with them already.
BESIDE = """
WITH ours AS MATERIALIZED (
    SELECT coalesce('f' || feeder_id, 't' || transformer_id) AS element
    FROM network_below(%(substations)s, %(feeders)s, %(transformers)s, %(moment)s)
), others AS (
    SELECT outage.id, outage.number, coalesce('f' || below.feeder_id, 't' || below.transformer_id) AS element
    FROM (
        SELECT outage.id, outage.number,
               coalesce(array_agg(part.substation_id) FILTER (WHERE part.substation_id IS NOT NULL), '{}') AS stations,
               coalesce(array_agg(part.feeder_id) FILTER (WHERE part.feeder_id IS NOT NULL), '{}') AS feeders,
               coalesce(array_agg(part.transformer_id) FILTER (WHERE part.transformer_id IS NOT NULL), '{}') AS low
        FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id AND part.back_at IS NULL
        WHERE outage.state <> ALL(%(over)s) AND outage.from_at < coalesce(%(until_at)s::timestamptz, 'infinity')
          AND (outage.until_at IS NULL OR outage.until_at > %(from_at)s OR outage.state = 'unknown')
        GROUP BY outage.id
    ) AS outage, network_below(outage.stations, outage.feeders, outage.low, %(moment)s) AS below
)
SELECT others.number, count(*) = (SELECT count(*) FROM ours)
FROM others JOIN ours USING (element) GROUP BY others.id, others.number ORDER BY others.id
"""
#: All that lies below some elements in one word: another one says that something was switched.
AS_ONE = """
SELECT md5(coalesce(string_agg(element, ',' ORDER BY element), '')) FROM (
    SELECT coalesce('f' || feeder_id, 't' || transformer_id) AS element
    FROM network_below({stations}, {feeders}, {low}, {moment})
) AS below
"""
BELOW_AS_ONE = AS_ONE.format(
    stations="%(substations)s", feeders="%(feeders)s", low="%(transformers)s", moment="%(moment)s"
)
#: How far the news that it is dark got with each consumer touched; news of another end is such news too. Of planned
#: work it comes in time before the hour, of a breakdown while it is dark.
FATES = f"""
SELECT people.consumer_id, CASE
    WHEN tried.arrived_at <= %(in_time)s THEN 'told_before'
    WHEN tried.arrived_at IS NOT NULL THEN 'told_late'
    WHEN tried.has_left THEN 'no_receipt'
    WHEN latest.state = 'open' THEN 'waiting'
    WHEN latest.state IN ('withdrawn', 'expired', 'never_told', 'dead_band', 'night') THEN latest.state
    WHEN latest.state IS NULL THEN 'never_told'
    WHEN tried.tries = 0 THEN 'no_address'
    ELSE 'failed' END AS fate
FROM (SELECT DISTINCT consumer_id FROM outages_told WHERE outage_id = %(outage)s AND stage = 'cut') AS people
LEFT JOIN LATERAL (
    SELECT coalesce(nullif(told.why, ''), notice.state) AS state
    FROM outages_told told LEFT JOIN outbox_notice notice ON notice.id = told.notice
    WHERE told.outage_id = %(outage)s AND told.consumer_id = people.consumer_id AND told.stage IN ('cut', 'time')
    ORDER BY told.id DESC LIMIT 1
) AS latest ON true
CROSS JOIN LATERAL (
    SELECT min(coalesce(attempt.delivered_at, attempt.read_at)) AS arrived_at,
           coalesce(bool_or({LEFT_US}), false) AS has_left, count(*) AS tries
    FROM outages_told told
    JOIN outbox_attempt attempt ON attempt.notice_id = told.notice AND {of_notice("attempt", "told.notice")}
    WHERE told.outage_id = %(outage)s AND told.consumer_id = people.consumer_id
      AND told.stage IN ('cut', 'time', 'soon')
) AS tried
"""
#: What feeds a home, from its transformer and line upwards as it was switched at the instant; and the outages there.
#: A home with a transformer hangs on the feeder of that, as it is switched; and on whatever feeds the feeder.
DARK_WITH = """
SELECT told.place, found.number
FROM unnest(%(feeders)s::bigint[], %(transformers)s::bigint[], %(times)s::timestamptz[]) WITH ORDINALITY
  AS told (feeder, transformer, at, place)
CROSS JOIN LATERAL (
    WITH RECURSIVE switched AS (
        SELECT feeder_id, transformer_id, fed_by_id FROM network_switching
        WHERE from_at <= told.at AND (until_at IS NULL OR until_at > told.at)
    ), line (id) AS (
        SELECT coalesce(
            (SELECT fed_by_id FROM switched WHERE transformer_id = told.transformer),
            (SELECT feeder_id FROM network_transformer WHERE id = told.transformer),
            told.feeder
        )
        UNION
        SELECT switched.fed_by_id FROM line JOIN switched ON switched.feeder_id = line.id
    ), station (id) AS (
        SELECT tree.ancestor_id FROM line JOIN network_feederplace place ON place.feeder_id = line.id
        JOIN network_office_tree tree ON tree.descendant_id = place.section_id
        WHERE place.valid_from <= (told.at AT TIME ZONE 'Asia/Kolkata')::date
          AND (place.valid_to IS NULL OR place.valid_to > (told.at AT TIME ZONE 'Asia/Kolkata')::date)
          AND NOT EXISTS (SELECT FROM switched WHERE switched.feeder_id = line.id)
    )
    SELECT outage.number FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id
    WHERE outage.state <> 'cancelled' AND outage.from_at <= told.at AND (part.back_at IS NULL OR part.back_at > told.at)
      AND (part.transformer_id = told.transformer OR part.feeder_id IN (SELECT id FROM line)
           OR part.substation_id IN (SELECT id FROM station))
    ORDER BY outage.from_at, outage.id LIMIT 1
) AS found
"""
TOLD = ("told_before", "told_late", "no_receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """How far the news of an outage got: people, by what became of it."""

    touched: int
    told_before: int  #: before the planned hour; of a breakdown, while it was dark
    told_late: int
    no_receipt: int  #: it may have arrived
    waiting: int
    not_told: Mapping[str, int]  #: why: no_address, failed, expired, withdrawn, never_told, dead_band, night

    @property
    def told(self) -> int:
        """To how many it has left us."""
        return self.told_before + self.told_late + self.no_receipt


@dataclass(frozen=True, slots=True)
class Beside:
    """An open outage that is at something of the same at the same time."""

    number: str
    holds_all: bool  #: whatever the new one touches is dark with it already


def beside(elements: Elements, *, from_at: datetime, until_at: datetime | None, at: datetime) -> list[Beside]:
    """Return the open outages that overlap with one of these elements in that time, by their number."""
    found = rows(
        BESIDE, **elements.named, moment=max(from_at, at), from_at=from_at, until_at=until_at, over=sorted(OVER)
    )
    return [Beside(*row) for row in found]


def below_as_one(outage: Outage, *, at: datetime) -> str:
    """Return all that lies below what is dark of the outage, now or once it begins, as one word to compare."""
    ((word,),) = rows(BELOW_AS_ONE, **dark_elements_of(outage).named, moment=max(outage.from_at, at))
    return str(word)


def ledger(outage: int) -> Ledger:
    """Return how far the news of the outage got, counted from receipts."""
    found = Counter(fate for _, fate in fates(outage))
    counts = {name: found.pop(name, 0) for name in (*TOLD, "waiting")}
    return Ledger(touched=sum(counts.values()) + found.total(), not_told=dict(found), **counts)


def not_told(outage: int) -> list[tuple[int, str]]:
    """Return who was not told that it is dark, and why, by consumer."""
    return sorted((consumer, fate) for consumer, fate in fates(outage) if fate not in (*TOLD, "waiting"))


def fates(outage: int) -> list[tuple[int, str]]:
    """Return what became of the news that it is dark, for each consumer who is touched."""
    found = Outage.objects.get(pk=outage)
    in_time = found.from_at if found.kind == Kind.PLANNED else found.back_at
    return [(consumer, fate) for consumer, fate in rows(FATES, outage=outage, in_time=in_time or ALWAYS)]


def dark_with(*, feeder: int, transformer: int | None, at: datetime) -> str:
    """Return the number of the outage with which a home there was dark at the moment; nothing if it was with none."""
    (number,) = dark_with_each([(feeder, transformer, at)])
    return number


def dark_with_each(homes: Sequence[tuple[int, int | None, datetime]]) -> list[str]:
    """Return of each home, by feeder, transformer and moment, the number of the outage with which it was dark then."""
    if not homes:
        return []
    feeders, transformers, times = map(list, zip(*homes, strict=True))
    found = dict(rows(DARK_WITH, feeders=feeders, transformers=transformers, times=times))
    return [found.get(place, "") for place in range(1, len(homes) + 1)]


def elements_of(parts: Iterable[OutagePart]) -> Elements:
    """Return the elements of the parts."""
    told = list(parts)
    return Elements(
        tuple(one.substation_id for one in told if one.substation_id is not None),
        tuple(one.feeder_id for one in told if one.feeder_id is not None),
        tuple(one.transformer_id for one in told if one.transformer_id is not None),
    )


def feeders_of(elements: Elements) -> list[int]:
    """Return the feeders among the elements, and those of its transformers as they stand without any switching."""
    low = Transformer.objects.filter(pk__in=elements.transformers).values_list("feeder_id", flat=True)
    return sorted({*elements.feeders, *low})


def dark_elements_of(outage: Outage) -> Elements:
    """Return the elements of the outage that are not back."""
    return elements_of(OutagePart.objects.filter(outage=outage, back_at=None))


def standing_of(outage: Outage) -> Standing:
    """Return what the outage's events add up to."""
    return _replayed(outage.kind, OutageEvent.objects.filter(outage=outage).order_by("id"))


def differences() -> list[str]:
    """Return the numbers of outages of which something else is kept than their events add up to."""
    kept = Outage.objects.prefetch_related("events").order_by("id")
    return [one.number for one in kept if not _is_kept(one, _replayed(one.kind, sorted(one.events.all(), key=_order)))]


def _order(event: OutageEvent) -> int:
    return int(event.pk)


def _replayed(kind: str, events: Iterable[OutageEvent]) -> Standing:
    return replay(Kind(kind), (Event(What(one.what), one.said_at, one.from_at, one.until_at) for one in events))


def _is_kept(outage: Outage, standing: Standing) -> bool:
    kept: Sequence[object] = (outage.state, outage.from_at, outage.until_at, outage.back_at, outage.told_at)
    return kept == (standing.state, standing.from_at, standing.until_at, standing.back_at, standing.announced_at)
