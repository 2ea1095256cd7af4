"""
Register the new complaints of darkness of many people with a few statements: a city writes within minutes of a cut.

Only what is plain comes here: people with an account who have complained of nothing that is not over. Each has its own
number, clock, events, line in the book of deeds and message, as if it had come alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import bijlisetu.audit.actions as audit
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.ending import OF_DARKNESS
from bijlisetu.complaints.actions.registering import (
    OF_ALL,
    OF_NEIGHBOURS,
    SAME_FAULT,
    Said,
    next_numbers,
    registering,
    unnumbered,
)
from bijlisetu.complaints.lists import OPEN, State, What
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.complaints.replaying import clock_of, made_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.companies import companies_of, utility_over
from bijlisetu.outages.queries import dark_with_each
from bijlisetu.plumbing.database.sql import rows

#: In one order for everybody, so that nobody waits in a ring.
HOLD = "SELECT FROM consumers_consumer WHERE id = ANY(%(consumers)s) ORDER BY id FOR UPDATE"
#: What somebody complained of may be what they say now; a message that was taken is of its complaint.
KNOWN = """
SELECT consumer_id, NULL::bigint FROM complaints_complaint
WHERE consumer_id = ANY(%(consumers)s) AND state = ANY(%(states)s)
UNION ALL SELECT NULL, reply FROM complaints_complaint WHERE reply = ANY(%(replies)s)
UNION ALL SELECT NULL, reply FROM complaints_complaintevent WHERE reply = ANY(%(replies)s)
"""
SECTIONS = """
SELECT feeder_id, section_id FROM network_feederplace WHERE feeder_id = ANY(%(feeders)s) AND valid_to IS NULL
"""


def hold(consumers: Collection[int]) -> None:
    """Hold the people until the transaction ends: what they say at another of our workers waits."""
    rows(HOLD, consumers=list(consumers))


def known(*, consumers: Collection[int], replies: Collection[int]) -> tuple[set[int], set[int]]:
    """Return who of the people, who are held, has a complaint that is not over, and which messages were taken."""
    states = [str(one) for one in (*OPEN, State.JOINED, State.RESOLVED)]
    found = rows(KNOWN, consumers=list(consumers), replies=list(replies), states=states)
    return {one for one, _ in found if one is not None}, {one for _, one in found if one is not None}


def register_new(said: Sequence[Said], *, at: datetime, by: str) -> list[Complaint]:
    """
    Register what people say who are held and have complained of nothing that is not over, each once; tell each.

    Where no section is known of somebody's feeder, nothing is registered of them: that is not plain.
    """
    made = _made(said, at=at, by=by)
    if not made:
        return []
    joined = _join(made)
    happened = [_events(one, joined.get(one.number), at=at, by=by) for one in made]
    for complaint, events in zip(made, happened, strict=True):
        for name, value in made_of(clock_of(complaint, events), events).items():
            setattr(complaint, name, value)
    # Those that others are joined to have their places first.
    Complaint.objects.bulk_create([one for one in made if one.primary is None])
    Complaint.objects.bulk_create([one for one in made if one.primary is not None])
    _write(happened, at=at, by=by)
    companies = companies_of({one.consumer.feeder_id for one in made if one.consumer})
    for complaint, events in zip(made, happened, strict=True):
        telling.registered(complaint, at=at, turn=len(events), companies=companies)
    return made


def _made(said: Sequence[Said], *, at: datetime, by: str) -> list[Complaint]:
    """Return the complaints as they came, numbered and unsaved."""
    found = Consumer.objects.filter(pk__in=[one.consumer for one in said]).select_related("feeder")
    people: Mapping[int | None, Consumer] = {one.pk: one for one in found}
    sections = dict(rows(SECTIONS, feeders=sorted({one.feeder_id for one in people.values()})))
    plain = [(one, people[one.consumer]) for one in said if people[one.consumer].feeder_id in sections]
    offices = [sections[consumer.feeder_id] for _, consumer in plain]
    utilities = {office: utility_over(office) for office in set(offices)}
    made = [
        unnumbered(one, consumer, office=office, utility=utilities[office], at=at, by=by)
        for (one, consumer), office in zip(plain, offices, strict=True)
    ]
    for complaint, number in zip(made, next_numbers(len(made), at=at), strict=True):
        complaint.number = number
    return made


def _join(made: Sequence[Complaint]) -> Mapping[str, dict[str, str]]:
    """Join each to the outage that held its person as they spoke, or to the first of its neighbours; return to what."""
    homes = [(one.consumer.feeder_id, one.consumer.transformer_id, one.said_at) for one in made if one.consumer]
    near, told = _near(made), dict[str, dict[str, str]]()
    for one, dark in zip(made, dark_with_each(homes), strict=True):
        if one.category in OF_DARKNESS and (number := dark or one.outage):
            one.outage = number
            told[one.number] = {"outage": number}
        elif (first := _first_of(one, near)) is not None:
            one.primary = first
            told[one.number] = {"primary": first.number}
        else:
            near.append(one)
    return told


def _near(made: Sequence[Complaint]) -> list[Complaint]:
    """Return the first complaints of faults that those made may be of, the oldest first."""
    oldest = min(one.said_at for one in made) - SAME_FAULT
    first = (
        Complaint.objects.filter(primary=None, state__in=OPEN, category__in=OF_NEIGHBOURS, said_at__gt=oldest)
        .exclude(events__facts__has_key="own")
        .select_related("consumer")
    )
    homes = [one.consumer for one in made if one.consumer]
    found = list(first.filter(consumer__transformer__in={one.transformer_id for one in homes if one.transformer_id}))
    if any(one.category in OF_ALL for one in made):
        found += first.filter(consumer__feeder__in={one.feeder_id for one in homes}, category__in=OF_ALL)
    return sorted({one.pk: one for one in found}.values(), key=lambda one: one.pk)


def _first_of(made: Complaint, near: Iterable[Complaint]) -> Complaint | None:
    of_feeder = None
    for one in near:
        if made.consumer is None or one.consumer is None or one.said_at <= made.said_at - SAME_FAULT:
            continue
        if made.consumer.transformer_id and one.consumer.transformer_id == made.consumer.transformer_id:
            return one
        is_of_all = {one.category, made.category} <= OF_ALL and one.consumer.feeder_id == made.consumer.feeder_id
        of_feeder = of_feeder or (one if is_of_all else None)
    return of_feeder


def _events(made: Complaint, joined: Mapping[str, str] | None, *, at: datetime, by: str) -> list[ComplaintEvent]:
    events = [registering(made, at=at, by=by)]
    if joined is not None:
        events.append(
            ComplaintEvent(complaint=made, what=str(What.JOINED), at=at, kept_at=at, by=by, facts=dict(joined))
        )
    return events


def _write(happened: Iterable[Sequence[ComplaintEvent]], *, at: datetime, by: str) -> None:
    events = [event for of_one in happened for event in of_one]
    ComplaintEvent.objects.bulk_create(events)
    for what in (What.REGISTERED, What.JOINED):
        records = [f"complaint:{event.complaint.number}" for event in events if event.what == what]
        audit.note(deed=f"complaint.{what}", records=records, by=by, at=at)
