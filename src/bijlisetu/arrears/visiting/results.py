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
    on = day_in_india(at)
    if outcome == Recovery.Outcome.PROMISE and not (promised_on and on <= promised_on <= on + LONGEST_PROMISE):
        raise NoDayOfPromise("say by which day they will pay, within thirty days")
    if outcome == Recovery.Outcome.DISPUTE and not said.strip():
        raise NoWords("say what is disputed")
    held.outcome, held.promised_on = outcome, promised_on if outcome == Recovery.Outcome.PROMISE else None
    if held.promised_on:
        held.due_on = held.promised_on + timedelta(days=1)
    elif outcome == Recovery.Outcome.PAID:
        held.due_on = on + MONEY_TAKES
    elif outcome in ENDING:
        held.ended_at, held.ended = at, ENDING[outcome]
    held.save()
    Result.objects.create(recovery=held, outcome=outcome, said=said.strip(), promised_on=held.promised_on, at=at, by=by)
    if outcome == Recovery.Outcome.DISPUTE:
        pause(consumer=held.consumer_id, why=Pause.Why.DISPUTE, said=said, at=at, by=by)
    records = [f"consumer:{held.consumer_id}"]
    audit.note(deed="arrears.visited", records=records, by=by, at=at, detail={"outcome": str(outcome)})
    return held
