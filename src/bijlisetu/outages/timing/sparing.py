"""Whom a breakdown is not told at once: who had light again only a short while ago, and who sleeps."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from bijlisetu.outages.timing.reading import Timing
from bijlisetu.plumbing.database.sql import execute, rows

#: Who was told lately that the light is back: of the outages that ended within so long before this one began.
LIGHTS = """
FROM outages_outageevent light
WHERE light.what IN ('back', 'partly', 'moved') AND light.said_at > %(after)s AND light.said_at <= %(since)s
"""
LATELY = f"""
CREATE TEMP TABLE outages_lately ON COMMIT DROP AS
SELECT DISTINCT told.consumer_id FROM (SELECT light.id, light.outage_id {LIGHTS}) AS light
JOIN outages_told told ON told.outage_id = light.outage_id AND told.event_id = light.id
WHERE told.stage = 'back' AND told.notice IS NOT NULL
"""
NOBODY = "CREATE TEMP TABLE outages_{name} (consumer_id bigint, why text) ON COMMIT DROP"
SPARE = """
CREATE TEMP TABLE outages_spared ON COMMIT DROP AS
SELECT consumer_id, CASE WHEN is_short THEN 'dead_band' ELSE 'night' END AS why
FROM (
    SELECT consumer.id AS consumer_id,
           EXISTS (SELECT FROM outages_lately WHERE outages_lately.consumer_id = consumer.id) AS is_short
    FROM outages_meant JOIN consumers_consumer consumer ON consumer.id = outages_meant.consumer_id
    WHERE consumer.need <> ALL(%(always)s)
) AS people
WHERE is_short OR %(is_night)s
"""
#: Of this outage, to whom no later word of it was given; in one pass, as in telling.
SPARED = """
SELECT consumer_id, why FROM (
    SELECT consumer_id, max(id) AS last,
           max(id) FILTER (WHERE stage = 'cut' AND why IN ('dead_band', 'night')) AS spared,
           (array_agg(why ORDER BY id DESC))[1] AS why
    FROM outages_told WHERE outage_id = %(outage)s GROUP BY consumer_id
) AS told WHERE last = spared
"""
GATHER_SPARED = f"CREATE TEMP TABLE outages_spared ON COMMIT DROP AS {SPARED}"
ANY_SPARED = """
SELECT 1 FROM outages_told WHERE outage_id = %(outage)s AND stage = 'cut' AND why IN ('dead_band', 'night') LIMIT 1
"""
DUE = f"SELECT consumer_id FROM ({SPARED}) AS spared WHERE why = 'night' OR %(is_long)s"
GATHER_DUE = f"CREATE TEMP TABLE outages_meant ON COMMIT DROP AS {DUE}"


def spare(outage: Outage, *, since: datetime, timing: Timing, at: datetime) -> None:
    """
    Lay down as outages_spared who of those meant is not told now, and why: dead_band, or night.

    :param since: when it became dark for them
    """
    is_night = timing.night_until(at) is not None
    may_be_short = at < since + timing.long
    if outage.kind != Kind.BREAKDOWN or not (is_night or may_be_short):
        execute(NOBODY.format(name="spared"))
        return
    if may_be_short:
        execute(LATELY, after=since - timing.gather, since=since)
    else:
        execute(NOBODY.format(name="lately"))
    execute(SPARE, always=sorted(timing.always), is_night=is_night)


def may_spare(outage: Outage, *, timing: Timing, at: datetime) -> bool:
    """Return whether anybody may be spared the outage now."""
    if outage.kind != Kind.BREAKDOWN:
        return False
    lately = {"after": outage.from_at - timing.gather, "since": outage.from_at}
    may_be_short = at < outage.from_at + timing.long
    return timing.night_until(at) is not None or (may_be_short and bool(rows(f"SELECT 1 {LIGHTS} LIMIT 1", **lately)))


def gather_spared(outage: Outage) -> None:
    """Lay down as outages_spared who has been spared the outage until now, and why."""
    is_any = bool(rows(ANY_SPARED, outage=outage.pk))
    execute(GATHER_SPARED if is_any else NOBODY.format(name="spared"), outage=outage.pk)


def gather_due(outage: Outage, *, timing: Timing, at: datetime) -> int:
    """Lay down as outages_meant who was spared the outage and is to be told now, if anybody is; return how many."""
    values = {"outage": outage.pk, "is_long": at >= outage.from_at + timing.long}
    # Mostly nobody is: then no table is made each minute.
    if timing.night_until(at) or not rows(ANY_SPARED, **values) or not rows(f"{DUE} LIMIT 1", **values):
        return 0
    return execute(GATHER_DUE, **values)
