"""The kill switch: stop all, a lane, a channel or a kind, and let it go on again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

import bijlisetu.audit.actions as audit
import bijlisetu.staff.queries as staff
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox.models import Stop
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
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
    Let nothing within the scope leave us from now on; return whether it went until now.

    Engines ask at each claim and hold no more than a third of a second's letters, so it stands within a second.
    """
    _check(scope, by, at)
    if not why.strip():
        raise WhyNotSaid("say in words why it is stopped")
    _, is_new = Stop.objects.get_or_create(
        scope=scope, lifted_at=None, defaults={"at": at, "by": by, "why": why.strip()}
    )
    if is_new:
        audit.note(deed="stop.thrown", records=[f"stop:{scope}"], by=by, at=at, detail={"why": why.strip()})
    return is_new


@transaction.atomic
def stand_still(*, why: str, at: datetime) -> None:
    """Let nothing leave a database that was brought back from a copy, until an officer lets it go on."""
    Stop.objects.get_or_create(scope="all", lifted_at=None, defaults={"at": at, "by": "restore", "why": why})
    audit.note(deed="stop.thrown", records=["stop:all"], by="restore", at=at, detail={"why": why})


@transaction.atomic
def lift(*, scope: str, at: datetime, by: str) -> bool:
    """Let what was stopped go on; return whether it was stopped."""
    _check(scope, by, at)
    was_stopped = bool(Stop.objects.filter(scope=scope, lifted_at=None).update(lifted_at=at, lifted_by=by))
    if was_stopped:
        audit.note(deed="stop.lifted", records=[f"stop:{scope}"], by=by, at=at)
    return was_stopped


def _check(scope: str, by: str, at: datetime) -> None:
    if scope not in scopes():
        raise UnknownScope(f"{scope!r} cannot be stopped; there are {', '.join(scopes())}")
    if not staff.may(staff.seats_named(by, on=timezone.localdate(at)), Deed.STOP_SENDING):
        raise MayNotStop(f"{by} may not stop or start what everybody sends: an officer of the highest office may")
