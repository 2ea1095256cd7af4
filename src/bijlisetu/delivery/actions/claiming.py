"""Lease due letters to an engine: one statement, which looks at everything at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from bijlisetu.channels.letter import Reason
from bijlisetu.contact.hygiene.condition import is_suspect
from bijlisetu.delivery import day
from bijlisetu.delivery.rules import LEASES, Ladder, Shut
from bijlisetu.kinds.kind import MARKETING, OF_NOTICES, Lane
from bijlisetu.outbox.doors import Door, doors, stopped_of_companies
from bijlisetu.outbox.models import Notice
from bijlisetu.outbox.months import NUMBER_OF_ATTEMPT, tried_within
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.database.months import A_MONTH, same, span, within
from bijlisetu.plumbing.database.wake import wake
from bijlisetu.values import ChannelKind, Language

#: Each lane has this part of every claim for sure; the most urgent takes the rest. So no lane starves.
SHARE = 0.05
#: A notice whose only way is shut without an end is looked at again after so long.
LOOK_AGAIN_AFTER = timedelta(minutes=10)

#: For people to read; that an engine died shows in the data: the try is unsure and names no sender.
ENGINE_DIED = "engine died while sending"

#: Turns are chosen before they are locked: each of many doors may offer a full batch, and only one batch is taken.
PICK = """
SELECT found.notice_id
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
"""
CLAIM = f"""
WITH ladder (kind, language, step, channel, wait, ttl, refusable, shut, shut_until) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(languages)s::text[], %(steps)s::int[], %(channels)s::text[],
                         %(waits)s::interval[], %(ttls)s::interval[], %(refusables)s::text[], %(shuts)s::text[],
                         %(shut_untils)s::timestamptz[])
),
room (channel, seats) AS (SELECT * FROM unnest(%(room_channels)s::text[], %(seats)s::int[])),
-- A turn that another engine or a report holds is passed over: a claim never waits.
due AS MATERIALIZED (
    SELECT notice.*, turn.lane, turn.at
    FROM unnest(%(picked)s::bigint[]) AS picked (notice_id),
    LATERAL (
        -- `+ interval '0'` stops the planner using the index by time: where nearly all turns lie ahead it expects few
        -- rows there, and reads all.
        SELECT lane, at FROM outbox_turn WHERE notice_id = picked.notice_id AND at + interval '0' <= %(at)s
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS turn,
    LATERAL (
        SELECT id, kind, consumer_id, expires_at, "to" FROM outbox_notice
        WHERE {same("id", "picked.notice_id")} AND state = '{Notice.State.OPEN}' AND {within("id")}
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS notice
),
-- Of the ladder the rungs that are asked for: each due notice looks through all of them.
rungs AS MATERIALIZED (SELECT * FROM ladder WHERE kind = ANY(ARRAY(SELECT DISTINCT kind FROM due))),
-- One row for each due notice: its best way, or none. Everything below reads this alone, so that each row is joined
-- to tables by their keys and never to other rows of the batch: those joins would grow with its square.
ways AS (
    SELECT DISTINCT ON (due.id)
           due.id, due.lane, due.at, way.*, tried.id AS attempt,
           -- Barred: the way is shut and not worth waiting for, as the notice would be too late or somebody sits in the
           -- dark.
           shut IS NOT NULL AND (shut = 'skip' OR shut = 'park' AND due.lane < %(patient)s
                                 OR shut_until + wait >= due.expires_at) AS barred
    FROM due
    CROSS JOIN LATERAL (
        SELECT language, feeder_id FROM consumers_consumer WHERE id = due.consumer_id OFFSET 0
    ) AS consumer
    -- What the consumer's own company has stopped; looked up only while any company has.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN cardinality(%(stopped_companies)s::bigint[]) > 0 THEN ARRAY(
            SELECT stopped.scope FROM network_feederplace place
            JOIN network_office_tree tree ON tree.descendant_id = place.section_id
            JOIN unnest(%(stopped_scopes)s::text[], %(stopped_companies)s::bigint[]) AS stopped (scope, company)
              ON stopped.company = tree.ancestor_id
            WHERE place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
        ) END AS scopes
    ) AS stopped
    LEFT JOIN LATERAL (
        SELECT ladder.channel, ladder.step, ladder.wait,
               CASE WHEN ladder.shut = '{Shut.SKIP}'
                         OR due.lane < %(patient)s AND 'channel:' || ladder.channel = ANY(stopped.scopes)
                    THEN '{Shut.SKIP}'
                    WHEN rest.until IS NOT NULL OR stopped.scopes && ARRAY[
                        'all', 'kind:' || due.kind, 'channel:' || ladder.channel,
                        'lane:' || (%(lane_names)s::text[])[due.lane + 1]
                    ] THEN '{Shut.POSTPONE}'
                    ELSE ladder.shut
               END AS shut,
               greatest(
                   ladder.shut_until, rest.until,
                   CASE WHEN stopped.scopes <> '{{}}' THEN %(at)s + %(look_again_after)s::interval END
               ) AS shut_until,
               address.value AS address, address.id AS address_id, address.known_at, address.owner
        -- A person of whom a carrier says that they have had enough marketing gets none that day, whatever is tried.
        FROM rungs AS ladder LEFT JOIN LATERAL (
            SELECT max(until) AS until FROM contact_address held, LATERAL (
                SELECT until FROM contact_heldback WHERE value = held.value AND until > %(at)s OFFSET 0
            ) AS back
            WHERE held.consumer_id = due.consumer_id AND ladder.refusable = '{MARKETING}'
        ) AS rest ON true, LATERAL (
            SELECT id, value, channels, known_at, owner FROM contact_address AS held
            -- Whoever is at a suspect number learns nothing of the account: only the question whose it is goes there.
            WHERE due."to" = '' AND consumer_id = due.consumer_id
              AND owner <> 'not_owner' AND NOT {is_suspect("held")}
            UNION ALL
            -- What answers a person goes to the number they wrote from, even if it was struck out a moment ago. A code
            -- goes to a number that nobody knows yet.
            -- But what is told to many goes to a number only as long as it is theirs.
            SELECT NULL, due."to", contact_channels(due."to"), NULL, 'unknown'
            WHERE due."to" <> '' AND (due.lane < {Lane.BULK:d} OR EXISTS (
                SELECT FROM contact_address
                WHERE consumer_id = due.consumer_id AND value = due."to" AND owner <> 'not_owner' OFFSET 0
            ))
            OFFSET 0
        ) AS address
        WHERE ladder.kind = due.kind AND ladder.language = consumer.language
          AND ladder.channel = ANY(address.channels)
          -- Some carriers go on trying by themselves for the ttl. The notice must outlast that, or an alert comes after
          -- the light is back.
          AND due.expires_at > %(at)s + coalesce(ladder.ttl, interval '0')
          AND NOT EXISTS (
            SELECT FROM outbox_attempt done
            WHERE done.notice_id = due.id AND done.channel = ladder.channel AND done.address = address.value
              AND {tried_within("done")}
              AND done.state <> {State.QUEUED}
            OFFSET 0
          )
          AND (ladder.refusable = '' OR contact_takes(due.consumer_id, address.value, ladder.refusable))
          -- Nothing is spent on an address known to be dead or not on this channel, until its verdict is judged anew.
          -- But a code goes where its person says that it arrives: they stand before us with the phone.
          AND (due.lane = {Lane.OTP:d} OR NOT EXISTS (
            SELECT FROM contact_health health
            WHERE health.value = address.value AND health.until > %(at)s AND ladder.channel = ANY(health.shut)
            OFFSET 0
          ))
        OFFSET 0
    ) AS way ON true
    LEFT JOIN LATERAL (
        SELECT id FROM outbox_attempt
        WHERE notice_id = due.id AND channel = way.channel AND address = way.address
          AND {tried_within("outbox_attempt")} OFFSET 0
    ) AS tried ON true
    ORDER BY due.id, barred, step, tried.id IS NULL, (owner = 'proved') DESC, known_at DESC, address_id
),
decided AS MATERIALIZED (
    SELECT ways.id, ways.lane, ways.channel, wait, shut, shut_until, address, attempt, barred, coalesce(
        shut IS NULL AND row_number() OVER (PARTITION BY ways.channel, ways.shut ORDER BY lane, at, id) <= room.seats,
        false
    ) AS seated
    FROM ways LEFT JOIN room ON room.channel = ways.channel
),
-- A try still claimed has lost its engine, and the letter may have left: it is unsure. A queued one never left, and is
-- withheld where another way is taken.
closed AS (
    UPDATE outbox_attempt attempt
    SET state = CASE WHEN attempt.state = {State.CLAIMED} THEN {State.UNSURE} ELSE {State.WITHHELD} END,
        reason = CASE WHEN attempt.state = {State.CLAIMED} THEN '{Reason.NO_RECEIPT}'
                      ELSE coalesce(nullif(reason, ''), '{Reason.HELD_BY_US}') END,
        detail = CASE WHEN attempt.state = {State.CLAIMED} THEN '{ENGINE_DIED}' ELSE detail END
    FROM decided
    WHERE attempt.notice_id = ANY(ARRAY[decided.id]) AND {tried_within("attempt")}
      AND (attempt.state = {State.CLAIMED}
           OR attempt.state = {State.QUEUED} AND attempt.id IS DISTINCT FROM decided.attempt AND shut IS NULL)
),
again AS (
    -- The sender is cleared: one that asked before must not answer for a try that another makes and that ends unsure.
    UPDATE outbox_attempt attempt
    SET state = {State.CLAIMED}, engine = %(engine)s, sender = '', claimed_at = %(at)s, tries = attempt.tries + 1
    WHERE attempt.id = ANY(ARRAY(SELECT attempt FROM decided WHERE seated)) AND {tried_within("attempt")}
    RETURNING attempt.id, attempt.notice_id, attempt.channel, attempt.address, attempt.tries
),
fresh AS (
    INSERT INTO outbox_attempt (id, month, notice_id, channel, address, state, engine, claimed_at, tries)
    SELECT {NUMBER_OF_ATTEMPT}, id / {A_MONTH}, id, channel, address, {State.CLAIMED}, %(engine)s, %(at)s, 1
    FROM decided WHERE seated AND attempt IS NULL
    RETURNING id, notice_id, channel, address, tries
),
turned AS (
    UPDATE outbox_turn turn
    SET awaits = turn.awaits OR seated,
        channel = CASE WHEN NOT seated AND (shut IS NULL OR shut = 'park' AND NOT barred) THEN decided.channel
                       ELSE '' END,
        at = CASE WHEN seated THEN %(at)s + greatest(wait, (%(leases)s::interval[])[turn.lane + 1])
                  WHEN barred THEN least(shut_until, %(at)s + %(look_again_after)s::interval)
                  WHEN shut = 'postpone' THEN shut_until
                  ELSE turn.at END  -- parked until its channel has room
    FROM decided WHERE turn.notice_id = ANY(ARRAY[decided.id]) AND decided.channel IS NOT NULL
),
settled AS (
    UPDATE outbox_notice notice
    SET state = CASE WHEN expires_at <= %(at)s THEN '{Notice.State.EXPIRED}' ELSE '{Notice.State.EXHAUSTED}' END,
        settled_at = %(at)s
    WHERE notice.id = ANY(ARRAY(SELECT id FROM decided WHERE channel IS NULL)) AND {within("notice.id")}
    RETURNING notice.id
),
ended AS (DELETE FROM outbox_turn WHERE notice_id = ANY(ARRAY(SELECT id FROM settled))),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM settled)
-- One row at the least: it tells whether notices were settled, though nothing may be leased.
SELECT ended.settled, leased.id, channel, address, tries, kind, facts, language, lane, expires_at, brings
FROM (SELECT count(*) AS settled FROM settled) AS ended LEFT JOIN (
    SELECT claimed.id, claimed.channel, claimed.address, claimed.tries, notice.kind, notice.facts::text,
           consumer.language, turn.lane, notice.expires_at,
           claimed.tries > 1 AND EXISTS (
             SELECT FROM outbox_brought WHERE attempt = claimed.id OFFSET 0
           ) AS brings, turn.at
    FROM (SELECT * FROM again UNION ALL SELECT * FROM fresh) AS claimed,
    LATERAL (
        SELECT kind, facts, consumer_id, expires_at FROM outbox_notice
        WHERE {same("id", "claimed.notice_id")} AND {within("id")} OFFSET 0
    ) AS notice,
    LATERAL (SELECT language FROM consumers_consumer WHERE id = notice.consumer_id OFFSET 0) AS consumer,
    LATERAL (SELECT lane, at FROM outbox_turn WHERE notice_id = claimed.notice_id OFFSET 0) AS turn  -- as it was before
) AS leased ON true
ORDER BY leased.lane, leased.at, leased.id
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
    claimed_at: datetime  #: by this and its engine a lease is known
    brings_document: bool = False  #: the carrier could not fetch it from the link


