"""Lease due letters to an engine: one statement, which looks at everything at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from bijlisetu.delivery.rules import LEASES, Ladder
from bijlisetu.outbox.doors import Door, doors
from bijlisetu.outbox.kinds import Lane
from bijlisetu.plumbing.sql import rows
from bijlisetu.values import ChannelKind, Language

#: Of each claim every lane may have this part before a more urgent one takes the rest: so none starves.
SHARE = 0.05
#: A notice whose only way is shut without an end is looked at again after so long.
LOOK_AGAIN_AFTER = timedelta(minutes=10)

CLAIM = """
WITH ladder (kind, language, step, channel, wait, shut, shut_until) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(languages)s::text[], %(steps)s::int[], %(channels)s::text[],
                         %(waits)s::interval[], %(shuts)s::text[], %(shut_untils)s::timestamptz[])
),
room (channel, seats) AS (SELECT * FROM unnest(%(room_channels)s::text[], %(seats)s::int[])),
-- Chosen before they are locked: of many doors each may have a full batch, and only one batch is taken.
picked AS MATERIALIZED (
    SELECT found.notice_id, found.lane, found.at
    FROM (
        SELECT turn.notice_id, door.lane, turn.at, row_number() OVER (PARTITION BY door.lane ORDER BY turn.at) AS place
        FROM unnest(%(door_lanes)s::smallint[], %(door_gates)s::bigint[], %(door_channels)s::text[])
             AS door (lane, gate, channel),
        LATERAL (
            SELECT notice_id, at FROM outbox_turn
            WHERE outbox_turn.lane = door.lane AND outbox_turn.gate = door.gate AND outbox_turn.channel = door.channel
              AND at <= %(at)s
              -- A receipt that lies unread in our own inbox must not bring anybody a second message.
              AND (NOT awaits OR at <= %(heard_until)s)
            ORDER BY at LIMIT %(limit)s
        ) AS turn
    ) AS found
    ORDER BY found.place > %(share)s, found.lane, found.at LIMIT %(limit)s
),
-- Held by a report that is being folded, or taken by another engine: passed over, never waited for.
due AS MATERIALIZED (
    SELECT notice.id, notice.kind, notice.consumer_id, notice.expires_at, picked.lane, picked.at
    FROM picked JOIN outbox_turn turn ON turn.notice_id = picked.notice_id
    JOIN outbox_notice notice ON notice.id = picked.notice_id
    WHERE turn.at <= %(at)s AND notice.state = 'open'
    FOR NO KEY UPDATE OF turn, notice SKIP LOCKED
),
tries AS MATERIALIZED (
    SELECT attempt.id, attempt.notice_id, attempt.channel, attempt.address, attempt.state
    FROM due JOIN outbox_attempt attempt ON attempt.notice_id = due.id
),
options AS (
    SELECT due.id AS notice_id, due.lane, due.at, ladder.step, ladder.channel, ladder.wait, ladder.shut,
           ladder.shut_until, address.value, address.owner, address.known_at, address.id AS address_id,
           tries.id AS attempt,
           -- Shut, and not worth waiting for: the notice would be too late, or somebody sits in the dark.
           ladder.shut IS NOT NULL AND (ladder.shut = 'skip' OR ladder.shut = 'park' AND due.lane < %(patient)s
                                        OR ladder.shut_until + ladder.wait >= due.expires_at) AS barred
    FROM due
    JOIN consumers_consumer consumer ON consumer.id = due.consumer_id
    JOIN ladder ON ladder.kind = due.kind AND ladder.language = consumer.language
    JOIN contact_address address
      ON address.consumer_id = due.consumer_id
     AND ladder.channel = ANY(address.channels)
     AND address.owner <> 'not_owner'
    LEFT JOIN tries
      ON tries.notice_id = due.id AND tries.channel = ladder.channel AND tries.address = address.value
    WHERE due.expires_at > %(at)s AND (tries.id IS NULL OR tries.state = 0)
),
chosen AS (
    SELECT DISTINCT ON (notice_id) * FROM options
    ORDER BY notice_id, barred, step, attempt IS NULL, (owner = 'proved') DESC, known_at DESC, address_id
),
placed AS (
    SELECT chosen.*, row_number() OVER (PARTITION BY channel ORDER BY lane, at, notice_id) AS seat
    FROM chosen WHERE shut IS NULL
),
seated AS (SELECT placed.* FROM placed JOIN room USING (channel) WHERE placed.seat <= room.seats),
-- Its engine died with the letter in its hands: it may have left.
stale AS (
    UPDATE outbox_attempt attempt
    SET state = 20, reason = 'no_receipt', detail = 'engine died while sending'
    FROM tries WHERE attempt.id = tries.id AND tries.state = 10
),
-- A try that never left, and that another way is taken for now.
dropped AS (
    UPDATE outbox_attempt attempt SET state = 44, reason = coalesce(nullif(reason, ''), 'carrier_down')
    FROM tries JOIN due ON due.id = tries.notice_id LEFT JOIN chosen ON chosen.notice_id = tries.notice_id
    WHERE attempt.id = tries.id AND tries.state = 0 AND chosen.attempt IS DISTINCT FROM tries.id
      AND (chosen.notice_id IS NULL OR chosen.shut IS NULL)
),
again AS (
    UPDATE outbox_attempt attempt SET state = 10, engine = %(engine)s, claimed_at = %(at)s, tries = attempt.tries + 1
    FROM seated WHERE attempt.id = seated.attempt
    RETURNING attempt.id, attempt.notice_id, attempt.channel, attempt.address, attempt.tries
),
fresh AS (
    INSERT INTO outbox_attempt (notice_id, channel, address, state, engine, claimed_at, tries)
    SELECT notice_id, channel, value, 10, %(engine)s, %(at)s, 1 FROM seated WHERE attempt IS NULL
    RETURNING id, notice_id, channel, address, tries
),
claimed AS (SELECT * FROM again UNION ALL SELECT * FROM fresh),
turned AS (
    UPDATE outbox_turn turn
    SET awaits = turn.awaits OR seated.notice_id IS NOT NULL,
        channel = CASE WHEN seated.notice_id IS NULL
                        AND (chosen.shut IS NULL OR chosen.shut = 'park' AND NOT chosen.barred)
                       THEN chosen.channel ELSE '' END,
        at = CASE WHEN seated.notice_id IS NOT NULL
                  THEN %(at)s + greatest(seated.wait, (%(leases)s::interval[])[chosen.lane + 1])
                  WHEN chosen.barred THEN least(chosen.shut_until, %(at)s + %(look_again_after)s::interval)
                  WHEN chosen.shut = 'postpone' THEN chosen.shut_until
                  ELSE turn.at END  -- parked until its channel has room
    FROM chosen LEFT JOIN seated ON seated.notice_id = chosen.notice_id
    WHERE turn.notice_id = chosen.notice_id
),
settled AS (
    UPDATE outbox_notice notice
    SET state = CASE WHEN due.expires_at <= %(at)s THEN 'expired' ELSE 'exhausted' END, settled_at = %(at)s
    FROM due WHERE notice.id = due.id AND NOT EXISTS (SELECT FROM chosen WHERE chosen.notice_id = due.id)
    RETURNING notice.id
),
ended AS (DELETE FROM outbox_turn USING settled WHERE notice_id = settled.id),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM settled)
SELECT claimed.id, claimed.channel, claimed.address, claimed.tries, notice.kind, notice.facts::text, consumer.language,
       seated.lane, seated.wait, notice.expires_at
