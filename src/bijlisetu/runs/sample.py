"""Who is told first: a sample of a run, spread over its feeders and over the channels people are reached on."""

from __future__ import annotations

from collections.abc import Sequence

from bijlisetu.plumbing.database.keyed import rows

#: Round by round one of each feeder and first channel, in an order that the same run always gives; without an
#: address last, for they prove nothing.
SAMPLE = """
WITH waiting AS (
    SELECT notice.id, consumer.feeder_id, hashtextextended(notice.key, 0) AS lot, (
        SELECT min(step.place) FROM contact_address address
        JOIN unnest(%(channels)s::text[]) WITH ORDINALITY AS step (channel, place)
          ON step.channel = ANY(address.channels)
        WHERE address.consumer_id = notice.consumer_id AND address.owner <> 'not_owner'
    ) AS step
    FROM outbox_notice notice JOIN outbox_turn turn ON turn.notice_id = notice.id AND turn.gate = %(run)s
    JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
    WHERE notice.run_id = %(run)s AND notice.state = 'open'
),
rounds AS (
    SELECT id, lot, step IS NULL AS is_mute, row_number() OVER (PARTITION BY feeder_id, step ORDER BY lot, id) AS round
    FROM waiting
)
SELECT id FROM rounds ORDER BY is_mute, round, lot, id LIMIT %(size)s
"""


def sample(*, run: int, size: int, channels: Sequence[str]) -> list[int]:
    """Return the notices of the run that go first: always the same ones, on the channels in the ladder's order."""
    return [notice for (notice,) in rows(SAMPLE, run=run, size=size, channels=[str(channel) for channel in channels])]