CHANNELS = {str(channel): channel for channel in ChannelKind}
LANGUAGES = {str(language): language for language in Language}


def claim(
    *,
    rooms: Mapping[ChannelKind, int],
    engine: str,
    ladder: Ladder,
    at: datetime,
    heard_until: datetime | None = None,
    leases: Mapping[Lane, timedelta] = LEASES,
    on_settled: Callable[[], None] = wake,
) -> list[Claimed]:
    """
    Lease due tries to the engine, as many on each channel as it has room for, to each consumer's best address.

    Who waits for a receipt is due only where all that came in until then is known: heard_until, by default all.
    A notice with nothing left to try is settled as exhausted, one past its time as expired: the ledger is told at once,
    for somebody's work may begin with it.
    """
    open_rooms = {channel: seats for channel, seats in rooms.items() if seats > 0}
    with keyed.atomic():
        if (seats := open_rooms.get(ChannelKind.WHATSAPP)) and (today := day.hold(at=at)):
            ladder = day.close_when_over(ladder, today, at=at)
            open_rooms[ChannelKind.WHATSAPP] = min(seats, today.left or seats)  # none left: shut, not without room
        picked = _pick(open_rooms, ladder, at=at, heard_until=heard_until or at)
        if not picked:
            return []
        found = rows(
            CLAIM,
            picked=picked,
            **span(picked),
            **_columns(ladder),
            room_channels=[str(channel) for channel in open_rooms],
            seats=list(open_rooms.values()),
            engine=engine,
            at=at,
            **_stopped(stopped_of_companies()),
            leases=[leases[lane] for lane in OF_NOTICES],
            look_again_after=LOOK_AGAIN_AFTER,
            patient=int(Lane.SERVICE),
        )
        if found[0][0]:
            transaction.on_commit(on_settled)
        leased = [row[1:] for row in found if row[1] is not None]
        if seats and today:
            day.spend(sum(channel == ChannelKind.WHATSAPP for _, channel, *_ in leased))
    waits = {(rung.kind, rung.channel): rung.wait for rung in ladder}
    return [_claimed(row, waits, at) for row in leased]


