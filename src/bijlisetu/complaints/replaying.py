"""What a complaint's events add up to: the one place where its state, its clock and what is owed are worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.complaints.clock import A_DAY, Clock, Happened, compensation, replay
from bijlisetu.complaints.lists import Area, State, What
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.complaints.standards.current import held_at
from bijlisetu.complaints.standards.reading import standard_for
from bijlisetu.network.current import office_days
from bijlisetu.plumbing.india import day_in_india

#: The office has answered, and the answer stands.
ANSWERED = frozenset({State.RESOLVED, State.CONFIRMED, State.CLOSED_UNCONFIRMED})
#: Columns of a complaint that its events make.
MADE = (
    "state", "level", "standard", "due_at", "rises_at", "answered_at", "reopened", "resolved_at", "resolved_by", "took",
)  # fmt: skip
#: An answer is the first thing that somebody at work did; the clock's own rising is none.
AT_WORK = frozenset({What.ASSIGNED, What.BEGUN, What.WAITS, What.RESOLVED})
PIECE = 1000


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for a limit that was missed."""

    due_at: datetime
    until: datetime
    days: int
    rupees: int


def clock_of(complaint: Complaint, events: Sequence[ComplaintEvent]) -> Clock:
    """Return the complaint's clock, from its events in the order in which they were written."""
    standard = standard_for(
        utility=complaint.utility, category=complaint.category, area=Area(complaint.area),
        on=day_in_india(complaint.said_at), held=held_at(complaint.utility, at=complaint.at),
    )  # fmt: skip
    happened = [Happened(What(one.what), one.at, one.level) for one in events]
    return replay(happened, standard=standard, days=office_days(complaint.utility))


def made_of(clock: Clock, events: Sequence[ComplaintEvent]) -> dict[str, object]:
    """Return the columns that the events make."""
    resolved = [one for one in events if one.what == What.RESOLVED]
    answer = resolved[-1] if resolved and clock.state in ANSWERED else None
    return {
        "state": str(clock.state),
        "level": int(clock.level),
        "standard": clock.standard.row,
        "due_at": clock.due_at,
        "rises_at": clock.rises_at(),
        "answered_at": min((one.at for one in events if one.what in AT_WORK), default=None),
        "reopened": sum(one.what == What.SAID_NO for one in events),
        "resolved_at": answer.at if answer else None,
        "resolved_by": answer.by if answer else "",
        "took": clock.share(answer.at) if answer else None,
    }


def owed_of(clock: Clock, at: datetime) -> Owed | None:
    """Return what is owed at the moment; none for a complaint in time, or where the standard names no sum."""
    rupees, due_at = compensation(clock, at), clock.due_at
    if not rupees or due_at is None:
        return None
    late = clock.late(at)
    return Owed(due_at, clock.stopped_at or at, -(-late // A_DAY), rupees)


def differing() -> Iterator[tuple[str, list[str]]]:
    """Yield the number of each complaint of which something is not what its events add up to, with what that is."""
    found = Complaint.objects.prefetch_related("events").order_by("id")
    for complaint in found.iterator(chunk_size=PIECE):
        events = sorted(complaint.events.all(), key=lambda one: one.pk)
        made = made_of(clock_of(complaint, events), events)
        if wrong := [name for name in MADE if getattr(complaint, name) != made[name]]:
            yield complaint.number, wrong
