"""Write what happened to a complaint, and let everything else follow from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import bijlisetu.audit.actions as audit
from bijlisetu.complaints.lists import OPEN, State, What
from bijlisetu.complaints.models import Compensation, Complaint, ComplaintEvent, Escalation
from bijlisetu.complaints.replaying import ANSWERED, MADE, clock_of, made_of, owed_of
from bijlisetu.complaints.steps import may_happen
from bijlisetu.plumbing.refusal import Refusal


class NotPossible(Refusal):
    """This cannot be done with a complaint that stands where it does."""


class NoSuchComplaint(Refusal):
    """There is no complaint of this number."""


class NothingSaid(Refusal):
    """This needs a few words."""


def locked(complaint: int) -> Complaint:
    """Return the complaint, held for the rest of the transaction; :raises NoSuchComplaint: if there is none."""
    found = Complaint.objects.select_for_update(of=("self",)).filter(pk=complaint).first()
    if found is None:
        raise NoSuchComplaint("there is no such complaint")
    return found


def write(
    complaint: Complaint, what: What, *, happened_at: datetime, at: datetime, by: str, **more: Any
) -> ComplaintEvent:
    """
    Write that it happened to the complaint, which is held, and restate what follows; a deed of ours is in the book.

    :raises NotPossible: if it cannot happen to a complaint that stands where this one does
    """
    if not may_happen(State(complaint.state), what):
        raise NotPossible(f"{what} is not possible: the complaint is {complaint.state}")
    event = ComplaintEvent.objects.create(
        complaint=complaint, what=str(what), at=happened_at, kept_at=at, by=by, **more
    )
    restate(complaint, at=at)
    audit.note(deed=f"complaint.{what}", records=[f"complaint:{complaint.number}"], by=by, at=at)
    return event


def restate(complaint: Complaint, *, at: datetime) -> None:
    """Bring the complaint's own columns, and what is owed for it, up to date with its events."""
    events = list(complaint.events.order_by("id"))
    clock = clock_of(complaint, events)
    for name, value in made_of(clock, events).items():
        setattr(complaint, name, value)
    complaint.save(update_fields=[*MADE, "category", "area", "consumer", "office", "crew", "primary", "outage"])
    # One that is joined to another, or is nobody's complaint, has nothing of its own.
    owed = owed_of(clock, at) if clock.state in OPEN | ANSWERED else None
    if owed is None:
        Compensation.objects.filter(complaint=complaint).delete()
    else:
        Compensation.objects.update_or_create(
            complaint=complaint,
            defaults={
                "standard": complaint.standard, "due_at": owed.due_at, "until": owed.until, "days": owed.days,
                "rupees": owed.rupees, "at": at,
            },
        )  # fmt: skip


def note_answer(complaint: Complaint, *, by: str, at: datetime) -> None:
    """Note that the officer has done something about a complaint that had come to them."""
    Escalation.objects.filter(complaint=complaint, person__username=by, answered_at=None).update(answered_at=at)
    Escalation.objects.filter(complaint=complaint, person__username=by, seen_at=None).update(seen_at=at)