def _pick(rooms: Mapping[ChannelKind, int], ladder: Ladder, *, at: datetime, heard_until: datetime) -> list[int]:
    """Return the notices whose turn it is, no more than there is room for."""
    open_doors = doors(channels=rooms, parking={rung.channel for rung in ladder if rung.shut is Shut.PARK})
    limit = sum(rooms.values())
    share = max(int(limit * SHARE), 1)
    found = rows(PICK, **_doors(open_doors), limit=limit, share=share, at=at, heard_until=heard_until)
    return [notice for (notice,) in found]


def _columns(ladder: Ladder) -> dict[str, list[Any]]:
    return {
        "kinds": [rung.kind for rung in ladder],
        "languages": [str(rung.language) for rung in ladder],
        "steps": [rung.step for rung in ladder],
        "channels": [str(rung.channel) for rung in ladder],
        "waits": [rung.wait for rung in ladder],
        "ttls": [rung.ttl for rung in ladder],
        "refusables": [rung.refusable for rung in ladder],
        "shuts": [rung.shut for rung in ladder],
        "shut_untils": [rung.shut_until for rung in ladder],
    }


def _doors(found: list[Door]) -> dict[str, list[Any]]:
    return {
        "door_lanes": [door.lane for door in found],
        "door_gates": [door.gate for door in found],
        "door_channels": [door.channel for door in found],
    }


def _stopped(found: list[tuple[str, int]]) -> dict[str, list[Any]]:
    return {
        "stopped_scopes": [scope for scope, _ in found],
        "stopped_companies": [company for _, company in found],
        "lane_names": [lane.name.lower() for lane in OF_NOTICES],
    }


def _claimed(row: tuple[Any, ...], waits: Mapping[tuple[str, ChannelKind], timedelta], at: datetime) -> Claimed:
    attempt, name, address, tries, kind, facts, language, lane, expires_at, brings = row
    channel = CHANNELS[name]
    return Claimed(
        attempt, channel, address, tries, kind, orjson.loads(facts), LANGUAGES[language], OF_NOTICES[lane],
        waits[kind, channel], expires_at, at, brings,
    )  # fmt: skip
