"""Whether a file can be undone now, and what that would do: each sort of file is undone by its own room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from bijlisetu.billing.imports import undoing as bills
from bijlisetu.contact.imports import offices
from bijlisetu.contact.imports import undoing as consumers
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo, held


class Undoing(Protocol):
    """What a room knows of the undo of its files."""

    def preview(self, made: Import) -> dict[str, int]:
        """Return what an undo would do."""
        ...

    def hindrance(self, made: Import) -> Hindrance | None:
        """Return what stands in the way of an undo."""
        ...

    def undo(self, *, number: int, at: datetime, by: str) -> Import:
        """Undo the file."""
        ...


ROOMS: Mapping[str, Undoing] = {
    Import.What.CONSUMERS: consumers,
    Import.What.BILLS: bills,
    Import.What.NETWORK: offices,
}


def hindrance(made: Import) -> Hindrance | None:
    """Return what stands in the way of an undo now; nothing where it can be asked for."""
    if made.state != Import.State.DONE:
        return Hindrance.NOT_TAKEN
    room = ROOMS.get(made.what)
    return room.hindrance(made) if room else Hindrance.NO_EVIDENCE


def preview(made: Import) -> dict[str, int]:
    """Return what an undo would do, by the names under which it will be told once it is done."""
    return ROOMS[made.what].preview(made)


@transaction.atomic
def ask(*, number: int, by: str) -> None:
    """Have the file undone by whoever reads files; :raises NothingToUndo: if something stands in the way."""
    made = held(number, Import.State.DONE)
    if why := hindrance(made):
        raise NothingToUndo(why)
    made.state, made.undone_by, made.hindrance = Import.State.UNDOING, by, ""
    made.save(update_fields=["state", "undone_by", "hindrance"])


def undo(made: Import, *, at: datetime) -> None:
    """Undo the file that was asked for; where something came in between, it stands and says what."""
    try:
        ROOMS[made.what].undo(number=made.pk, at=at, by=made.undone_by)
    except NothingToUndo as refused:
        made.state, made.hindrance = Import.State.DONE, refused.why
        made.save(update_fields=["state", "hindrance"])
