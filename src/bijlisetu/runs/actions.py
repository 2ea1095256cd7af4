"""
Deeds on runs: many notices made together go out only after gates, a canary and a second officer.

gathering → held or ready → canary → released → finished; stopped from anywhere, and on again from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

import bijlisetu.audit.actions as audit
import bijlisetu.staff.queries as staff
from bijlisetu.audit import machines
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.outbox import incidents
from bijlisetu.outbox.actions import Posting, post
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs.canaries import outcomes
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates import addresses, notices
from bijlisetu.runs.gates.gate import Gate, Gathered
from bijlisetu.runs.sample import sample
from bijlisetu.runs.second import ask_for_second, second_is_found
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups

State = Run.State
#: The kind that puts a wrong run right; the key of its run is this word and that run's key.
CORRECTION = "correction"
#: In these states nothing of a run has left us, and more may be put in.
IN_HOUSE = (State.GATHERING, State.HELD, State.READY)
LOCK_OF_KEY = "SELECT pg_advisory_xact_lock(%(locks)s, hashtext(%(key)s))::text"
LOCKS = 0x5E8

MADE = """
SELECT count(*), coalesce(array_agg(DISTINCT consumer.feeder_id), '{}')
FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE notice.run_id = %(run)s
"""
#: Of a notice what statements look rows up by; to measure its facts would take most of the time.
MEASURE = "ANALYZE outbox_notice (id, consumer_id, run_id, kind, occasion, state), outbox_turn"
#: The canary's gate opens with the canary.
TO_CANARY = "UPDATE outbox_turn SET gate = -%(run)s WHERE notice_id = ANY(%(notices)s) AND gate = %(run)s"
#: Letters sent again after a repair wait at no gate; once their run is stopped, they wait at its canary's.
BEHIND_GATE = """
UPDATE outbox_turn turn SET gate = -%(run)s, lane = notice.lane
FROM outbox_notice notice WHERE notice.run_id = %(run)s AND turn.notice_id = notice.id AND turn.gate = 0
"""
NOTHING_OPEN = """
NOT EXISTS (SELECT FROM outbox_notice notice WHERE notice.run_id = run.id AND notice.state = 'open')
"""
ALL_SETTLED = f"""
run.state = 'released' AND {NOTHING_OPEN}
AND NOT EXISTS (SELECT FROM outbox_turn turn WHERE turn.lane = run.lane AND turn.gate IN (run.id, -run.id))
"""
EMPTY = f"starts_with(run.key, %(key)s) AND run.state IN ('held', 'ready', 'canary') AND {NOTHING_OPEN}"
WITHDRAWN = f"run.id = %(run)s AND run.state <> 'finished' AND {NOTHING_OPEN}"
#: Somebody's answer may be opening a notice again, behind the gate of its run: whoever finishes the run waits for that,
#: and then looks once more, for nothing passes the gate of a finished run.
OVER = "SELECT run.id FROM outbox_run run WHERE {is_over} ORDER BY run.id FOR UPDATE"
FINISH = """
UPDATE outbox_run run SET state = 'finished', finished_at = %(at)s
WHERE run.id = ANY(%(over)s) AND {is_over} RETURNING run.id, run.key
"""


class NotNow(Refusal):
    """The run is not in the state that this deed needs."""


class NotAnOfficerOfTheRun(Refusal):
    """The person holds no post that covers all offices of the run."""


class SecondOfficerNeeded(Refusal):
    """Whoever made a run does not release it."""


class HandInIt(SecondOfficerNeeded):
    """Nor does whoever sent its trial, or answered for a finding: two officers means two."""


class GateNotPassed(Refusal):
    """A gate found a fault, and nobody has answered for it."""


class NoTrial(Refusal):
    """A small run goes out whole: to send a few of it first would be to send it without a second officer."""


class CanaryNotOutLongEnough(Refusal):
    """The first few hundred must be out for a while before the rest follows."""


class WordsNeeded(Refusal):
    """A deed that others must understand later needs a reason in words."""


@transaction.atomic
def begin(*, key: str, kind: Kind, at: datetime, by: str, corrects: int | None = None) -> int:
    """
    Open a run for notices of the kind and return its number; more news under its key goes into the same run.

    Once the run has gone out, news under its key makes a further one, with gates of its own: key/2, key/3 … So it does
    while the run waits that tells people of offices which the maker's posts do not cover.

    :raises NotNow: if it was stopped before anything went out
    """
    rows(LOCK_OF_KEY, locks=LOCKS, key=key)
    known = list(_called(key).select_for_update().order_by("id"))
    run = _taken_up(known, by, at)
    if run and run.state == State.STOPPED:
        raise NotNow(f"the run {run.key} is stopped; let it go on first")
    if run:
        run.state, run.findings, run.made = State.GATHERING, [], 0
        run.makers = sorted({*run.makers, by})
        _lay_hand_on(run, by)
        run.save(update_fields=["state", "findings", "made", "makers", "hands"])
    else:
        run = Run.objects.create(
            key=f"{key}/{len(known) + 1}" if known else key, kind=kind.name, lane=int(kind.lane), made_at=at,
            made_by=by, makers=[by], hands=[by], corrects_id=corrects,
        )  # fmt: skip
    _note("run.begun", run, by=by, at=at)
    return run.pk


@transaction.atomic
def close(*, run: int, at: datetime, by: str, gates: Sequence[Gate] = ()) -> str:
    """
    End the gathering, look through the gates, and return the state: held, ready, or released.

    A small run is released at once, unless a gate found a fault, small ones under its key have been too many, or it
    puts right one that itself needed a second officer.

    The gates given are the kind's own, beside those of every run.

    An empty run is forgotten: then the state is empty too.
    """
    found = _locked(run)
    if found.state != State.GATHERING:
        return found.state
    kind = kinds()[found.kind]
    found.made, found.feeders = rows(MADE, run=run)[0]
    if not found.made:
        found.delete()
        return ""
    is_large = found.made > kind.run.above
    if is_large:
        # Autovacuum comes too late: until then plans are made for the smaller table, and can take minutes.
        execute(MEASURE)
    gathered = Gathered(run=run, kind=kind, made=found.made, at=at)
    with keyed.planned_in_sets() if is_large else nullcontext():
        _keep(found, [gate(gathered) for gate in (*notices.GATES, *addresses.GATES, *gates)])
    if found.state == State.READY and goes_at_once(found):
        found.state, found.released_at, found.is_small = State.RELEASED, at, True
    found.save()
    if found.state != State.RELEASED:
        ask_for_second(found, at=at, by=by)
    _note("run.closed", found, by=by, at=at, state=found.state, made=found.made)
    return found.state


def close_open(*, key: str, at: datetime, by: str) -> list[str]:
    """End the gathering of the runs whose keys begin so, each by itself; return the state of each."""
    gathering = Run.objects.filter(key__startswith=key, state=State.GATHERING).order_by("id")
    return [close(run=run, at=at, by=by) for run in gathering.values_list("pk", flat=True)]


class Made(NamedTuple):
    """What became of notices made at once: how many are new, and the run they wait in, if there is one."""

    posted: int
    run: int | None
    state: str


def once(
    *,
    key: str,
    kind: Kind,
    portions: Iterable[Sequence[Posting]],
    at: datetime,
    by: str,
    gates: Sequence[Gate] = (),
    on_portion: Callable[[int], None] = lambda size: None,
) -> Made:
    """
    Make one run of the portions: begin it, put each portion in, close it.

    Each portion is committed by itself; what was cut short is taken up where it ended.
    """
    run = begin(key=key, kind=kind, at=at, by=by)
    posted = 0
    for portion in portions:
        posted += post(kind=kind, postings=portion, at=at, run=run)
        on_portion(len(portion))
    state = close(run=run, at=at, by=by, gates=gates)
    return Made(posted, run if state else None, state)


@transaction.atomic
def waive(*, run: int, gate: str, words: str, at: datetime, by: str) -> None:
    """
    Answer in words for what a gate found; where no fault is left, the run is ready.

    :raises WordsNeeded: if nothing is said
    :raises NotNow: if the run has gone out, or the gate found nothing
    """
    found = _locked(run)
    check_officer(found, Deed.LET_RUN_OUT, by=by, at=at)
    if not words.strip():
        raise WordsNeeded("say in words why the run may go out in spite of this")
    findings = findings_of(found)
    if found.state != State.HELD or not any(one.gate == gate and one.holds for one in findings):
        raise NotNow(f"the gate {gate} does not hold the run {found.key}")
    _keep(found, [_waived(one, words.strip(), by, at) if one.gate == gate else one for one in findings])
    _lay_hand_on(found, by)
    found.save(update_fields=["state", "findings", "hands"])
    _note("run.waived", found, by=by, at=at, gate=gate, words=words.strip())


@transaction.atomic
def send_canary(*, run: int, at: datetime, by: str) -> int:
    """
    Let a few notices of the run go first, spread over its feeders and channels; return how many.

    :raises GateNotPassed: if a fault is not answered for
    :raises NoTrial: if the run is so small that the few would be nearly all
    """
    found = _locked(run)
    check_officer(found, Deed.LET_RUN_OUT, by=by, at=at)
    _check_gates(found)
    if found.state != State.READY:
        raise NotNow(f"a canary leaves a run that is ready; {found.key} is {found.state}")
    kind = kinds()[found.kind]
    if not kind.run.has_trial(found.made):
        raise NoTrial(f"{found.key} tells {found.made} people and has no trial: another officer releases it")
    chosen = sample(run=run, size=kind.run.canary, channels=[step.channel for step in kind.ladder])
    size = execute(TO_CANARY, run=run, notices=chosen)
    found.state, found.canary_at, found.canary_by, found.canary_size = State.CANARY, at, by, size
    _lay_hand_on(found, by)
    found.save(update_fields=["state", "canary_at", "canary_by", "canary_size", "hands"])
    _note("run.canary", found, by=by, at=at, size=size)
    return size


@transaction.atomic
def release(*, run: int, at: datetime, by: str, factor: float = 1.0) -> None:
    """
    Let the whole run go out; what the canary showed is kept in the book of deeds.

    :raises SecondOfficerNeeded: if by is one of those who made it, answered for a finding or sent its trial
    :raises GateNotPassed: if a fault is not answered for
    :raises CanaryNotOutLongEnough: if the canary has not been out for its time
    """
    found = _locked(run)
    check_officer(found, Deed.LET_RUN_OUT, by=by, at=at)
    if by in found.makers:
        raise SecondOfficerNeeded(f"{by} made the run {found.key}; another officer must release it")
    if by in found.hands:
        raise HandInIt(f"{by} sent the trial of {found.key} or answered for a finding; another officer must release it")
    _check_gates(found)
    has_trial = kinds()[found.kind].run.has_trial(found.made)
    if has_trial:
        _check_canary(found, at, factor)
    # A small run whose canary went by an older rule is released from there.
    if found.state != State.CANARY and (has_trial or found.state != State.READY):
        raise NotNow(f"a run is released from its canary; {found.key} is {found.state}")
    seen = asdict(outcomes(run))
    found.state, found.released_at, found.released_by = State.RELEASED, at, by
    found.save(update_fields=["state", "released_at", "released_by"])
    second_is_found([run], at=at)
    _note("run.released", found, by=by, at=at, **seen)


@transaction.atomic
def stop(*, run: int, why: str, at: datetime, by: str) -> None:
    """
    Let nothing more of the run leave us; engines see it at their next claim.

    Whoever sees harm may do it: anybody whose post covers the run, and whoever sits at the machine.
    """
    if not why.strip():
        raise WordsNeeded("say in words why the run is stopped")
    found = _locked(run)
    if by != machines.TERMINAL and by not in found.makers:
        check_officer(found, Deed.STOP_RUN, by=by, at=at)
    if found.state in (State.STOPPED, State.FINISHED):
        raise NotNow(f"the run {found.key} is {found.state}")
    found.state, found.stopped_at, found.stopped_by, found.stopped_why = State.STOPPED, at, by, why.strip()
    found.save(update_fields=["state", "stopped_at", "stopped_by", "stopped_why"])
    execute(BEHIND_GATE, run=run)
    second_is_found([run], at=at)
    incidents.note(kind="run", subject=found.key, detail=found.stopped_why, at=at)
    _note("run.stopped", found, by=by, at=at, why=why.strip())


@transaction.atomic
def go_on(*, run: int, at: datetime, by: str) -> str:
    """Let a stopped run go on from where it was; return its state."""
    found = _locked(run)
    check_officer(found, Deed.LET_RUN_OUT, by=by, at=at)
    if found.state != State.STOPPED:
        raise NotNow(f"the run {found.key} is {found.state}, not stopped")
    if found.corrections.exists():
        raise NotNow(f"the run {found.key} has been corrected; what was left of it is withdrawn")
    found.state = _state_before_stop(found)
    found.save(update_fields=["state"])
    incidents.end(kind="run", subject=found.key, at=at)
    _note("run.went_on", found, by=by, at=at, state=found.state)
    return found.state


@transaction.atomic
def finish(*, at: datetime) -> int:
    """Close the book of every released run whose notices are all settled; return how many there were."""
    return len(_finished(ALL_SETTLED, at=at))


@transaction.atomic
def finish_empty(*, key: str, at: datetime) -> int:
    """Close the book of the runs whose keys begin so, and of which nothing is left that an officer could let out."""
    finished = _finished(EMPTY, key=key, at=at)
    second_is_found(list(finished), at=at)
    return len(finished)


@transaction.atomic
def finish_withdrawn(*, run: int, at: datetime) -> None:
    """Close the book of a run, stopped or not, whose notices its room has taken back; nothing if one is still open."""
    for key in _finished(WITHDRAWN, run=run, at=at).values():
        incidents.end(kind="run", subject=key, at=at)


def _finished(is_over: str, *, at: datetime, **values: object) -> dict[int, str]:
    """Finish the runs that are over, and return the key of each."""
    over = [run for (run,) in rows(OVER.format(is_over=is_over), **values)]
    finished = dict(rows(FINISH.format(is_over=is_over), over=over, at=at, **values)) if over else {}
    if finished:
        audit.note(deed="run.finished", records=[f"run:{run}" for run in finished], by=machines.CLOCK, at=at)
    return finished


def goes_at_once(run: Run) -> bool:
    """Return whether the run, to as many as it is made for, needs no second officer where no gate finds a fault."""
    return _small_ones_with(run) <= kinds()[run.kind].run.above and not _puts_right_a_large_one(run)


def findings_of(run: Run) -> list[Finding]:
    """Return what the gates found on the run."""
    return [Finding.read(kept) for kept in run.findings]


def check_officer(run: Run, deed: Deed, *, by: str, at: datetime) -> None:
    """
    See to it that an officer may do the deed.

    :raises NotAnOfficerOfTheRun: if no post of theirs lets them do it for all whom the run tells
    """
    if not staff.may(staff.seats_named(by, on=timezone.localdate(at)), deed, feeders=run.feeders):
        raise NotAnOfficerOfTheRun(f"{by} is no officer whose post covers all offices of the run {run.key}")


def _taken_up(known: Sequence[Run], by: str, at: datetime) -> Run | None:
    """
    Return the latest of the runs of which nothing has left us, if what is new may go into it.

    It may if the maker's posts cover all whom it tells: nobody undoes what gates found on the run of another office.
    """
    who = staff.seats_named(by, on=timezone.localdate(at))
    for run in reversed(known):
        if run.state in IN_HOUSE or (run.state == State.STOPPED and not run.canary_at and not run.released_at):
            feeders = rows(MADE, run=run.pk)[0][1] if run.state == State.GATHERING else run.feeders
            if by in run.makers or staff.may(who, Deed.MAKE_RUN, feeders=feeders):
                return run
    return None


def _called(key: str) -> QuerySet[Run]:
    return Run.objects.filter(Q(key=key) | Q(key__regex=rf"^{re.escape(key)}/[0-9]+$"))


def _small_ones_with(run: Run) -> int:
    """Return how many notices went, with these, under the key without a second officer: no run is small by slices."""
    key = run.key.partition("/")[0]
    small = Run.objects.filter(Q(key=key) | Q(key__startswith=f"{key}/"), is_small=True)
    return run.made + (small.aggregate(made=Sum("made"))["made"] or 0)


def _puts_right_a_large_one(run: Run) -> bool:
    if run.kind != CORRECTION:
        return False
    # A correction of a month's revised bills names that month's runs by its key alone.
    wrong = run.key.removeprefix(f"{CORRECTION}:").partition("/")[0]
    found = Run.objects.filter(pk=run.corrects_id) if run.corrects_id else _called(wrong)
    return found.filter(is_small=False).exists()


def _locked(run: int) -> Run:
    return Run.objects.select_for_update().get(pk=run)


def _lay_hand_on(run: Run, by: str) -> None:
    run.hands = sorted({*run.hands, by})


def _keep(run: Run, findings: Sequence[Finding]) -> None:
    run.findings = [finding.kept() for finding in findings]
    run.state = State.HELD if any(finding.holds for finding in findings) else State.READY


def _waived(finding: Finding, words: str, by: str, at: datetime) -> Finding:
    return Finding.read({**finding.kept(), "waived_by": by, "waived_words": words, "waived_at": at.isoformat()})


def _state_before_stop(run: Run) -> str:
    if run.released_at:
        return State.RELEASED
    if run.canary_at:
        return State.CANARY
    if not run.made:
        return State.GATHERING
    return State.HELD if any(finding.holds for finding in findings_of(run)) else State.READY


def _check_gates(run: Run) -> None:
    faults = [finding.gate for finding in findings_of(run) if finding.holds]
    if faults:
        raise GateNotPassed(f"the run {run.key} is held by {', '.join(faults)}; mend it, or answer for it in words")


def _check_canary(run: Run, at: datetime, factor: float) -> None:
    wanted = kinds()[run.kind].run.canary_for(factor)
    if run.canary_at is None:
        raise CanaryNotOutLongEnough(f"the run {run.key} has sent no canary yet")
    left = wanted - (at - run.canary_at)
    if left > timedelta():
        minutes = in_indian_groups(-(-int(left.total_seconds()) // 60) or 1)
        raise CanaryNotOutLongEnough(f"the canary of {run.key} is not out long enough; wait {minutes} minutes more")


def _note(deed: str, run: Run, *, by: str, at: datetime, **detail: Any) -> None:
    audit.note(deed=deed, records=[f"run:{run.pk}"], by=by, at=at, detail={"run": run.key, **detail})
