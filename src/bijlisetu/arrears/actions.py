"""Climb the ladder: remind whose turn it is, once for each bill and step, and never whoever has paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from bijlisetu.arrears import telling
from bijlisetu.arrears.heldback import is_held_back
from bijlisetu.arrears.ladders.reading import FILES, Ladder, ladder_of
from bijlisetu.arrears.ladders.reading import Step as Rung
from bijlisetu.arrears.models import Step
from bijlisetu.arrears.pausing import pauses
from bijlisetu.arrears.plans import keeping, look_at_plans
from bijlisetu.arrears.rounds import Rounds
from bijlisetu.arrears.telling import Late
from bijlisetu.arrears.visiting.opening import open_due
from bijlisetu.billing.standing import RANK
from bijlisetu.kinds.files import kinds
from bijlisetu.ledger.queries import untrue_totals
from bijlisetu.network.companies import companies_of_feeders, utilities_of_feeders
from bijlisetu.network.utilities import COMMON, Company
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs.actions import NotNow

PORTION = 5_000
PLAN = "plan"  #: why somebody is spared who pays in instalments, and keeps to them
#: Everybody who owes, with the latest bill that stands: a later one takes the place of what was asked before.
LATE = f"""
SELECT owing.consumer_id, consumer.account, consumer.feeder_id, bill.id, bill.number, bill.cycle, bill.bill_date,
       bill.due_date, owing.receivable
FROM (
    SELECT consumer_id, receivable FROM ledger_balance
    WHERE receivable > 0 AND consumer_id > %(after)s ORDER BY consumer_id LIMIT %(portion)s
) AS owing
JOIN consumers_consumer consumer ON consumer.id = owing.consumer_id
LEFT JOIN LATERAL (
    SELECT bill.* FROM billing_bill bill WHERE bill.consumer_id = owing.consumer_id AND NOT bill.is_cancelled
    ORDER BY bill.cycle DESC, {RANK.format(bill="bill")} DESC LIMIT 1
) AS bill ON bill.due_date BETWEEN %(first)s AND %(last)s
ORDER BY owing.consumer_id
"""
#: No payment of theirs goes by while they are told: whoever credits waits a moment, and then finds the step.
HOLD = """
SELECT consumer_id, receivable FROM ledger_balance WHERE consumer_id = ANY(%(consumers)s) ORDER BY consumer_id FOR SHARE
"""
WRITE = """
INSERT INTO arrears_step (consumer_id, bill_id, step, ladder, at, state, why, notice, bill_date, least)
SELECT consumer, bill, step, ladder, %(at)s, state, why, notice, bill_date, least
FROM unnest(%(consumers)s::bigint[], %(bills)s::bigint[], %(steps)s::text[], %(ladders)s::text[], %(states)s::text[],
            %(whys)s::text[], %(notices)s::text[], %(bill_dates)s::date[], %(leasts)s::numeric[])
     AS told (consumer, bill, step, ladder, state, why, notice, bill_date, least)
