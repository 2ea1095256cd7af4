"""
An officer has a person's doors walked to again: so nothing counts any more that this person alone brought from there.

That a code was said back is no proof then, for it was said in that person's hand; nor is a call to the number that the
person wrote down. What others brought stands, and what the number itself has answered to a message.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bijlisetu.contact.actions.disbelieving import Brought, disbelieve, expect_no_more
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.drives.models import Drive
from bijlisetu.fieldwork.models import Visit
from bijlisetu.plumbing.database.sql import rows

#: What was said in the visits themselves; what was proved later in the same hand; what a call to the number brought.
BROUGHT = """
SELECT DISTINCT claim.consumer_id, claim.value, claim.source, claim.at
FROM fieldwork_visit visit JOIN auth_user person ON person.id = visit.person_id
JOIN contact_claim claim ON claim.consumer_id = visit.consumer_id AND claim.word IN ('reaches', 'own')
 AND claim.value IN (
    '91' || (visit.answers->>'number'), '91' || (visit.answers->>'whatsapp_number'), visit.answers->>'email'
)
WHERE visit.round_id = %(drive)s AND visit.person_id = %(person)s AND visit.at <= %(at)s
  AND (claim.at = visit.at AND claim.source IN ('visit', 'paper')
       OR claim.at >= visit.at AND (claim.source = 'visit' AND claim."by" = person.username
                                    OR claim.source = 'call_back'))
"""
#: Visits from before an officer sent others to the same doors, whenever a telephone tells of them.
DISBELIEVED = """
SELECT visit.id FROM unnest(%(ids)s::uuid[], %(rounds)s::bigint[], %(people)s::int[], %(ats)s::timestamptz[])
     AS visit (id, round, person, at)
WHERE EXISTS (
    SELECT FROM drives_matter matter WHERE matter.drive_id = visit.round AND matter.person_id = visit.person
      AND matter.decision = 'walked_again' AND matter.decided_at >= visit.at
)
"""


def disbelieve_visits(*, drive: Drive, person: int, at: datetime, by: str) -> int:
    """Let nothing count any more that the person alone brought in the drive so far; return how many addresses."""
    brought = [
        Brought(consumer, value, ClaimSource(source), said_at)
        for consumer, value, source, said_at in rows(BROUGHT, drive=drive.pk, person=person, at=at)
    ]
    visits = Visit.objects.filter(round=drive.pk, person=person)
    for user in set(visits.values_list("person__username", flat=True)):
        expect_no_more(consumers=list(visits.values_list("consumer", flat=True)), of=user)
    return disbelieve(brought=brought, by=by, at=at)


def disbelieved(visits: Collection[Visit]) -> set[UUID]:
    """Return which of these visits are made again by others, since an officer decided so after they were made."""
    return {
        visit
        for (visit,) in rows(
            DISBELIEVED, ids=[one.pk for one in visits], rounds=[one.round_id for one in visits],
            people=[one.person_id for one in visits], ats=[one.at for one in visits],
        )
    }  # fmt: skip
