"""
Since when everybody may know of an outage.

A breakdown: since its people were told. Planned work whose messages wait for a second officer is still a draft: it may
be wrong in its place or hour. It is public once the first of its runs is let out, or once its hour comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bijlisetu.outages.rules import Kind
from bijlisetu.plumbing.database.sql import rows

#: The runs that tell of the cut, by the keys that `telling.say` makes; an outage that touches nobody has none.
SINCE = """
SELECT outage.id, outage.kind, min(event.at) FILTER (WHERE event.what = 'announced'),
       min(event.at) FILTER (WHERE event.what = 'began'), count(run.id), min(run.released_at)
FROM outages_outage outage JOIN outages_outageevent event ON event.outage_id = outage.id
LEFT JOIN outbox_run run ON run.key = 'outage:' || to_char(outage.from_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM')
                                      || ':' || outage.number || ':' || event.id || ':cut'
WHERE outage.id = ANY(%(outages)s) GROUP BY outage.id HAVING bool_or(event.what = 'announced')
"""


def public_since(outages: Iterable[int]) -> dict[int, datetime]:
    """Return since when each of the outages is public; those that are not are left out."""
    found = rows(SINCE, outages=list(outages))
    since = {outage: _since(Kind(kind), *moments) for outage, kind, *moments in found}
    return {outage: moment for outage, moment in since.items() if moment}


def _since(
    kind: Kind, told_at: datetime, began_at: datetime | None, runs: int, released_at: datetime | None
) -> datetime | None:
    if kind is Kind.BREAKDOWN or not runs:
        return told_at
    moments = [moment for moment in (began_at, released_at) if moment]
    return max(told_at, min(moments)) if moments else None
