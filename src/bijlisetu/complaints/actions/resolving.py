"""
The guarantee: staff say that it is mended, and the consumer is asked.

Yes confirms. No reopens it one step higher, with the consumer's words. Silence is settled by named evidence, or by a
call of somebody else than who resolved it; nothing else ends a complaint, and the database holds that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bijlisetu.audit import machines
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.rising import REOPENED, bring, rise_now
from bijlisetu.complaints.actions.writing import NothingSaid, NotPossible, locked, note_answer, restate, write
from bijlisetu.complaints.lists import Evidence, State, Way, What
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.outages.queries import dark_with
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.levels import Level

#: Nobody's silence is settled before so long.
ASKED_FOR = timedelta(hours=24)
#: Mended by the light of an outage, asked long enough ago, and none of its people has said that they have none: that is
#: looked at. Who was dark for a reason of their own is not lit by it.
LIT_AND_SILENT = """
SELECT complaint.id, complaint.outage FROM complaints_complaint complaint
JOIN outages_outage outage ON outage.number = complaint.outage AND outage.state = 'back'
CROSS JOIN LATERAL (
    SELECT told.kept_at, told.facts ->> 'outage' AS outage FROM complaints_complaintevent told
    WHERE told.complaint_id = complaint.id AND told.what = 'resolved' ORDER BY told.id DESC LIMIT 1
) AS asked
WHERE complaint.state = 'resolved' AND asked.outage = complaint.outage AND asked.kept_at <= %(asked_before)s
  AND NOT EXISTS (
      SELECT FROM complaints_complaint other JOIN complaints_complaintevent no ON no.complaint_id = other.id
      WHERE other.outage = complaint.outage AND (no.what = 'said_no' OR no.facts ->> 'own' = 'still_dark')
  )
ORDER BY complaint.id
"""
#: So many neighbours of the same fault who said yes speak for one who says nothing.
ENOUGH_NEIGHBOURS = 2
LONGEST = 4000


class NotSettledYet(NotPossible):
    """The consumer was asked not long ago."""


class SamePerson(NotPossible):
    """Who resolved it does not audit it."""


@transaction.atomic
def resolve(*, complaints: Sequence[int], words: str, at: datetime, by: str) -> int:
    """
    Say that the complaints are mended, with all that were joined to them; each person is asked. Return how many.

    :raises NothingSaid: if nothing is said of what was done
    :raises NotPossible: if one of them is not being worked on; then none is
    """
    if not words.strip():
        raise NothingSaid("say what was done")
    asked = 0
    for number in sorted(complaints):
        held = locked(number)
        joined = held.joined.filter(state=State.JOINED).order_by("id").values_list("pk", flat=True)
        for one in (held, *map(locked, joined)):
            event = write(one, What.RESOLVED, happened_at=at, at=at, by=by, words=words.strip())
            telling.resolved(one, event, at=at)
            asked += 1
        note_answer(held, by=by, at=at)
    return asked


def hear_yes(complaint: Complaint, *, way: Way, reply: int | None, words: str, said_at: datetime, at: datetime) -> bool:
    """Confirm the complaint, which is held, by its consumer's own yes; return whether that was news."""
    if complaint.state != State.RESOLVED or _is_older(complaint, said_at):
        return False
    write(
        complaint, What.SAID_YES, happened_at=said_at, at=at, by=machines.REPLY, way=str(way), reply=reply,
        words=words[:LONGEST],
    )  # fmt: skip
    return True


def hear_no(
    complaint: Complaint, *, way: Way, reply: int | None, words: str, said_at: datetime, at: datetime,
    by: str = machines.REPLY,
) -> bool:  # fmt: skip
    """Reopen the complaint, which is held, one step higher with its consumer's words; return whether that was news."""
    if complaint.state not in (State.RESOLVED, State.CONFIRMED, State.CLOSED_UNCONFIRMED):
        return False
    if _is_older(complaint, said_at):
        return False
    before = Level(complaint.level)
    higher = Level(min(before + 1, Level.MD))
    write(
        complaint, What.SAID_NO, happened_at=said_at, at=at, by=by, way=str(way), reply=reply, words=words[:LONGEST],
        level=int(higher),
    )  # fmt: skip
    if complaint.primary_id is not None:  # it is dark there though the first is mended: it goes on by itself
        complaint.primary = None
        restate(complaint, at=at)
    bring(complaint, [higher], why=REOPENED, at=at)
    rise_now(complaint, at=at, why=REOPENED)
    return True


