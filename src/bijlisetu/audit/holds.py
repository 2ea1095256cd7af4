"""Legal holds: evidence that a court, a forum or the vigilance asked for stays when the rest of its month leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bijlisetu.audit.actions import note
from bijlisetu.audit.models import Hold

#: For conditions of other rooms: the holds that are in force.
IN_FORCE = "audit_hold WHERE lifted_at IS NULL AND until > %(at)s"
CONSUMERS = f"SELECT consumer FROM {IN_FORCE} AND consumer IS NOT NULL"
NOTICES = f"SELECT notice FROM {IN_FORCE} AND notice IS NOT NULL"
#: Asked once and before any row: without a hold nothing is read.
ANY = f"EXISTS (SELECT FROM {IN_FORCE})"


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that is in force: on all of a consumer, or on one notice."""

    hold: int
    consumer: int | None
    notice: int | None
    why: str
    by: str
    at: datetime
    until: datetime


@transaction.atomic
def hold(
    *, why: str, by: str, at: datetime, until: datetime, consumer: int | None = None, notice: int | None = None
) -> int:
    """Keep all that concerns the consumer, or the notice, beyond its time; return the hold's number."""
    held = Hold.objects.create(consumer=consumer, notice=notice, why=why, by=by, at=at, until=until)
    note(deed="evidence.held", records=[_record(held)], by=by, at=at, detail={"why": why, "until": until.isoformat()})
    return held.pk


@transaction.atomic
def lift(*, hold: int, by: str, at: datetime) -> bool:
    """End the hold before its time; return whether it was in force. What it kept leaves with the next look."""
    for held in Hold.objects.select_for_update().filter(pk=hold, lifted_at=None, until__gt=at):
        held.lifted_at, held.lifted_by = at, by
        held.save(update_fields=["lifted_at", "lifted_by"])
        note(deed="evidence.let_go", records=[_record(held)], by=by, at=at)
        return True
    return False


def in_force(*, at: datetime) -> Sequence[Held]:
    """Return the holds that are in force, the oldest first."""
    rows = Hold.objects.filter(lifted_at=None, until__gt=at).order_by("at", "pk")
    return [Held(row.pk, row.consumer, row.notice, row.why, row.by, row.at, row.until) for row in rows]


def _record(held: Hold) -> str:
    return f"consumer:{held.consumer}" if held.consumer is not None else f"notice:{held.notice}"
