"""
A complaint rises to the next officer as its time runs, by itself.

No setting and no deed of an officer holds it: the clock alone says when, and only an answer stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.writing import restate, write
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import WORKED, What
from bijlisetu.complaints.models import Complaint, Escalation
from bijlisetu.complaints.replaying import clock_of
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import officers_at

MOST = 500
#: Why an officer has it.
TIME, REOPENED, EMERGENCY, ASKED = "time", "reopened", "emergency", "asked"


def rise_due(*, at: datetime) -> int:
    """Let every complaint rise whose time has come; return how many. Where the calendar changed, the clock goes on."""
    risen = 0
    due = Complaint.objects.filter(state__in=[str(one) for one in WORKED], rises_at__lte=at).order_by("rises_at", "id")
    for number in list(due.values_list("pk", flat=True)[:MOST]):
        risen += _rise_one(number, at=at)
    return risen


@transaction.atomic
def _rise_one(number: int, *, at: datetime) -> bool:
    # Somebody who answers at this moment is before us, or waits for us; either way one of us sees the other's word.
    held = Complaint.objects.select_for_update(of=("self",)).filter(pk=number).first()
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
            _, is_new = Escalation.objects.get_or_create(
                complaint=complaint, level=int(level), person_id=person, defaults={"why": why, "at": at}
            )
            if is_new and person is not None:
                telling.risen(complaint, level, person=person, why=why, at=at)
