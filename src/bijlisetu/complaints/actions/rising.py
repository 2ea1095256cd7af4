"""
A complaint rises to the next officer as its time runs, by itself.

No setting and no deed of an officer holds it: the clock alone says when, and only an answer stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.writing import restate, write
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import WORKED, What
from bijlisetu.complaints.models import Complaint, Escalation
from bijlisetu.complaints.replaying import clock_of
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import officers_at

MOST = 500
#: Why an officer has it.
TIME, REOPENED, EMERGENCY, ASKED = "time", "reopened", "emergency", "asked"


def rise_due(*, at: datetime) -> int:
    """Let every complaint rise whose time has come; return how many. Where the calendar changed, the clock goes on."""
    due = Complaint.objects.filter(state__in=[str(one) for one in WORKED], rises_at__lte=at).order_by("rises_at", "id")
    found = list(due.values_list("number", flat=True)[:MOST])
    return one_by_one(found, partial(_rise_one, at=at), what="rising", at=at)


def _rise_one(number: str, *, at: datetime) -> bool:
    # Somebody who answers at this moment is before us, or waits for us; either way one of us sees the other's word.
    held = Complaint.objects.select_for_update(of=("self",)).filter(number=number).first()
    return held is not None and rise_now(held, at=at)


def rise_now(complaint: Complaint, *, at: datetime, why: str = "") -> bool:
    """Let the complaint, which is held, rise as far as its clock says by now; return whether it rose."""
    before = Level(complaint.level)
    level = clock_of(complaint, list(complaint.events.order_by("id"))).by_now(at)
    is_first = not complaint.escalations.exists()
    is_emergency = categories()[complaint.category].is_emergency
    if level > before:
        write(complaint, What.ROSE, happened_at=at, at=at, by=machines.CLOCK, level=int(level))
    else:
        restate(complaint, at=at)
    if is_emergency and is_first:
        bring(complaint, list(Level), why=EMERGENCY, at=at)
    elif is_first and before > Level.JE and not why:  # the person has turned to a higher officer at once
        bring(complaint, [before], why=ASKED, at=at)
    if level > before and not is_emergency:
        bring(complaint, [one for one in Level if before < one <= level], why=why or TIME, at=at)
    return level > before


def bring(complaint: Complaint, levels: Iterable[Level], *, why: str, at: datetime) -> None:
    """Bring the complaint before the officers of the levels, each once, and tell them."""
    for level in levels:
        people: list[int | None] = [*officers_at(complaint.office_id, level, on=day_in_india(at))]
        for person in people or [None]:
            told, is_new = Escalation.objects.get_or_create(
                complaint=complaint, level=int(level), person_id=person, defaults={"why": why, "at": at}
            )
            if is_new and person is not None and telling.is_told_now(complaint, at=at):
                _tell(told, at=at)


@transaction.atomic
def tell_of_the_night(*, at: datetime) -> int:
    """
    Tell officers in the morning, each at once, what came to them at night; return how many officers were told.

    Of what they have seen or what was answered meanwhile, and of what has ended, nothing is said.
    """
    waiting = Escalation.objects.filter(told_at=None, person__isnull=False).select_for_update(of=("self",))
    by_person: dict[int, list[Escalation]] = {}
    for one in waiting.select_related("complaint__office").order_by("person", "id")[:MOST]:
        if telling.is_told_now(one.complaint, at=at):
            by_person.setdefault(one.person_id or 0, []).append(one)
    return one_by_one(
        by_person, lambda person: _tell_of_the_night(person, by_person[person], at=at), what="night_of_officer", at=at
    )


def _tell_of_the_night(person: int, ones: Sequence[Escalation], *, at: datetime) -> int:
    open_ones = [one for one in ones if one.seen_at is None and one.complaint.state in WORKED]
    if len(open_ones) > 1:
        telling.of_the_night(person, open_ones, at=at)
    elif open_ones:
        _tell(open_ones[0], at=at)
    Escalation.objects.filter(pk__in=[one.pk for one in ones]).update(told_at=at)
    return 1


def _tell(escalation: Escalation, *, at: datetime) -> None:
    assert escalation.person_id is not None  # noqa: S101 - nobody is told of a post that nobody holds
    level = Level(escalation.level)
    telling.risen(escalation.complaint, level, person=escalation.person_id, why=escalation.why, at=at)
    escalation.told_at = at
    escalation.save(update_fields=["told_at"])
