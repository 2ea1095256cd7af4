"""Questions about outages: what stands how, where, and whether what is kept is what the events add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart
from bijlisetu.outages.rules import OVER, Event, Kind, Standing, What, replay
from bijlisetu.plumbing.database.sql import rows

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


def elements_of(parts: Iterable[OutagePart]) -> Elements:
    """Return the elements of the parts."""
    told = list(parts)
    return Elements(
        tuple(one.substation_id for one in told if one.substation_id is not None),
        tuple(one.feeder_id for one in told if one.feeder_id is not None),
        tuple(one.transformer_id for one in told if one.transformer_id is not None),
    )


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
    kept: Sequence[object] = (outage.state, outage.from_at, outage.until_at, outage.back_at)
    return kept == (standing.state, standing.from_at, standing.until_at, standing.back_at)