def hear_go_on(
    complaint: Complaint, *, way: Way, reply: int | None, words: str, said_at: datetime, at: datetime
) -> bool:
    """Let the clock run again by the consumer's word that nothing is waited for; return whether it stood."""
    if complaint.state != State.AWAITING_CONSUMER:
        return False
    write(
        complaint, What.GOES_ON, happened_at=said_at, at=at, by=machines.REPLY, way=str(way), reply=reply,
        words=words[:LONGEST],
    )  # fmt: skip
    rise_now(complaint, at=at)
    return True


@transaction.atomic
def settle(*, complaint: int, evidence: Evidence, words: str, at: datetime, by: str) -> None:
    """
    Close the complaint of a consumer who says nothing, by what speaks instead; it stays told apart from confirmed.

    :raises NothingSaid: if it is not said what was seen or heard
    :raises NotSettledYet: if the consumer was asked less than a day ago
    :raises SamePerson: if who resolved it says that they have called
    :raises NotPossible: if it is not resolved
    """
    if not words.strip():
        raise NothingSaid("say what was seen or heard")
    held = locked(complaint)
    if at < _asked_at(held) + ASKED_FOR:
        raise NotSettledYet("the consumer has a day to answer")
    if evidence == Evidence.AUDITED_CALL and by == held.resolved_by:
        raise SamePerson("somebody else than who resolved it calls")
    write(held, What.SETTLED, happened_at=at, at=at, by=by, evidence=str(evidence), words=words.strip()[:LONGEST])


@transaction.atomic
def called(*, complaint: int, is_mended: bool, words: str, at: datetime, by: str) -> None:
    """Keep what the consumer said in a call: a no reopens it, a yes told to somebody else is evidence, and no more."""
    if is_mended:
        settle(complaint=complaint, evidence=Evidence.AUDITED_CALL, words=words, at=at, by=by)
        return
    if not words.strip():
        raise NothingSaid("say what was seen or heard")
    held = locked(complaint)
    if not hear_no(held, way=Way.PHONE, reply=None, words=words, said_at=at, at=at, by=by):
        raise NotPossible("it is not resolved")


def settle_silent(*, at: datetime) -> int:
    """Settle the silence of those for whom neighbours of the same fault, or the network, speak; return how many."""
    return _settle_by_neighbours(at=at) + _settle_by_supply(at=at)


def _settle_by_supply(*, at: datetime) -> int:
    """Settle the silence of those whose outage is over, who are dark with no other, and of whom nobody said no."""
    return sum(_settle_lit(one, outage, at=at) for one, outage in rows(LIT_AND_SILENT, asked_before=at - ASKED_FOR))


@transaction.atomic
def _settle_lit(number: int, outage: str, *, at: datetime) -> bool:
    held = locked(number)
    consumer = held.consumer
    if held.state != State.RESOLVED or consumer is None:  # somebody has spoken meanwhile
        return False
    if dark_with(feeder=consumer.feeder_id, transformer=consumer.transformer_id, at=at):
        return False
    # Said in both languages of the office, for it stands in the history as somebody's words do.
    words = f"कटौती {outage} समाप्त, बिजली वापस (outage {outage} is over, supply is back)"
    settle(complaint=number, evidence=Evidence.SUPPLY_BACK, words=words, at=at, by=machines.CLOCK)
    return True


def _settle_by_neighbours(*, at: datetime) -> int:
    silent = Complaint.objects.filter(
        state=State.RESOLVED, resolved_at__lte=at - ASKED_FOR, primary__isnull=False
    ).order_by("id")
    found = list(silent.values_list("pk", "primary"))
    return sum(_settle_joined(one, first, at=at) for one, first in found if first is not None)


@transaction.atomic
def _settle_joined(number: int, first: int, *, at: datetime) -> bool:
    held = locked(number)
    if held.state != State.RESOLVED or at < _asked_at(held) + ASKED_FOR:
        return False
    fault = Complaint.objects.filter(Q(primary=first) | Q(pk=first))
    said_yes = fault.filter(state=State.CONFIRMED).exclude(pk=number).count()
    said_no = ComplaintEvent.objects.filter(complaint__in=fault, what=What.SAID_NO).exists()
    if said_yes < ENOUGH_NEIGHBOURS or said_no:
        return False
    words = f"{said_yes} neighbours of the same fault said yes"
    settle(complaint=number, evidence=Evidence.NEIGHBOURS, words=words, at=at, by=machines.CLOCK)
    return True


def _asked_at(complaint: Complaint) -> datetime:
    """Return when the consumer was asked last: what was mended days ago may be known today only."""
    asked = complaint.events.filter(what=What.RESOLVED).order_by("-id").values_list("kept_at", flat=True).first()
    return asked or complaint.at


def _is_older(complaint: Complaint, said_at: datetime) -> bool:
    """Return whether the word was said before the answer that it would be a word on: it is about an earlier one."""
    return complaint.resolved_at is not None and said_at < complaint.resolved_at.replace(microsecond=0)