FROM claimed
JOIN seated ON seated.notice_id = claimed.notice_id
JOIN outbox_notice notice ON notice.id = claimed.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
ORDER BY seated.lane, seated.at, claimed.id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One try leased to an engine."""

    attempt: int
    channel: ChannelKind
    address: str
    tries: int
    kind: str
    facts: dict[str, str]
    language: Language
    lane: Lane
    wait: timedelta  #: for a receipt, before the next step of the ladder
    expires_at: datetime


CHANNELS = {str(channel): channel for channel in ChannelKind}
LANGUAGES = {str(language): language for language in Language}
LANES = tuple(Lane)


def claim(
    *, rooms: Mapping[ChannelKind, int], engine: str, ladder: Ladder, at: datetime, heard_until: datetime | None = None
) -> list[Claimed]:
    """
    Lease due tries to the engine, as many on each channel as it has room for, to each consumer's best address.

    Who waits for a receipt is due only where all that came in until then is known: heard_until, by default all.
    A notice with nothing left to try is settled as exhausted, one past its time as expired.
    """
    open_rooms = {channel: seats for channel, seats in rooms.items() if seats > 0}
    with transaction.atomic():
        found = rows(
            CLAIM,
            **_columns(ladder),
            **_doors(doors(channels=open_rooms)),
            room_channels=[str(channel) for channel in open_rooms],
            seats=list(open_rooms.values()),
            limit=sum(open_rooms.values()),
            share=max(int(sum(open_rooms.values()) * SHARE), 1),
            engine=engine,
            at=at,
            heard_until=heard_until or at,
            leases=[LEASES[lane] for lane in LANES],
            look_again_after=LOOK_AGAIN_AFTER,
            patient=int(Lane.SERVICE),
        )
    return [_claimed(row) for row in found]


def _columns(ladder: Ladder) -> dict[str, list[Any]]:
    return {
        "kinds": [rung.kind for rung in ladder],
        "languages": [str(rung.language) for rung in ladder],
        "steps": [rung.step for rung in ladder],
        "channels": [str(rung.channel) for rung in ladder],
        "waits": [rung.wait for rung in ladder],
        "shuts": [rung.shut for rung in ladder],
        "shut_untils": [rung.shut_until for rung in ladder],
    }


def _doors(found: list[Door]) -> dict[str, list[Any]]:
    return {
        "door_lanes": [door.lane for door in found],
        "door_gates": [door.gate for door in found],
        "door_channels": [door.channel for door in found],
    }


def _claimed(row: tuple[Any, ...]) -> Claimed:
    attempt, channel, address, tries, kind, facts, language, lane, wait, expires_at = row
    return Claimed(
        attempt, CHANNELS[channel], address, tries, kind, orjson.loads(facts), LANGUAGES[language], LANES[lane], wait,
        expires_at,
    )  # fmt: skip
