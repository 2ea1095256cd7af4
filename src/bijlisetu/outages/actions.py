"""
Deeds of the outage desk: enter a cut, tell it, promise another time, partly back, back, cancel; what the clock brings.

A promised time that passes makes the outage *unknown*: nobody has said that the light is back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.staff.queries as staff
from bijlisetu.audit import machines
from bijlisetu.network.models import FeederPlace, Office
from bijlisetu.network.queries import top_offices
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import following, officers, rules, telling
from bijlisetu.outages.learning import taking_up
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart
from bijlisetu.outages.queries import Beside, below_as_one, beside, elements_of, feeders_of, standing_of
from bijlisetu.outages.reasons import reasons_of
from bijlisetu.outages.rules import OVER, Fault, Kind, Standing, State, What
from bijlisetu.outages.timing.current import timing
from bijlisetu.outages.timing.digests import tell_digests
from bijlisetu.outages.timing.due import due
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import execute, numbers
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.values.check_digit import with_check

#: Two desks that enter the same cut at once: the second sees the first one's.
LOCK = "SELECT pg_advisory_xact_lock(1512, 1)"
LEAST_DIGITS = 4  #: of a number, before the one that checks them
NEXT = "SELECT nextval(pg_get_serial_sequence('outages_outage', 'id'))"


class TimesCannotBe(Refusal):
    """The times contradict each other, or the clock."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the times cannot be so: {fault.replace('_', ' ')}")
        self.fault = fault


class UnknownReason(Refusal):
    """The reason is not on the list for this kind of outage."""


class NothingNamed(Refusal):
    """No part of the network is named."""


class NotTheirs(Refusal):
    """The officer's posts do not cover all that is named."""


class AlreadyDark(Refusal):
    """All of it is dark with an outage that was entered before: its time is changed instead."""

    def __init__(self, number: str) -> None:
        super().__init__(f"all of this is dark with the outage {number} already: change that one instead")
        self.number = number


class IsOver(Refusal):
    """The light is back, or it was cancelled; nothing more is said of it."""


class AlreadyTold(Refusal):
    """Its people were told once; what changes is told as a change."""


class AlreadyArranged(Refusal):
    """The work is far away; its people are told some days ahead, by themselves."""


class NotBegun(Refusal):
    """What has not begun is cancelled, not brought back."""


class NotAPart(Refusal):
    """What came back is no dark part of the outage, or all that is left of it."""


@transaction.atomic
def enter(
    *,
    kind: Kind,
    elements: Elements,
    reason: str,
    from_at: datetime,
    until_at: datetime | None,
    at: datetime,
    by: str,
    crew: str = "",
    words: str = "",
) -> Outage:
    """
    Enter a cut of the elements; nobody is told yet. It may overlap with others, unless one of them holds all of it.

    :raises NothingNamed: if there are no elements
    :raises UnknownReason: if the reason is not on the list
    :raises TimesCannotBe: if it would return before it begins, has not happened yet, or is over
    :raises NotTheirs: if the posts of whoever enters it do not cover all elements
    :raises AlreadyDark: if an open outage holds all of it
    """
    if not any(elements):
        raise NothingNamed("name a substation, a feeder or a transformer")
    if reason not in reasons_of(kind):
        raise UnknownReason(f"{reason!r} is no reason of a {kind}")
    if fault := rules.fault_of_times(kind, from_at=from_at, until_at=until_at, at=at):
        raise TimesCannotBe(fault)
    check_theirs(elements, at=at, by=by)
    execute(LOCK)
    _check_new(beside(elements, from_at=from_at, until_at=until_at, at=at))
    (serial,) = numbers(NEXT)
    outage = Outage.objects.create(
        pk=serial, number=with_check(f"{serial:0{LEAST_DIGITS}}"), kind=kind, state=State.ENTERED, reason=reason,
        from_at=from_at, until_at=until_at, office=_office_of(elements), crew=crew.strip(), words=words.strip(), by=by,
        at=at,
    )  # fmt: skip
    _name_parts(outage, elements)
    detail = {"reason": reason, **{name: numbers for name, numbers in elements.named.items() if numbers}}
    event = _happened(outage, What.ENTERED, said_at=at, at=at, by=by, from_at=from_at, until_at=until_at, detail=detail)
    for suspicion in taking_up.take_up(outage=outage.pk, at=at):
        officers.answered(about=f"suspicion:{suspicion}", by=by, at=at)
    _wind(outage, at=at)
    following.tell(event, at=at)
    return outage


@transaction.atomic
def announce(*, outage: int, at: datetime, by: str) -> str:
    """
    Tell everybody whom the outage touches, but for those who are spared it as yet; return how that stands.

    That is how the run stands: released, or held or ready for another officer; empty where nobody is told now. Work
    that is many days away is told later, by the clock: arranged.

    :raises AlreadyTold: if they have been told
    :raises AlreadyArranged: if they will be
    :raises IsOver: if it is over
    """
    found, standing = held(outage, at=at, by=by)
    if standing.is_announced:
        raise AlreadyTold(f"the outage {found.number} has been told: promise another time, or end it")
    if standing.is_far(at=at, timing=timing(at=at)):
        if standing.is_arranged:
            raise AlreadyArranged(f"the outage {found.number} is told some days before it begins")
        _happened(found, What.ARRANGED, said_at=at, at=at, by=by)
        return What.ARRANGED
    return _tell_cut(found, said_at=at, at=at, by=by)


