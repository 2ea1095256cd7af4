"""The visits of a drive as the signals see them, and what they add up to for each worker."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from bijlisetu.drives.honesty.positions import Position
from bijlisetu.drives.honesty.rules import Raised, Walked, signals
from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import Mobile, NotAMobile

#: Where the doors on a feeder are: around the middle of those that stand on the map, as far as most of them lie.
AROUND = """
SELECT feeder_id, middle.latitude, middle.longitude, 500 + 1.5 * percentile_cont(0.9) WITHIN GROUP (ORDER BY greatest(
    abs(consumer.latitude - middle.latitude), abs(consumer.longitude - middle.longitude)
)) * 111320
FROM (
    SELECT feeder_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY latitude) AS latitude,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY longitude) AS longitude
    FROM consumers_consumer
    WHERE latitude IS NOT NULL AND feeder_id IN (
        SELECT consumer.feeder_id FROM fieldwork_door door JOIN consumers_consumer consumer
        ON consumer.id = door.consumer_id WHERE door.round_id = %(drive)s
    )
    GROUP BY feeder_id HAVING count(*) >= 5
) AS middle JOIN consumers_consumer consumer USING (feeder_id)
WHERE consumer.latitude IS NOT NULL GROUP BY 1, 2, 3
"""
VISITS = """
SELECT visit.person_id, visit.consumer_id, visit.at, visit.outcome, coalesce(visit.answers->>'number', ''),
       visit.latitude, visit.longitude, coalesce(visit.accuracy_m, 0),
       consumer.latitude, consumer.longitude, consumer.feeder_id, coalesce(back.said, ''), visit.by
FROM fieldwork_visit visit
JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
LEFT JOIN drives_callback back ON back.visit_id = visit.id
WHERE visit.round_id = %(drive)s AND visit.person_id IS NOT NULL AND visit.entrance = 'app'
"""
#: Numbers that were brought and whose people say no since, or that nobody has.
DISOWNED = """
WITH brought AS (
    SELECT DISTINCT consumer_id, '91' || right(regexp_replace(answers->>'number', '\\D', '', 'g'), 10) AS value
    FROM fieldwork_visit WHERE round_id = %(drive)s AND answers->>'number' <> ''
)
SELECT consumer_id, value FROM brought WHERE EXISTS (
    SELECT FROM contact_address held
    WHERE held.consumer_id = brought.consumer_id AND held.value = brought.value AND held.owner = 'not_owner'
) OR EXISTS (
    SELECT FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    WHERE notice.consumer_id = brought.consumer_id AND attempt.address = brought.value
      AND attempt.reason = 'number_dead'
)
"""
CODES = """
SELECT asked.consumer_id, asked.value, asked.by, min(asked.answered_at - asked.sent_at)
FROM contact_challenge asked
JOIN fieldwork_door door ON door.round_id = %(drive)s AND door.consumer_id = asked.consumer_id
WHERE asked.state = 'proved' AND asked.proof = 'otp' GROUP BY 1, 2, 3
"""
TO_CALL = """
SELECT visit.id, consumer.id, consumer.account, consumer.name, visit.answers->>'number', visit.at, visit.by
FROM drives_callback back JOIN fieldwork_visit visit ON visit.id = back.visit_id
JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
WHERE back.drive_id = %(drive)s AND back.called_at IS NULL AND {under} ORDER BY visit.at, visit.id LIMIT %(most)s
"""
#: Who holds beats, but for those whose own visits wait for a look, or are walked again by others.
TRUSTED = """
SELECT DISTINCT beat.worker_id FROM fieldwork_beat beat
WHERE beat.round_id = %(drive)s AND beat.worker_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM drives_matter matter WHERE matter.drive_id = beat.round_id AND matter.person_id = beat.worker_id
      AND (matter.decided_at IS NULL OR matter.decision = 'walked_again') AND matter.why = 'signals'
)
"""
UNDER = """
consumer.feeder_id IN (
    SELECT place.feeder_id FROM network_office_tree tree
    JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
    WHERE tree.ancestor_id = %(office)s
)
"""


class ToCall(NamedTuple):
    """A visit that chance drew, and that nobody has called back yet."""

    visit: str
    consumer: int
    account: str
    name: str
    number: str
    at: datetime
    by: str


def signals_of(drive: Drive) -> dict[int, tuple[Raised, ...]]:
    """Return the signals raised for each worker of the drive; those without any have none."""
    return signals(walked(drive))


def walked(drive: Drive) -> dict[int, list[Walked]]:
    """Return each worker's visits in the drive; what was keyed in at a desk tells nothing of them."""
    around = {feeder: Position(*place) for feeder, *place in rows(AROUND, drive=drive.pk)}
    disowned = {(consumer, value) for consumer, value in rows(DISOWNED, drive=drive.pk)}
    codes = {(consumer, value, by): after for consumer, value, by, after in rows(CODES, drive=drive.pk)}
    visits: dict[int, list[Walked]] = defaultdict(list)
    for row in rows(VISITS, drive=drive.pk):
        person, consumer, at, outcome, text, latitude, longitude, within, home_north, home_east, feeder, said, by = row
        number = _number(text)
        visits[person].append(
            Walked(
                door=consumer,
                at=at,
                is_locked=outcome == "locked",
                number=number,
                place=Position(latitude, longitude, within) if latitude is not None else None,
                home=Position(home_north, home_east) if home_north is not None else around.get(feeder),
                code_after=codes.get((consumer, number, by)),
                is_disowned=(consumer, number) in disowned,
                called_back={CallBack.Said.SAME: True, CallBack.Said.OTHERWISE: False}.get(said),
            )
        )
    return visits


def trusted_walkers(drive: Drive) -> list[int]:
    """Return who holds beats of the drive, but for those whose own visits wait for a look, or are walked again."""
    return [worker for (worker,) in rows(TRUSTED, drive=drive.pk)]


def to_call(drive: Drive, *, office: int, most: int) -> tuple[ToCall, ...]:
    """Return the visits under the office that chance drew and nobody has called back yet, the oldest first."""
    found = rows(TO_CALL.format(under=UNDER), drive=drive.pk, office=office, most=most)
    return tuple(ToCall(str(visit), *row) for visit, *row in found)


@lru_cache(maxsize=4096)
def _number(text: str) -> str:
    try:
        return Mobile.parse(text).e164 if text else ""
    except NotAMobile:
        return ""
