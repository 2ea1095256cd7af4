"""Short cuts that came one after the other are told together, once no more of them come at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.outages import telling
from bijlisetu.outages.models import OutageEvent, Told
from bijlisetu.outages.rules import OVER
from bijlisetu.outages.telling import NOT_ENDED, Saying
from bijlisetu.outages.timing.current import timing
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.runs.actions import NotNow

#: What was longer ago is no news: the program stood still meanwhile.
SHOWN_FOR = timedelta(days=1)
#: Each person once, with the event that ended the last short cut they were spared; neither while they are dark with
#: something they are to hear of, nor before the time is over in which a new cut would be gathered with these.
DUE = f"""
CREATE TEMP TABLE outages_digest ON COMMIT DROP AS
WITH light AS MATERIALIZED (
    SELECT id, outage_id, said_at FROM outages_outageevent
    WHERE what IN ('back', 'partly', 'moved') AND said_at > %(at)s - %(shown_for)s AND said_at <= %(at)s
), spared AS (
    SELECT told.id, told.consumer_id, light.id AS event, light.said_at
    FROM light JOIN outages_told told ON told.outage_id = light.outage_id AND told.event_id = light.id
    WHERE told.stage = 'back' AND told.why = 'dead_band'
)
SELECT consumer_id, count(*) AS cuts, (array_agg(event ORDER BY said_at DESC, id DESC))[1] AS event
FROM spared
WHERE NOT EXISTS (
    SELECT FROM outages_told digest
    WHERE digest.consumer_id = spared.consumer_id AND digest.stage = 'digest' AND digest.id > spared.id OFFSET 0
) AND NOT EXISTS (
    SELECT FROM outages_told told JOIN light ON light.id = told.event_id
    WHERE told.consumer_id = spared.consumer_id AND told.stage = 'back' AND told.notice IS NOT NULL
      AND light.said_at > %(at)s - %(gather)s OFFSET 0
) AND NOT EXISTS (
    SELECT FROM outages_told dark JOIN outages_outage outage ON outage.id = dark.outage_id
    WHERE dark.consumer_id = spared.consumer_id AND dark.stage = 'cut' AND outage.state <> ALL(%(over)s)
      AND outage.from_at <= %(at)s AND {NOT_ENDED.format(told="dark")} OFFSET 0
)
GROUP BY consumer_id
"""
OF_EVENT = """
CREATE TEMP TABLE outages_meant ON COMMIT DROP AS SELECT consumer_id, cuts FROM outages_digest WHERE event = %(event)s
"""
CUTS = "|| jsonb_build_object('cuts', outages_meant.cuts::text)"


@transaction.atomic
def tell_digests(*, at: datetime) -> int:
    """Tell how many short cuts there were to those who were spared them, by day; return to how many."""
    when = timing(at=at)
    if when.night_until(at):
        return 0
    execute("DROP TABLE IF EXISTS pg_temp.outages_digest")
    told = execute(DUE, at=at, gather=when.gather, shown_for=SHOWN_FOR, over=sorted(OVER))
    last = [event for (event,) in rows("SELECT DISTINCT event FROM outages_digest ORDER BY event")]
    one_by_one(last, partial(_tell_digest, at=at), what="digest", at=at)
    return told


def _tell_digest(event: int, *, at: datetime) -> int:
    execute(telling.FORGET)
    execute(OF_EVENT, event=event)
    saying = Saying("outages_meant", "''", "", "outage_digest", Told.Stage.DIGEST, None, CUTS)
    found = OutageEvent.objects.select_related("outage").get(pk=event)
    try:
        telling.say(found, saying, at=at, by=machines.CLOCK)
    except NotNow:  # an officer stopped it before anything went out: it waits for whoever lets it go on
        return 0
    return 1