ORDER BY bill, step ON CONFLICT (bill_id, step) DO NOTHING RETURNING bill_id
"""


class BooksAreWrong(Refusal):
    """Nobody is reminded by balances that do not agree with their totals."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """What became of the steps whose turn it was."""

    posted: int = 0
    held_back: int = 0
    spared: int = 0

    def __add__(self, other: Climbed) -> Climbed:
        return Climbed(self.posted + other.posted, self.held_back + other.held_back, self.spared + other.spared)


class _Turn(NamedTuple):
    """Somebody whose turn it is, and at what."""

    of: Late
    rung: Rung
    ladder: Ladder


class _Done(NamedTuple):
    """What is done about a turn."""

    turn: _Turn
    state: Step.State
    why: str = ""


def climb(*, at: datetime, by: str, on_progress: OnProgress = unwatched) -> Climbed:
    """
    Remind everybody whose turn it is on the day in India; each portion is held by itself.

    The reminders wait in the runs of the day, which are closed at the end. What was cut short is taken up where it
    ended, and a second climb of the day changes nothing. Whoever belongs to a round that an officer has stopped keeps
    their turn, until the round goes on or the next day has one.

    :raises BooksAreWrong: if balances do not add up to their totals; then nobody is reminded
    """
    if found := untrue_totals():
        raise BooksAreWrong(f"nobody is reminded: {found[0]}")
    on, utilities, companies = day_in_india(at), utilities_of_feeders(), companies_of_feeders()
    ladders = {name: ladder_of(name, on=on) for name in {COMMON, *utilities.values()}}
    done, after, rounds = Climbed(), 0, Rounds(at=at, by=by)
    while portion := _portion(after, ladders, on=on):
        after = portion[-1][0]
        due = [_turn(row, utilities, ladders, on=on) for row in portion if row[3] is not None]
        done += _remind_where_open([one for one in due if one], companies, rounds, at=at)
        on_progress(done.posted, 0)
    rounds.close()
    return done


def _portion(after: int, ladders: Mapping[str, Ladder], *, on: date) -> list[tuple[Any, ...]]:
    days = [one.due_days(on=on) for one in ladders.values()]
    first, last = min(first for first, _ in days), max(last for _, last in days)
    return rows(LATE, after=after, portion=PORTION, first=first, last=last)


def _turn(
    row: tuple[Any, ...], utilities: Mapping[int, str], ladders: Mapping[str, Ladder], *, on: date
) -> _Turn | None:
    consumer, account, feeder, bill, number, cycle, bill_date, due, owed = row
    ladder = ladders[utilities[feeder]]
    rung = ladder.step_for(due, on=on)
    if rung is None or owed < ladder.least:
        return None
    late = Late(
        consumer=consumer, account=account, feeder=feeder, utility=utilities[feeder], bill=bill, number=number,
        cycle=cycle, bill_date=bill_date, due=due, owed=owed,
    )  # fmt: skip
    return _Turn(late, rung, ladder)


def _remind_where_open(
    turns: Sequence[_Turn], companies: Mapping[int, Company], rounds: Rounds, *, at: datetime
) -> Climbed:  # fmt: skip
    """Remind all but those whose round is stopped; each that turns out to be is left out, and the rest done anew."""
    while True:
        open_ = [one for one in turns if not rounds.is_stopped(one.rung.kind, one.of)]
        try:
            return _remind(open_, companies, rounds, at=at)
        except NotNow:
            continue


@transaction.atomic
def _remind(turns: Sequence[_Turn], companies: Mapping[int, Company], rounds: Rounds, *, at: datetime) -> Climbed:
    """Write down what is done about each turn, and post what is to be said, both or neither."""
    if not turns:
        return Climbed()
    owed = dict(rows(HOLD, consumers=[one.of.consumer for one in turns]))
    still = [one for one in turns if owed.get(one.of.consumer) == one.of.owed]
    decided = list(_decided(still, on=day_in_india(at)))
    new = {bill for (bill,) in rows(WRITE, at=at, **_columns(decided))}
    made = [one for one in decided if one.turn.of.bill in new]
    _post([one.turn for one in made if one.state is Step.State.POSTED], companies, rounds, on=day_in_india(at))
    return Climbed(*(sum(one.state is state for one in made) for state in Step.State))


def _decided(turns: Sequence[_Turn], *, on: date) -> Iterator[_Done]:
    consumers = [one.of.consumer for one in turns]
    paused, plans = {one.consumer: one.why for one in pauses(consumers)}, keeping(consumers, on=on)
    for turn in turns:
        whose, ladder = turn.of.consumer, turn.ladder
        why = paused.get(whose) or (PLAN if whose in plans else "")
        if why:
            yield _Done(turn, Step.State.SPARED, why)
        elif is_held_back(whose, cycle=turn.of.cycle, ladder=ladder.name, percent=ladder.held_back_percent):
            yield _Done(turn, Step.State.HELD_BACK)
        else:
            yield _Done(turn, Step.State.POSTED)


def _columns(decided: Iterable[_Done]) -> dict[str, list[Any]]:
    told = list(decided)
    said = Step.State.POSTED
    return {
        "consumers": [one.turn.of.consumer for one in told],
        "bills": [one.turn.of.bill for one in told],
        "steps": [one.turn.rung.name for one in told],
        "ladders": [one.turn.ladder.name for one in told],
        "states": [str(one.state) for one in told],
        "whys": [one.why for one in told],
        "notices": [telling.key_of(one.turn.of, one.turn.rung.name) if one.state is said else "" for one in told],
        "bill_dates": [one.turn.of.bill_date for one in told],
        "leasts": [one.turn.ladder.least for one in told],
    }


def _post(turns: Sequence[_Turn], companies: Mapping[int, Company], rounds: Rounds, *, on: date) -> None:
    """Post the reminders; each bill has one turn, so each kind is said by its own words."""
    by_kind = dict[str, list[tuple[Late, str]]]()
    for turn in turns:
        by_kind.setdefault(turn.rung.kind, []).append((turn.of, turn.rung.name))
    for kind, told in by_kind.items():
        postings = telling.postings(told, kind=kind, companies=companies, on=on)
        rounds.post(kind=kinds()[kind], told=[late for late, _ in told], postings=postings)


def look_after(*, at: datetime, by: str) -> None:
    """Do what is due once a day: reminders, plans that were broken, visits to whom no reminder was proved to reach."""
    climb(at=at, by=by)
    look_at_plans(at=at)
    on = day_in_india(at)
    lasts = {ladder_of(name, on=on).steps[-1].name for name in FILES.names()}
    open_due(lasts=sorted(lasts), at=at)
