"""
A number that was told without proof stays somebody's work until something proves or disproves it.

An hour after it came it is asked by a message, unless one of ours goes there anyway and asks by itself. Where that
brings no answer within a day, the office calls. What a call or an answer finds wrong sends somebody to the door again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.contact.proof.telling import words_about_each
from bijlisetu.drives import desk
from bijlisetu.drives.calling.rules import ASK_AFTER, call_again_at
from bijlisetu.drives.models import ToProve
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reach.queries.at_doors import FORM
from bijlisetu.values import Mobile

#: The kind that asks a number whose it is.
QUESTION = "number_told"
MOST = 1000
KNOWN = """
UPDATE drives_toprove waiting SET settled_at = %(at)s
WHERE settled_at IS NULL AND NOT EXISTS (
    SELECT FROM contact_address held
    WHERE held.consumer_id = waiting.consumer_id AND held.value = waiting.value AND held.owner = 'unknown'
)
RETURNING consumer_id, value
"""
#: Doors that such a number closed, of people who have no other number that may be used.
CLOSED_BY_IT = """
SELECT DISTINCT door.id FROM unnest(%(consumers)s::bigint[], %(values)s::text[]) AS known (consumer, value)
JOIN contact_address held ON held.consumer_id = known.consumer AND held.value = known.value AND held.owner = 'not_owner'
JOIN fieldwork_door door ON door.consumer_id = known.consumer AND door.state = 'done'
JOIN fieldwork_round round ON round.id = door.round_id AND round.closed_at IS NULL AND round.form = %(form)s
WHERE NOT EXISTS (
    SELECT FROM contact_address other
    WHERE other.consumer_id = known.consumer AND other.owner <> 'not_owner' AND 'sms' = ANY(other.channels)
)
ORDER BY door.id
"""
TO_ASK = """
SELECT waiting.id, waiting.consumer_id, waiting.value, EXISTS (
    SELECT FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
    WHERE notice.consumer_id = waiting.consumer_id AND attempt.address = waiting.value
      AND attempt.claimed_at >= waiting.since
)
FROM drives_toprove waiting
WHERE waiting.settled_at IS NULL AND waiting.asked_at IS NULL AND waiting.since <= %(before)s
ORDER BY waiting.since, waiting.id LIMIT %(most)s FOR UPDATE OF waiting SKIP LOCKED
"""


@transaction.atomic
def go_on(*, at: datetime) -> int:
    """Strike off what is known by now, and ask what has waited for an hour; return how many are asked."""
    settle(at=at)
    found = rows(TO_ASK, before=at - ASK_AFTER, most=MOST)
    to_ask = [(number, consumer, value) for number, consumer, value, is_asked_already in found if not is_asked_already]
    words = words_about_each([consumer for _, consumer, _ in to_ask])
    postings = [
        Posting(key=f"{QUESTION}:{day_in_india(at):%Y-%m}:{number}", consumer=consumer, to=value, facts=words[consumer])
        for number, consumer, value in to_ask
    ]
    outbox.post(kind=kinds()[QUESTION], postings=postings, at=at)
    ToProve.objects.filter(pk__in=[number for number, *_ in found]).update(asked_at=at)
    return len(postings)


@transaction.atomic
def settle(*, at: datetime) -> int:
    """Strike off numbers that are proved or disproved; where a wrong one had closed a door, it opens again."""
    known: Sequence[tuple[int, str]] = rows(KNOWN, at=at)
    doors = rows(
        CLOSED_BY_IT, consumers=[consumer for consumer, _ in known], values=[value for _, value in known],
        form=FORM,
    )  # fmt: skip
    if doors:
        fieldwork.open_again(doors=[door for (door,) in doors], why="number_wrong", by="drives", at=at)
    return len(known)


@transaction.atomic
def called(*, number: int, said: ToProve.Said, at: datetime, by: str) -> bool:
    """Keep what a call to the number brought; return whether it was still to be called."""
    waiting = ToProve.objects.select_for_update().filter(pk=number, settled_at=None).first()
    if waiting is None:
        return False
    waiting.calls += 1
    waiting.said, waiting.called_at, waiting.called_by = said, at, by
    waiting.call_from = call_again_at(waiting.calls, at=at)
    waiting.save(update_fields=["calls", "said", "called_at", "called_by", "call_from"])
    if said == ToProve.Said.OWN:
        account = Consumer.objects.values_list("account", flat=True).get(pk=waiting.consumer_id)
        address = Mobile.parse(waiting.value)
        desk.mend(account=account, address=address, proof=ClaimProof.CALL_BACK, at=at, by=by, is_asked=True)
    if said == ToProve.Said.WRONG:
        wrong = Claim(
            consumer_id=waiting.consumer_id, value=waiting.value, word=ClaimWord.NOT_OWN,
            source=ClaimSource.CALL_BACK, proof=ClaimProof.CALL_BACK, at=at,
        )  # fmt: skip
        contact.take(claims=[wrong], at=at, by=by)
    audit.note(
        deed="number.called", records=[f"consumer:{waiting.consumer_id}"], by=by, at=at, detail={"said": str(said)}
    )
    settle(at=at)
    return True