@transaction.atomic
def promise(*, outage: int, until_at: datetime, at: datetime, by: str) -> None:
    """
    Promise another time of return; an outage whose time had passed is known again.

    :raises TimesCannotBe: if the time has passed, or lies before the beginning
    :raises IsOver: if it is over
    """
    found, standing = held(outage, at=at, by=by)
    if fault := rules.fault_of_promise(standing, until_at, at=at):
        raise TimesCannotBe(fault)
    telling.tell_time(_happened(found, What.PROMISED, said_at=at, at=at, by=by, until_at=until_at), at=at, by=by)


@transaction.atomic
def partly_back(*, outage: int, parts: Sequence[int], at: datetime, by: str, back_at: datetime | None = None) -> None:
    """
    Note that the light is back at some parts; the others are still dark.

    :raises NotAPart: if one is no dark part of it, or nothing would be left
    :raises NotBegun: if it has not begun
    """
    found, standing = held(outage, at=at, by=by)
    came = back_at or at
    _check_return(standing, came, at=at)
    dark = set(found.parts.filter(back_at=None).values_list("id", flat=True))
    if not parts or not dark.issuperset(parts) or dark == set(parts):
        raise NotAPart("name some of its dark parts, and not all: then all of it is back")
    OutagePart.objects.filter(pk__in=parts).update(back_at=came)
    detail = {"parts": sorted(parts), "below": below_as_one(found, at=at)}
    event = _happened(found, What.PARTLY, said_at=came, at=at, by=by, detail=detail)
    telling.tell_back(event, at=at, by=by)
    following.tell(event, at=at)


@transaction.atomic
def back(*, outage: int, at: datetime, by: str, back_at: datetime | None = None) -> None:
    """
    Note that the light is back, now or at a moment before.

    :raises TimesCannotBe: if it would be back before it began, or later than now
    :raises NotBegun: if it has not begun
    """
    found, standing = held(outage, at=at, by=by)
    came = back_at or at
    _check_return(standing, came, at=at)
    found.parts.filter(back_at=None).update(back_at=came)
    event = _happened(found, What.BACK, said_at=came, at=at, by=by, until_at=came)
    telling.tell_back(event, at=at, by=by)
    following.tell(event, at=at)


@transaction.atomic
def cancel(*, outage: int, why: str, at: datetime, by: str) -> None:
    """Cancel an outage: the work does not take place, or it was entered by mistake."""
    found, _ = held(outage, at=at, by=by)
    event = _happened(found, What.CANCELLED, said_at=at, at=at, by=by, detail={"why": why.strip()})
    telling.tell_cancelled(event, at=at, by=by)
    following.tell(event, at=at)


def check_theirs(elements: Elements, *, at: datetime, by: str) -> None:
    """Check that the posts of whoever does it cover all that is named; :raises NotTheirs: if they do not."""
    who = staff.seats_named(by, on=day_in_india(at))
    feeders = feeders_of(elements)
    may_all = all(staff.may(who, Deed.RUN_OUTAGES, office=office) for office in elements.substations)
    if not may_all or (feeders and not staff.may(who, Deed.RUN_OUTAGES, feeders=feeders)):
        raise NotTheirs(f"{by} is no officer whose post covers all that is named")


def pass_time(*, at: datetime) -> int:
    """
    Note what the clock has brought to the open outages: planned hours that came, promises that passed.

    Tell also who was spared until now, whom a switching has put below an outage, and how many short cuts there were.
    """
    passed = one_by_one(due(at=at), partial(_pass_one, at=at), what="outage", at=at)
    officers.ask_higher(at=at)
    tell_digests(at=at)
    return passed


def _pass_one(number: str, *, at: datetime) -> int:
    # What the desk has in its hands is brought up to the clock by it, or in a minute.
    found = Outage.objects.select_for_update(skip_locked=True).filter(number=number).first()
    return _wind(found, at=at) + _look_again(found, at=at) if found else 0


def held(outage: int, *, at: datetime, by: str) -> tuple[Outage, Standing]:
    """
    Lock the outage, bring it up to the clock, and return how it stands.

    :raises NotTheirs: if the posts of whoever asks do not cover it
    :raises IsOver: if it is over
    """
    found = _locked(outage)
    check_theirs(elements_of(found.parts.all()), at=at, by=by)
    _wind(found, at=at)
    if found.state in OVER:
        raise IsOver(f"the outage {found.number} is {found.state}")
    return found, standing_of(found)


def _locked(outage: int) -> Outage:
    return Outage.objects.select_for_update().get(pk=outage)


