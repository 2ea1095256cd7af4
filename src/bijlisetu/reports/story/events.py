"""A story as it is read on a page: one thing after another, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.reports.story import told

CLIMB = ("accepted", "sent", "delivered", "read", "failed")
#: States that have no time of their own.
TIMELESS = ("unsure", "withheld", "expired")
ARRIVED = ("delivered", "read")
#: Who stands in the book of deeds for a person's answer: what they wrote, and what they pressed on a page of ours.
REPLY, LINK = "reply", "link"


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that happened to a try."""

    word: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry; `told` is what is known of the bill, payment, attempt, reply, task or deed that its kind names."""

    kind: str  #: bill, payment, payment_undone, attempt, reply, unclear, task_opened, task_closed, deed
    at: datetime
    told: told.Bill | told.Payment | told.Attempt | told.Reply | told.Unclear | told.Task | told.Deed
    said: str = ""  #: of a try or an answer: the kind of the notice
    address: str = ""  #: of a try or an answer, masked
    outcome: str = ""  #: of a try: on_its_way, arrived, failed
    steps: tuple[Stage, ...] = ()  #: of a try


def events(story: told.Story) -> tuple[Event, ...]:
    """Return everything that is told of a consumer, the newest first."""
    return tuple(sorted(_events(story), key=lambda event: (event.at, event.kind), reverse=True))


def _events(story: told.Story) -> Iterator[Event]:
    consumer = story.consumer
    for bill in consumer.bills:
        yield Event(kind="bill", at=bill.imported_at, told=bill)
    for payment in consumer.payments:
        yield from _events_of_payment(payment)
    for notice in story.notices:
        for attempt in notice.attempts:
            yield from _events_of(attempt, notice.kind)
    for task in consumer.tasks:
        yield Event(kind="task_opened", at=task.opened_at, told=task)
        if task.closed_at:
            yield Event(kind="task_closed", at=task.closed_at, told=task)
    for unclear in consumer.unclear:
        yield Event(kind="unclear", at=unclear.at, told=unclear, said=unclear.kind, address=unclear.address)
    pressed = {reply.at for notice in story.notices for attempt in notice.attempts for reply in attempt.replies}
    for deed in consumer.deeds:
        # The answer is told for itself.
        if deed.by != REPLY and not (deed.by == LINK and deed.at in pressed):
            yield Event(kind="deed", at=deed.at, told=deed)


def _events_of_payment(payment: told.Payment) -> Iterator[Event]:
    yield Event(kind="payment", at=payment.credited_at, told=payment)
    if payment.undone_at:
        yield Event(kind="payment_undone", at=payment.undone_at, told=payment)


def _events_of(attempt: told.Attempt, said: str) -> Iterator[Event]:
    yield Event(
        kind="attempt", at=attempt.claimed_at, told=attempt, said=said, address=attempt.address,
        outcome=_outcome(attempt.state), steps=tuple(_steps(attempt)),
    )  # fmt: skip
    for reply in attempt.replies:
        yield Event(kind="reply", at=reply.at, told=reply, said=said, address=attempt.address)


def _steps(attempt: told.Attempt) -> Iterator[Stage]:
    for word in CLIMB:
        at = getattr(attempt, f"{word}_at")
        # A failure that evidence of arrival overtook was a carrier's mistake: it is not told.
        if at and (word != "failed" or attempt.state == "failed"):
            yield Stage(word, at)
    if attempt.state in TIMELESS:
        yield Stage(attempt.state, None)


def _outcome(state: str) -> str:
    return "arrived" if state in ARRIVED else "failed" if state == "failed" else "on_its_way"
