"""The kill switch: stop all, a lane, a channel or a kind, and let it go on again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

import bijlisetu.audit.actions as audit
import bijlisetu.staff.queries as staff
from bijlisetu.audit import machines
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.network.queries import companies
from bijlisetu.outbox.models import Stop
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats
from bijlisetu.values import ChannelKind


class UnknownScope(Refusal):
    """Nothing is called so that could be stopped."""


class WhyNotSaid(Refusal):
    """Whoever comes next must know why it stands still."""


class MayNotStop(Refusal):
    """What everybody sends is stopped by whoever runs the system, or by an officer of the highest office."""


def scopes() -> tuple[str, ...]:
    """Return all that can be stopped, the widest first."""
    return (
        "all",
        *(f"lane:{lane.name.lower()}" for lane in Lane),
        *(f"channel:{channel}" for channel in ChannelKind if channel is not ChannelKind.CALL),
        *(f"kind:{kind}" for kind in kinds()),
    )


@transaction.atomic
def stop(*, scope: str, why: str, at: datetime, by: str) -> bool:
    """
    Let nothing within the scope leave us from now on, of the companies that are theirs; return whether it went before.

    Engines ask at each claim and hold no more than a third of a second's letters, so it stands within a second.
    """
    theirs = _theirs(scope, by, at)
    if not why.strip():
        raise WhyNotSaid("say in words why it is stopped")
    kept = {"at": at, "by": by, "why": why.strip()}
    new = [
        company
        for company in theirs
        if Stop.objects.get_or_create(scope=scope, company_id=company, lifted_at=None, defaults=kept)[1]
    ]
    if new:
        _note("stop.thrown", scope, new, by=by, at=at, why=why.strip())
    return bool(new)


@transaction.atomic
def stand_still(*, why: str, at: datetime) -> None:
    """Let nothing leave a database that was brought back from a copy, until an officer lets it go on."""
    # A stop of one company's letters that came with the copy does not hold the others' back.
    kept = {"at": at, "by": machines.RESTORE, "why": why}
    Stop.objects.get_or_create(scope="all", company=None, lifted_at=None, defaults=kept)
    audit.note(deed="stop.thrown", records=["stop:all"], by=machines.RESTORE, at=at, detail={"why": why})


@transaction.atomic
def lift(*, scope: str, at: datetime, by: str) -> bool:
    """
    Let what was stopped go on; return whether it was stopped.

    Letters of one company alone were put off meanwhile: they go on within ten minutes.

    :raises MayNotStop: if it is stopped for others too, who are not theirs
    """
    theirs, standing = _theirs(scope, by, at), Stop.objects.filter(scope=scope, lifted_at=None)
    is_everybodys = None in theirs
    lifted = standing if is_everybodys else standing.filter(company__in=theirs)
    found = list(lifted.values_list("company", flat=True))
    if not found and not is_everybodys and standing.filter(company=None).exists():
        raise MayNotStop(f"{scope} is stopped for all companies: whoever runs the system may let it go on")
    if found:
        lifted.update(lifted_at=at, lifted_by=by)
        _note("stop.lifted", scope, found, by=by, at=at)
    return bool(found)


def companies_of(who: Seats) -> list[int | None]:
    """
    Return whose letters they may stop: everybody's, which is None, or some companies' by number; empty if nobody's.

    Where several companies share this installation, an officer of one stops that one.
    """
    seats = who.offices_for(Deed.STOP_SENDING)
    ours = companies() if seats else {}
    if seats and (len(ours) < 2 or ours.keys() <= set(seats)):
        return [None]
    return [company for company in ours if company in seats]


def _theirs(scope: str, by: str, at: datetime) -> list[int | None]:
    if scope not in scopes():
        raise UnknownScope(f"{scope!r} cannot be stopped; there are {', '.join(scopes())}")
    theirs = companies_of(staff.seats_named(by, on=timezone.localdate(at)))
    if not theirs:
        raise MayNotStop(f"{by} may not stop or start what everybody sends: an officer of the highest office may")
    return theirs


def _note(deed: str, scope: str, of: Sequence[int | None], *, by: str, at: datetime, **detail: Any) -> None:
    names = companies()
    told = {"companies": [names.get(one, str(one)) for one in of if one]} if None not in of else {}
    audit.note(deed=deed, records=[f"stop:{scope}"], by=by, at=at, detail={**detail, **told})
