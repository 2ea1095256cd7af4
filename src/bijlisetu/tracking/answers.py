"""What people answer: "not my connection" and "yes, mine", by button or by SMS."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

import bijlisetu.audit.actions as audit
import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Reply
from bijlisetu.tracking import models

#: A bare NO answers the last message to that number, if it is not older than this.
ANSWERS_FOR = timedelta(days=30)

PAYLOAD = re.compile(r"(confirm|not_mine):(\d{1,18})")
NO_WORDS = "NOT MINE|NO|NAHI|NAHIN|GALAT|N|जी नहीं|मेरा नहीं|नहीं|नही|ना|गलत"
YES_WORDS = "YES|HAAN|HAN|Y|जी हाँ|हाँ|हां|हा"
#: With the account's digits any further words are welcome; without them the answer must stand alone.
SPOKEN = re.compile(
    # No \\b here: a Devanagari vowel sign is no letter to it.
    rf"\s*(?:(?P<no>{NO_WORDS})|(?P<yes>{YES_WORDS}))[\s.:,-]*(?:(?P<end>[0-9]{{4}})(?![0-9]).*|[\s.।!]*)",
    re.IGNORECASE | re.DOTALL,
)

ATTEMPTS_OF = """
SELECT said.place, attempt.id
FROM unnest(%(places)s::int[], %(senders)s::text[], %(ends)s::text[]) AS said (place, sender, ending)
JOIN LATERAL (
    SELECT attempt.id FROM contact_address address
    JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
    JOIN outbox_notice notice ON notice.consumer_id = consumer.id
    JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.address = address.value
    WHERE address.value = said.sender AND attempt.claimed_at >= %(since)s AND attempt.state >= 20
      AND (said.ending = '' OR right(consumer.account, 4) = said.ending)
    ORDER BY attempt.id DESC
    LIMIT CASE WHEN said.ending = '' THEN 1 ELSE 50 END
) AS attempt ON true
"""
ATTEMPTS_QUOTED = """
SELECT said.place, attempt.id FROM unnest(%(places)s::int[], %(carrier_ids)s::text[]) AS said (place, carrier_id)
JOIN outbox_attempt attempt ON attempt.carrier_id = said.carrier_id AND attempt.carrier_id <> ''
WHERE attempt.channel = 'whatsapp'
"""
SENT_TO = """
SELECT attempt.id, attempt.address, notice.consumer_id, attempt.carrier_id FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
"""
TRY_ELSEWHERE = """
WITH denied AS (
    -- What somebody answered does not open a stopped run: its gate is the canary's, which it went out by.
    SELECT DISTINCT notice.id, notice.lane,
           CASE WHEN run.id IS NULL OR run.state = 'finished' THEN 0 ELSE -run.id END AS gate
    FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    WHERE attempt.id = ANY(%(attempts)s) AND notice.expires_at > %(at)s
      AND notice.state IN ('open', 'reached', 'exhausted')
      AND NOT EXISTS (SELECT FROM outbox_attempt flying WHERE flying.notice_id = notice.id AND flying.state = 10)
      AND NOT EXISTS (
        SELECT FROM outbox_attempt other
        JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = other.address
        WHERE other.notice_id = notice.id AND other.state >= 60 AND address.owner <> 'not_owner'
      )
),
opened AS (
    UPDATE outbox_notice notice SET state = 'open', settled_at = NULL FROM denied WHERE notice.id = denied.id
)
INSERT INTO outbox_turn AS turn (notice_id, lane, gate, at) SELECT id, lane, gate, %(at)s FROM denied
ON CONFLICT (notice_id) DO UPDATE SET at = excluded.at, awaits = false, channel = ''
"""


class Meaning(enum.StrEnum):
    """What an answer says about the account."""

    NOT_MINE = "not_mine"
    CONFIRM = "confirm"
    OTHER = "other"


class Answer(NamedTuple):
    """What was said, and when."""

    meaning: Meaning
    at: datetime


def apply(said: Sequence[Reply], *, at: datetime) -> None:
    """Keep each reply once and do what it says."""
    read = [(reply, *_read(reply)) for reply in sorted(said, key=lambda reply: reply.at)]
    attempts = _attempts(read, at=at)
    models.Reply.objects.bulk_create(
        [
            models.Reply(
                channel=reply.channel, sender=reply.sender, text=reply.text[:1000], payload=reply.payload[:300],
                at=reply.at, received_at=at, meaning=meaning, attempt=next(iter(attempts.get(place, ())), None),
                digest=_digest(reply),
            )
            for place, (reply, meaning, _, _) in enumerate(read)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    meant = {
        attempt: Answer(meaning, reply.at)
        for place, (reply, meaning, _, _) in enumerate(read)
        for attempt in attempts.get(place, ())
    }
    settle(meant, by="reply", at=at)


def settle(meant: Mapping[int, Answer], *, by: str, at: datetime) -> None:
    """Do what the answers to these attempts mean for the address, the account and its notices."""
    for meaning, act in ((Meaning.CONFIRM, contact.prove), (Meaning.NOT_MINE, contact.disown)):
        attempts = [attempt for attempt, answer in meant.items() if answer.meaning is meaning]
        if not attempts:
            continue
        outbox.hold(attempts=attempts)
        with connection.cursor() as cursor:
            cursor.execute(SENT_TO, {"attempts": attempts})
            rows = cursor.fetchall()
            claims = [(consumer, address, meant[attempt].at) for attempt, address, consumer, _ in rows]
            changed = act(claims=claims, proof=by)
            if not changed:  # carriers repeat themselves, and an older answer may come after a newer one
                continue
            if meaning is Meaning.NOT_MINE:
                cursor.execute(TRY_ELSEWHERE, {"attempts": attempts, "at": at})
            outbox.note_change(consumers=changed)
        audit.note(deed=f"contact.{meaning}", records=[f"consumer:{one}" for one in changed], by=by, at=at)


def _read(reply: Reply) -> tuple[Meaning, int | None, str]:
    """Return what the reply means, the attempt it names and the account's last digits it names."""
    button = PAYLOAD.fullmatch(reply.payload)
    if button:
        return Meaning(button[1]), int(button[2]), ""
    spoken = SPOKEN.fullmatch("".join(str(int(mark)) if mark.isdecimal() else mark for mark in reply.text))
    if not spoken:
        return Meaning.OTHER, None, ""
    return (Meaning.NOT_MINE if spoken["no"] else Meaning.CONFIRM), None, spoken["end"] or ""


