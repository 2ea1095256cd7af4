"""Which files can be undone now: what stands in the way is a reason of a closed list."""

from __future__ import annotations

import enum
from datetime import datetime

import bijlisetu.audit.actions as audit
from bijlisetu.contact.imports.models import Import
from bijlisetu.plumbing.refusal import Refusal


class Hindrance(enum.StrEnum):
    """Why a file cannot be undone."""

    NOT_TAKEN = "not_taken"  #: nothing of it holds, or it is undone already
    NO_EVIDENCE = "no_evidence"  #: these only add to what the next look finds
    NOT_RECORDED = "not_recorded"  #: it came before what bills and offices change was written down
    TOLD = "told"  #: messages about its bills have gone out: they are corrected
    IN_USE = "in_use"  #: people, posts or consumers stand by now at what it brought
    NOT_LATEST = "not_latest"  #: a later file built on it
    UNFORESEEN = "unforeseen"  #: our own undo broke, and was taken back whole


class NothingToUndo(Refusal):
    """The file changed nothing, is undone already, or something stands in the way."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(f"this file cannot be undone: {why}")
        self.why = why


def held(number: int, *states: Import.State) -> Import:
    """Return the file, held until the transaction ends; :raises NothingToUndo: if it is in none of the states."""
    found = Import.objects.select_for_update().filter(pk=number, state__in=states, taken_at__isnull=False).first()
    if found is None:
        raise NothingToUndo(Hindrance.NOT_TAKEN)
    return found


def note_undone(made: Import, taken_back: dict[str, int], *, deed: str, at: datetime, by: str) -> None:
    """Keep that the file is undone and what that did, in the book of deeds too."""
    made.state, made.undone_at, made.undone_by, made.taken_back = Import.State.UNDONE, at, by, taken_back
    made.hindrance = ""
    made.save(update_fields=["state", "undone_at", "undone_by", "taken_back", "hindrance"])
    audit.note(deed=deed, records=[f"import:{made.pk}"], by=by, at=at, detail=taken_back)
