"""What the desk does with a suspicion: enter it as an outage, or say that it is none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

import bijlisetu.audit.actions as audit
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages import officers
from bijlisetu.outages.learning.models import Suspicion
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind
from bijlisetu.plumbing.refusal import Refusal

#: What a breakdown is entered with until somebody has looked.
UNSEEN = "not_known"


class HasEnded(Refusal):
    """It is no suspicion any more: confirmed, refused, or another part stands for it."""


@transaction.atomic
def confirm(*, suspicion: int, at: datetime, by: str, elements: Elements | None = None, reason: str = UNSEEN) -> Outage:
    """
    Enter the suspicion as a breakdown since its first person spoke; nobody is told yet.

    :param elements: where it really is, if the desk knows better
    :raises HasEnded: if it was decided before
    :raises Refusal: for whatever speaks against such an outage
    """
    found = Suspicion.objects.get(pk=suspicion)
    _check_open(found)
    outage = outages.enter(
        kind=Kind.BREAKDOWN, elements=elements or elements_of(found), reason=reason, from_at=found.since,
        until_at=None, at=at, by=by,
    )  # fmt: skip
    # Held only now: the desk and the circle come first, as for whoever enters an outage or hears people.
    mine = Suspicion.objects.filter(Q(state=Suspicion.State.OPEN) | Q(outage=outage), pk=suspicion)
    if not mine.update(state=Suspicion.State.CONFIRMED, outage=outage, ended_at=at, by=by):
        raise HasEnded("another part stands for it, or somebody has decided it meanwhile")
    officers.answered(about=f"suspicion:{suspicion}", by=by, at=at)
    return outage


@transaction.atomic
def refuse(*, suspicion: int, at: datetime, by: str) -> None:
    """
    Say that there is no cut: what was said of it counts no more, and whoever speaks anew is heard anew.

    :raises HasEnded: if it was decided before
    :raises NotTheirs: if the officer's posts do not cover it
    """
    found = Suspicion.objects.select_for_update().get(pk=suspicion)
    _check_open(found)
    outages.check_theirs(elements_of(found), at=at, by=by)
    found.state, found.ended_at, found.by = Suspicion.State.REFUSED, at, by
    found.save(update_fields=["state", "ended_at", "by"])
    officers.answered(about=f"suspicion:{found.pk}", by=by, at=at)
    audit.note(deed="suspicion.refused", records=[f"suspicion:{found.pk}"], by=by, at=at)


def elements_of(suspicion: Suspicion) -> Elements:
    """Return the element of the suspicion as the network knows it."""
    ids = (suspicion.substation_id, suspicion.feeder_id, suspicion.transformer_id)
    return Elements(*(() if one is None else (one,) for one in ids))


def _check_open(found: Suspicion) -> None:
    if found.state != Suspicion.State.OPEN:
        raise HasEnded(f"the suspicion is {found.state}")
