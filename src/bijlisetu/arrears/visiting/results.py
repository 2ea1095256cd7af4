"""
Enter what an officer found: paid, a promise with its day, a dispute, nobody, a notice proposed.

That they say it is paid ends nothing: the books do, in the moment in which the money is credited.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.arrears.models import Pause, Recovery, Result
from bijlisetu.arrears.pausing import pause
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal

Ended = Recovery.Ended
#: What ends a recovery; the others leave it to be looked at again.
ENDING = {
    Recovery.Outcome.DISPUTE: Ended.DISPUTE,
    Recovery.Outcome.NOT_FOUND: Ended.NOT_FOUND,
    Recovery.Outcome.CUT: Ended.CUT,
}
LONGEST_PROMISE = timedelta(days=30)
#: Money that somebody says they paid is in the books after so many days, or it is not paid.
MONEY_TAKES = timedelta(days=3)


class NotOpen(Refusal):
    """The recovery has ended: it is paid, or somebody entered its end."""


class NoDayOfPromise(Refusal):
    """A promise names a day from today on, and none so far that nobody would hold it."""


class NoWords(Refusal):
    """A dispute says what is disputed."""


@transaction.atomic
def enter(
    *, recovery: int, outcome: Recovery.Outcome, said: str, promised_on: date | None = None, at: datetime, by: str
) -> Recovery:
    """
    Enter the result; a promise comes back by itself on the day after it.

    :raises NotOpen: if it has ended meanwhile
    :raises NoDayOfPromise: if a promise has no day, or one that is past or too far
    :raises NoWords: if a dispute does not say what is disputed
    """
    held = Recovery.objects.select_for_update().filter(pk=recovery, ended_at=None).first()
    if held is None:
        raise NotOpen("this has ended: it is paid, or somebody entered its end")
    found = _found(held, outcome, said, promised_on, at=at, by=by)
    _follow(held, found, at=at)
    return held


@transaction.atomic
def enter_found(
    *,
    recovery: int,
    outcome: Recovery.Outcome,
    said: str,
    promised_on: date | None = None,
    found_at: datetime,
    at: datetime,
    by: str,
) -> bool:
    """
    Enter what was found at a door, of which we may hear days later; return whether it changed anything.

    Where the recovery has ended meanwhile, or something was found after it, it stays in the record and changes nothing.

    :raises NoDayOfPromise, NoWords: as on the page
    """
    held = Recovery.objects.select_for_update().get(pk=recovery)
    is_overtaken = held.ended_at is not None or held.results.filter(at__gt=found_at).exists()
    found = _found(held, outcome, said, promised_on, at=found_at, by=by)
    if not is_overtaken:
        _follow(held, found, at=at)
    return not is_overtaken


def _found(
    held: Recovery, outcome: Recovery.Outcome, said: str, promised_on: date | None, *, at: datetime, by: str
) -> Result:
    """Write down what was found at the moment."""
    on, is_promise = day_in_india(at), outcome == Recovery.Outcome.PROMISE
    if is_promise and not (promised_on and on <= promised_on <= on + LONGEST_PROMISE):
        raise NoDayOfPromise("say by which day they will pay, within thirty days")
    if outcome == Recovery.Outcome.DISPUTE and not said.strip():
        raise NoWords("say what is disputed")
    promised_on = promised_on if is_promise else None
    return Result.objects.create(
        recovery=held, outcome=outcome, said=said.strip(), promised_on=promised_on, at=at, by=by
    )  # fmt: skip


def _follow(held: Recovery, found: Result, *, at: datetime) -> None:
    """Let the recovery stand as the result has it."""
    held.outcome, held.promised_on = found.outcome, found.promised_on
    if found.promised_on:
        held.due_on = found.promised_on + timedelta(days=1)
    elif found.outcome == Recovery.Outcome.PAID:
        held.due_on = day_in_india(found.at) + MONEY_TAKES
    elif found.outcome in ENDING:
        held.ended_at, held.ended = at, ENDING[Recovery.Outcome(found.outcome)]
    held.save()
    if found.outcome == Recovery.Outcome.DISPUTE:
        pause(consumer=held.consumer_id, why=Pause.Why.DISPUTE, said=found.said, at=at, by=found.by)
    records = [f"consumer:{held.consumer_id}"]
    audit.note(deed="arrears.visited", records=records, by=found.by, at=at, detail={"outcome": str(found.outcome)})