def _may_answer(reply: Reply, address: str, carrier_id: str) -> bool:
    """Return whether the press comes from the phone the message went to; without a number, from the message itself."""
    return reply.sender == address if reply.sender else carrier_id in ("", reply.in_reply_to)


def _digest(reply: Reply) -> str:
    # Where it has an id, its time counts for nothing: one that bears none has another each time it comes.
    when = "" if reply.carrier_id else reply.at.isoformat()
    said = (reply.channel, reply.sender, when, reply.in_reply_to, reply.payload, reply.text, reply.carrier_id)
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()


def _attempts(read: Sequence[tuple[Reply, Meaning, int | None, str]], *, at: datetime) -> dict[int, list[int]]:
    """Return the attempts each reply answers, by the reply's place."""
    attempts: dict[int, list[int]] = {}
    named = [(place, attempt) for place, (_, _, attempt, _) in enumerate(read) if attempt is not None]
    with connection.cursor() as cursor:
        cursor.execute(SENT_TO, {"attempts": [attempt for _, attempt in named]})
        sent = {attempt: (address, carrier_id) for attempt, address, _, carrier_id in cursor.fetchall()}
        for place, attempt in named:
            if attempt in sent and _may_answer(read[place][0], *sent[attempt]):
                attempts.setdefault(place, []).append(attempt)
        quoted = [
            (place, reply.in_reply_to)
            for place, (reply, meaning, attempt, _) in enumerate(read)
            if attempt is None and meaning is not Meaning.OTHER and not reply.sender and reply.in_reply_to
        ]
        if quoted:
            places, carrier_ids = map(list, zip(*quoted, strict=True))
            cursor.execute(ATTEMPTS_QUOTED, {"places": places, "carrier_ids": carrier_ids})
            for place, attempt in cursor.fetchall():
                attempts.setdefault(place, []).append(attempt)
        spoken = [
            (place, reply.sender, end)
            for place, (reply, meaning, attempt, end) in enumerate(read)
            if attempt is None and meaning is not Meaning.OTHER and reply.sender
        ]
        if spoken:
            places, senders, ends = map(list, zip(*spoken, strict=True))
            cursor.execute(ATTEMPTS_OF, {"places": places, "senders": senders, "ends": ends, "since": at - ANSWERS_FOR})
            for place, attempt in cursor.fetchall():
                attempts.setdefault(place, []).append(attempt)
    return attempts
