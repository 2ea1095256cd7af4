"""Pause all chasing of a consumer: a dispute, a review, a deposit under protest. It goes on when an officer ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.models import Pause, Step
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

PAUSED = "paused"  #: why what waited to be said was taken back
#: Whoever reminds holds this too: so nobody is reminded who was paused a moment before.
HOLD = "SELECT FROM ledger_balance WHERE consumer_id = %(consumer)s FOR NO KEY UPDATE"


class SaysNotWhy(Refusal):
    """Whoever comes next must know why nobody chases."""


class NotPaused(Refusal):
    """Nothing pauses this consumer for that reason."""


@transaction.atomic
def pause(*, consumer: int, why: Pause.Why, said: str, at: datetime, by: str) -> bool:
    """Pause all chasing, and take back what waits to be said; return whether it was not paused so already."""
    if not said.strip():
        raise SaysNotWhy("say in words why nobody chases this consumer")
    rows(HOLD, consumer=consumer)
    began = {"said": said.strip(), "begun_at": at, "begun_by": by}
    _, is_new = Pause.objects.get_or_create(consumer_id=consumer, why=why, ended_at=None, defaults=began)
    asking = Step.objects.filter(consumer=consumer, state=Step.State.POSTED, settled_at=None)
    outbox.withdraw(keys=list(asking.values_list("notice", flat=True)), at=at, reason=PAUSED)
    if is_new:
        audit.note(deed="arrears.paused", records=[f"consumer:{consumer}"], by=by, at=at, detail={"why": str(why)})
    return is_new


@transaction.atomic
def go_on(*, consumer: int, why: Pause.Why, at: datetime, by: str) -> None:
    """End the pause: the next step of the ladder is said again; :raises NotPaused: if there is none."""
    held = Pause.objects.select_for_update().filter(consumer=consumer, why=why, ended_at=None).first()
    if held is None:
        raise NotPaused("nothing pauses this consumer for that reason")
    held.ended_at, held.ended_by = at, by
    held.save()
    audit.note(deed="arrears.went_on", records=[f"consumer:{consumer}"], by=by, at=at, detail={"why": str(why)})


def closed_of(consumers: Collection[int]) -> set[int]:
    """Return those of the consumers whose connection an officer called closed or dead."""
    open_ = Pause.objects.filter(consumer__in=consumers, why=Pause.Why.CLOSED, ended_at=None)
    return set(open_.values_list("consumer", flat=True))
