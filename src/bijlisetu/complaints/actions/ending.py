"""
Complaints of an outage are worked on with it: they join it while it lasts; when it ends, each of their people is asked.

What is said at the desk takes up a few hundred of them at once; the clock's job goes on with the others.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bijlisetu.audit import machines
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.rising import rise_now
from bijlisetu.complaints.actions.writing import locked, write
from bijlisetu.complaints.lists import OPEN, State, What
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.outages.models import Outage, OutageEvent
from bijlisetu.outages.queries import dark_elements_of, dark_with
from bijlisetu.outages.rules import OVER
from bijlisetu.outages.rules import State as OutageState
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import rows

#: Somebody says no more than that it is dark: a cause that they name is looked at by itself.
OF_DARKNESS = frozenset({"SUP-OFF", "SUP-OFF-AREA"})
#: So many follow an outage in one transaction.
MOST = 200
#: Open complaints of people whom it touches, who spoke so long before it was known at most; not one whose consumer has
#: said no, nor one that somebody higher was turned to, nor one that no outage explains.
OF_ITS_PEOPLE = """
SELECT complaint.id FROM complaints_complaint complaint
JOIN consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s) AS touched
  ON touched.consumer_id = complaint.consumer_id
WHERE complaint.state = ANY(%(states)s) AND complaint.category = ANY(%(categories)s) AND complaint.primary_id IS NULL
  AND complaint.outage = ''
  AND complaint.said_at > %(from_at)s - interval '6 hours'
  AND NOT EXISTS (SELECT FROM complaints_complaintevent own WHERE own.complaint_id = complaint.id
                  AND (own.what = 'said_no' OR own.facts ->> 'own' IS NOT NULL))
  AND NOT EXISTS (SELECT FROM complaints_escalation one WHERE one.complaint_id = complaint.id AND one.why = 'asked')
ORDER BY complaint.id LIMIT %(most)s
"""
#: Of those that are joined to it, whose people are not dark with it any more.
LIT = """
SELECT complaint.id FROM complaints_complaint complaint
WHERE complaint.outage = %(outage)s AND complaint.state = 'joined'
  AND NOT complaint.consumer_id = ANY(ARRAY(
      SELECT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
  ))
ORDER BY complaint.id LIMIT %(most)s
"""
#: Outages that have something left to do for complaints: those with some joined to them that are over, or partly.
LEFT = """
SELECT DISTINCT outage.id FROM complaints_complaint complaint
JOIN outages_outage outage ON outage.number = complaint.outage
WHERE complaint.state = 'joined' AND complaint.outage <> '' AND outage.state IN ('partly', 'back', 'cancelled')
UNION SELECT id FROM outages_outage WHERE state <> ALL(%(over)s) AND from_at <= %(at)s
ORDER BY 1
"""


def outage_of(made: Complaint, consumer: Consumer | None) -> str:
    """
    Return the number of the outage that a complaint of darkness is of: the one that was on when its person spoke.

    It may be the one by which they were held as they spoke, a little before the hour that the desk guessed.
    """
    if consumer is None or made.category not in OF_DARKNESS:
        return ""
    return _dark_with(consumer, at=made.said_at) or made.outage


def join_outage(complaint: Complaint, number: str, *, at: datetime, by: str) -> None:
    """Join the complaint, which is held, to the outage."""
    complaint.outage = number
    write(complaint, What.JOINED, happened_at=at, at=at, by=by, facts={"outage": number})


def follow(event: OutageEvent, at: datetime) -> None:
    """Do for complaints what follows from an event of an outage, in its transaction."""
    _follow(event.outage, at=at)


def follow_all(*, at: datetime) -> int:
    """Go on with what is left to do for complaints, a piece of each outage; return how many complaints it was."""
    left = [outage for (outage,) in rows(LEFT, over=sorted(OVER), at=at)]
    return one_by_one(left, partial(_follow_one, at=at), what="complaints_of_outage", at=at)


def _follow_one(outage: int, *, at: datetime) -> int:
    # A desk that ends it at this moment is before us, or waits for us.
    return _follow(Outage.objects.select_for_update().get(pk=outage), at=at)


def _follow(outage: Outage, *, at: datetime) -> int:
    if outage.state == OutageState.CANCELLED:
        return _let_go(outage, at=at)
    ended = _end(outage, at=at) if outage.state in (OutageState.BACK, OutageState.PARTLY) else 0
    return ended if outage.state in OVER or outage.from_at > at else ended + _gather(outage, at=at)


def _gather(outage: Outage, *, at: datetime) -> int:
    found = rows(
        OF_ITS_PEOPLE, **dark_elements_of(outage).named, at=at, states=[str(one) for one in OPEN],
        categories=sorted(OF_DARKNESS), from_at=outage.from_at, most=MOST,
    )  # fmt: skip
    for (number,) in found:
        join_outage(locked(number), outage.number, at=at, by=machines.CLOCK)
    return len(found)


def _end(outage: Outage, *, at: datetime) -> int:
    """
    Say of those who have light again that it is mended, with whatever was joined to them, and ask each.

    Who is dark all the same, with another outage or on another part of this one, goes on with that.
    """
    came_at = outage.back_at or at
    found = rows(LIT, **dark_elements_of(outage).named, outage=outage.number, at=at, most=MOST)
    for (number,) in found:
        first = locked(number)
        joined = first.joined.filter(state=State.JOINED).order_by("id").values_list("pk", flat=True)
        for one in (first, *map(locked, joined)):
            still = _dark_with(one.consumer, at=max(came_at, at)) if one.consumer else ""
            if still and (one is not first or still != outage.number):
                _go_over(one, still, at=at)
            else:
                _resolve(one, outage, at=at, mended_at=max(came_at, one.said_at))
    return len(found)


def _resolve(complaint: Complaint, outage: Outage, *, at: datetime, mended_at: datetime) -> None:
    complaint.outage = outage.number
    facts = {"outage": outage.number}
    event = write(complaint, What.RESOLVED, happened_at=mended_at, at=at, by=machines.CLOCK, facts=facts)
    telling.resolved(complaint, event, at=at)


def _go_over(complaint: Complaint, number: str, *, at: datetime) -> None:
    """Join the complaint, which is held and joined, to the outage that keeps its person dark."""
    complaint.primary = None
    write(complaint, What.PARTED, happened_at=at, at=at, by=machines.CLOCK, facts={"outage": complaint.outage})
    join_outage(complaint, number, at=at, by=machines.CLOCK)


def _dark_with(consumer: Consumer, *, at: datetime) -> str:
    return dark_with(feeder=consumer.feeder_id, transformer=consumer.transformer_id, at=at)


def _let_go(outage: Outage, *, at: datetime) -> int:
    """Let complaints go on by themselves: the outage was none."""
    found = list(Complaint.objects.filter(outage=outage.number, state=State.JOINED).order_by("id")[:MOST])
    for number in (one.pk for one in found):
        held = locked(number)
        held.outage = ""
        write(held, What.PARTED, happened_at=at, at=at, by=machines.CLOCK, facts={"outage": outage.number})
        rise_now(held, at=at)
    return len(found)
