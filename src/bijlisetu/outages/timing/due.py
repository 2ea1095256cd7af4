"""Which open outages the clock has brought something: asked of all of them at once, for each minute asks anew."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bijlisetu.outages.models import Outage, OutageEvent
from bijlisetu.outages.queries import AS_ONE
from bijlisetu.outages.rules import OVER, Event, Kind, What, replay
from bijlisetu.outages.timing.current import timing
from bijlisetu.outages.timing.sparing import ANY_SPARED
from bijlisetu.plumbing.database.sql import rows

#: Below which something else lies than when it was told, or of which somebody has been spared.
CHANGED = f"""
WITH dark AS MATERIALIZED (
    SELECT outage.id, greatest(outage.from_at, %(at)s) AS moment,
           coalesce(array_agg(part.substation_id) FILTER (WHERE part.substation_id IS NOT NULL), '{{}}') AS stations,
           coalesce(array_agg(part.feeder_id) FILTER (WHERE part.feeder_id IS NOT NULL), '{{}}') AS feeders,
           coalesce(array_agg(part.transformer_id) FILTER (WHERE part.transformer_id IS NOT NULL), '{{}}') AS low
    FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id AND part.back_at IS NULL
    WHERE outage.id = ANY(%(told)s::bigint[]) GROUP BY outage.id
)
SELECT dark.id FROM dark CROSS JOIN LATERAL (
    SELECT event.detail ->> 'below' AS word FROM outages_outageevent event
    WHERE event.outage_id = dark.id AND event.detail ? 'below' ORDER BY event.id DESC LIMIT 1
) AS kept
WHERE kept.word <> ({AS_ONE.format(stations="stations", feeders="dark.feeders", low="low", moment="moment")})
UNION
SELECT told.outage FROM unnest(%(told)s::bigint[]) AS told (outage)
WHERE EXISTS ({ANY_SPARED.replace("%(outage)s", "told.outage")})
"""


def due(*, at: datetime) -> list[str]:
    """Return the numbers of open outages to look at: an hour came, others are touched, or somebody was spared."""
    events: dict[tuple[int, str], list[Event]] = defaultdict(list)
    found = OutageEvent.objects.exclude(outage__state__in=OVER).order_by("id")
    for outage, kind, what, said_at, from_at, until_at in found.values_list(
        "outage_id", "outage__kind", "what", "said_at", "from_at", "until_at"
    ):
        events[outage, kind].append(Event(What(what), said_at, from_at, until_at))
    standings = {outage: replay(Kind(kind), happened) for (outage, kind), happened in events.items()}
    when = timing(at=at)
    has_come = {outage for outage, standing in standings.items() if standing.due(at=at, timing=when)}
    told = [outage for outage, standing in standings.items() if standing.is_announced]
    looked_at = has_come.union(outage for (outage,) in rows(CHANGED, told=told, at=at))
    return list(Outage.objects.filter(pk__in=looked_at).order_by("id").values_list("number", flat=True))