def _wind(outage: Outage, *, at: datetime) -> int:
    """Write down what the clock has brought to the outage; return how many events that was."""
    standing = standing_of(outage)
    due = standing.due(at=at, timing=timing(at=at))
    for event in due:
        if event.what is What.ANNOUNCED:
            _tell_cut(outage, said_at=event.at, at=at, by=_who_arranged(outage))
            continue
        happened = _happened(outage, event.what, said_at=event.at, at=at, by=machines.CLOCK)
        if event.what is What.PASSED:
            officers.ask_of_passed(happened, at=at)
        if standing.is_announced and event.what is What.PASSED:
            telling.tell_time(happened, at=at, by=machines.CLOCK)
        elif event.what is What.REMINDED:
            telling.remind(happened, at=at, by=machines.CLOCK)
        elif event.what is What.BEGAN:
            following.tell(happened, at=at)
    return len(due)


def _look_again(outage: Outage, *, at: datetime) -> int:
    """Look whether others are touched, or are to be told, than when it was told; return how many events that was."""
    if outage.state in OVER or not standing_of(outage).is_announced:
        return 0
    events = 0
    before, below = _told_below(outage), below_as_one(outage, at=at)
    if before and before != below:
        detail = {"below": below}
        moved = _happened(outage, What.MOVED, said_at=at, at=at, by=machines.CLOCK, detail=detail)
        telling.tell_moved(moved, at=at, by=machines.CLOCK)
        events += 1
    if telling.gather_spared(outage, at=at):
        also = _happened(outage, What.ALSO, said_at=at, at=at, by=machines.CLOCK)
        telling.tell_spared(also, at=at, by=machines.CLOCK)
        events += 1
    return events


def _tell_cut(outage: Outage, *, said_at: datetime, at: datetime, by: str) -> str:
    """Tell the cut; return how its run stands. Whether the notice is a late one is kept, as the rule is now."""
    is_late = rules.is_late(Kind(outage.kind), from_at=outage.from_at, told_at=said_at, timing=timing(at=at))
    detail = {"is_late": is_late, "below": below_as_one(outage, at=at)}
    return telling.tell_cut(
        _happened(outage, What.ANNOUNCED, said_at=said_at, at=at, by=by, detail=detail), at=at, by=by
    )


def _who_arranged(outage: Outage) -> str:
    by: str = OutageEvent.objects.filter(outage=outage, what=What.ARRANGED).latest("id").by
    return by


def _told_below(outage: Outage) -> str:
    """Return what lay below the outage when its people were last told, as one word; empty if nobody kept it."""
    kept = OutageEvent.objects.filter(outage=outage, detail__has_key="below").order_by("-id").first()
    return str(kept.detail["below"]) if kept else ""


def _happened(
    outage: Outage, what: What, *, said_at: datetime, at: datetime, by: str, from_at: datetime | None = None,
    until_at: datetime | None = None, detail: dict[str, Any] | None = None,
) -> OutageEvent:  # fmt: skip
    """Write the event down, and keep what all of them add up to; return it."""
    event = OutageEvent.objects.create(
        outage=outage, what=what, said_at=said_at, at=at, by=by, from_at=from_at, until_at=until_at, detail=detail or {}
    )
    standing = standing_of(outage)
    outage.state, outage.until_at, outage.back_at = standing.state, standing.until_at, standing.back_at
    outage.told_at = standing.announced_at
    outage.save(update_fields=["state", "until_at", "back_at", "told_at"])
    if by != machines.CLOCK:
        officers.answered(about=f"outage:{outage.number}", by=by, at=at)
    audit.note(deed=f"outage.{what}", records=[f"outage:{outage.number}"], by=by, at=at, detail=detail)
    return event


def _check_return(standing: Standing, came: datetime, *, at: datetime) -> None:
    if not standing.has_begun:
        raise NotBegun("it has not begun: cancel it instead")
    if fault := rules.fault_of_return(standing, came, at=at):
        raise TimesCannotBe(fault)


def _check_new(others: Sequence[Beside]) -> None:
    for other in others:
        if other.holds_all:
            raise AlreadyDark(other.number)


def _office_of(elements: Elements) -> Office:
    """Return who answers for the outage: the substation, or the section that looks after the first feeder."""
    if elements.substations:
        return Office.objects.get(pk=elements.substations[0])
    feeder = elements.feeders[0] if elements.feeders else feeders_of(elements)[0]
    place = FeederPlace.objects.select_related("section").filter(feeder=feeder, valid_to=None).first()
    return place.section if place else top_offices()[0]  # a feeder that no section looks after is the highest offices'


def _name_parts(outage: Outage, elements: Elements) -> None:
    columns = {"substation_id": elements.substations, "feeder_id": elements.feeders}
    columns["transformer_id"] = elements.transformers
    OutagePart.objects.bulk_create(
        OutagePart(outage=outage, **{column: number})
        for column, numbers in columns.items()
        for number in dict.fromkeys(numbers)
    )
