"""Take what people say of the light, each message once, with the outage that holds them if one is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.outages.learning import gathering
from bijlisetu.outages.learning.models import NoLight
from bijlisetu.outages.learning.rules import WINDOW
from bijlisetu.outages.rules import OVER
from bijlisetu.plumbing.database.sql import rows

#: The desk's hour of a breakdown is a guess: people may have spoken before it.
GUESSED = timedelta(hours=1)
#: Whoever's words come so late spoke of an outage that may be over by now.
LATEST = timedelta(days=7)
#: Each person hangs where the switches had it. An outage that is over by now holds whoever spoke while it lasted.
KEEP = """
WITH told AS (
    SELECT * FROM unnest(
        %(consumers)s::bigint[], %(ways)s::text[], %(said)s::timestamptz[], %(dark)s::boolean[], %(replies)s::bigint[]
    ) AS told (consumer_id, way, said_at, is_dark, reply)
), switched AS MATERIALIZED (
    SELECT feeder_id, transformer_id, fed_by_id FROM network_switching
    WHERE from_at <= %(at)s AND (until_at IS NULL OR until_at > %(at)s)
), held AS MATERIALIZED (
    SELECT outage.id, outage.from_at - %(guessed)s AS from_at, coalesce(outage.back_at, 'infinity') AS back_at,
           below.feeder_id, below.transformer_id
    FROM (
        SELECT outage.id, outage.from_at, outage.back_at,
               coalesce(array_agg(part.substation_id) FILTER (WHERE part.substation_id IS NOT NULL), '{}') AS stations,
               coalesce(array_agg(part.feeder_id) FILTER (WHERE part.feeder_id IS NOT NULL), '{}') AS feeders,
               coalesce(array_agg(part.transformer_id) FILTER (WHERE part.transformer_id IS NOT NULL), '{}') AS low
        FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id
         AND (part.back_at IS NULL OR part.back_at = outage.back_at)
        WHERE outage.from_at <= %(at)s AND outage.state <> 'cancelled'
          AND (outage.state <> ALL(%(over)s) OR outage.back_at > %(oldest)s)
        GROUP BY outage.id
    ) AS outage, network_below(outage.stations, outage.feeders, outage.low, %(at)s) AS below
)
INSERT INTO outages_nolight (
    consumer_id, section_id, feeder_id, transformer_id, is_dark, way, said_at, received_at, reply, outage_id
)
SELECT told.consumer_id, place.section_id, line.id, consumer.transformer_id, told.is_dark, told.way,
       least(told.said_at, %(at)s), %(at)s, told.reply, known.id
FROM told JOIN consumers_consumer consumer ON consumer.id = told.consumer_id
LEFT JOIN switched low ON low.transformer_id = consumer.transformer_id
CROSS JOIN LATERAL (SELECT coalesce(low.fed_by_id, consumer.feeder_id) AS id) AS line
LEFT JOIN switched high ON high.feeder_id = line.id
LEFT JOIN network_feederplace place
  ON place.feeder_id = coalesce(high.fed_by_id, line.id) AND place.valid_to IS NULL
LEFT JOIN LATERAL (
    SELECT held.id FROM held
    WHERE told.said_at >= held.from_at AND told.said_at < held.back_at
      AND CASE WHEN consumer.transformer_id IS NULL THEN held.feeder_id = consumer.feeder_id
               ELSE held.transformer_id = consumer.transformer_id END
    ORDER BY held.id DESC LIMIT 1
) AS known ON true
ON CONFLICT (reply) DO NOTHING RETURNING id
"""
ANSWERS = """
SELECT told.consumer_id, told.reply, told.said_at, outage.number, suspicion.id, coalesce(suspicion.reports, 0)
FROM outages_nolight told
LEFT JOIN outages_outage outage ON outage.id = told.outage_id
LEFT JOIN outages_suspicion suspicion ON suspicion.id = told.suspicion_id AND suspicion.state = 'open'
WHERE told.id = ANY(%(kept)s) ORDER BY told.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a person says of the light."""

    consumer: int
    way: NoLight.Way
    said_at: datetime
    is_dark: bool = True
    reply: int | None = None  #: the message that brought it


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the darkness of a person who has just spoken."""

    consumer: int
    reply: int | None
    said_at: datetime
    outage: str | None  #: number of the outage that holds them
    suspicion: int | None
    reports: int  #: people who say the same of the suspected element, they among them


@transaction.atomic
def report_no_light(*, reports: Sequence[Report], at: datetime) -> list[Heard]:
    """
    Take what people say of the light, and look what adds up; return what is known for each that is new.

    A message that was taken before is none, whoever brings it again. What was said long ago is kept with its own time.
    """
    kept = [
        number
        for (number,) in rows(
            KEEP, consumers=[one.consumer for one in reports], ways=[str(one.way) for one in reports],
            said=[one.said_at for one in reports], dark=[one.is_dark for one in reports],
            replies=[one.reply for one in reports], at=at, guessed=GUESSED, over=sorted(OVER), oldest=at - LATEST,
        )
    ]  # fmt: skip
    gathering.gather(reports=kept, since=at - WINDOW, at=at)
    return [Heard(*row) for row in rows(ANSWERS, kept=kept)]
