"""
Pause all chasing of a consumer: a dispute, a review, a deposit under protest. It goes on when an officer ends it.

A complaint that the bill is wrong pauses by itself, from the moment it is registered until it is settled: it is asked
for in its own room each time, so that nothing has to be kept in step.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.models import Pause, Step
from bijlisetu.complaints.lists import UNSETTLED, WRONG_BILL
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

PAUSED = "paused"  #: why what waited to be said was taken back
COMPLAINT = "complaint"  #: why nobody chases whose complaint of a wrong bill is open
OPEN = ", ".join(f"'{state}'" for state in sorted(UNSETTLED))
#: One that is joined to another is settled with that one.
COMPLAINED = f"""
SELECT complaint.consumer_id, complaint.number, complaint.at
FROM complaints_complaint complaint LEFT JOIN complaints_complaint first ON first.id = complaint.primary_id
WHERE complaint.category = '{WRONG_BILL}' AND complaint.state IN ({OPEN})
  AND (first.state IN ({OPEN}) OR first.id IS NULL)
"""
#: Everything that pauses a consumer now: why, in which words, since when, by whom.
STANDING = f"""
SELECT consumer_id, why, said, begun_at, begun_by FROM arrears_pause WHERE ended_at IS NULL
UNION ALL
SELECT consumer_id, '{COMPLAINT}', number, at, '' FROM ({COMPLAINED}) AS complained
"""
PAUSES = f"""
SELECT * FROM ({STANDING}) AS standing WHERE consumer_id = ANY(%(consumers)s) ORDER BY consumer_id, begun_at
"""
#: Reminders that still wait to be said to whom a complaint pauses.
WAITING = f"""
SELECT step.notice FROM ({COMPLAINED}) AS complained
JOIN arrears_step step
  ON step.consumer_id = complained.consumer_id AND step.state = 'posted' AND step.settled_at IS NULL
JOIN outbox_notice notice ON notice.key = step.notice AND notice.state = 'open'
"""
#: Whoever reminds holds this too: so nobody is reminded who was paused a moment before.
HOLD = "SELECT FROM ledger_balance WHERE consumer_id = %(consumer)s FOR NO KEY UPDATE"


class Standing(NamedTuple):
    """Something that pauses a consumer."""

    consumer: int
    why: str  #: one of Pause.Why, or COMPLAINT
    said: str  #: by the officer, in words; of a complaint its number
    begun_at: datetime
    begun_by: str  #: empty: the consumer, by complaining


class SaysNotWhy(Refusal):
    """Whoever comes next must know why nobody chases."""


class NotPaused(Refusal):
    """Nothing pauses this consumer for that reason."""


def pauses(consumers: Collection[int]) -> list[Standing]:
    """Return all that pauses these consumers now, the oldest first."""
    return [Standing(*row) for row in rows(PAUSES, consumers=list(consumers))]


@transaction.atomic
def pause(*, consumer: int, why: Pause.Why, said: str, at: datetime, by: str) -> bool:
    """Pause all chasing, and take back what waits to be said; return whether it was not paused so already."""
    if not said.strip():
        raise SaysNotWhy("say in words why nobody chases this consumer")
    rows(HOLD, consumer=consumer)
    began = {"said": said.strip(), "begun_at": at, "begun_by": by}
    _, is_new = Pause.objects.get_or_create(consumer_id=consumer, why=why, ended_at=None, defaults=began)
    asking = Step.objects.filter(consumer=consumer, state=Step.State.POSTED, settled_at=None)
    outbox.withdraw(keys=list(asking.values_list("notice", flat=True)), at=at, reason=PAUSED)
    if is_new:
        audit.note(deed="arrears.paused", records=[f"consumer:{consumer}"], by=by, at=at, detail={"why": str(why)})
    return is_new


@transaction.atomic
def go_on(*, consumer: int, why: Pause.Why, at: datetime, by: str) -> None:
    """End the pause: the next step of the ladder is said again; :raises NotPaused: if there is none."""
    held = Pause.objects.select_for_update().filter(consumer=consumer, why=why, ended_at=None).first()
    if held is None:
        raise NotPaused("nothing pauses this consumer for that reason")
    held.ended_at, held.ended_by = at, by
    held.save()
    audit.note(deed="arrears.went_on", records=[f"consumer:{consumer}"], by=by, at=at, detail={"why": str(why)})


def closed_of(consumers: Collection[int]) -> set[int]:
    """Return those of the consumers whose connection an officer called closed or dead."""
    open_ = Pause.objects.filter(consumer__in=consumers, why=Pause.Why.CLOSED, ended_at=None)
    return set(open_.values_list("consumer", flat=True))


@transaction.atomic
def take_back_complained(*, at: datetime) -> int:
    """Take back the reminders that wait to be said to people who have complained of their bill; return how many."""
    keys = [key for (key,) in rows(WAITING)]
    outbox.withdraw(keys=keys, at=at, reason=PAUSED)
    return len(keys)
