"""Take back what a list of feeders changed among offices and lines, as long as nobody stands there by now."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from bijlisetu.contact.imports import images
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo, held, note_undone
from bijlisetu.plumbing.database.sql import execute, numbers

OFFICES, FEEDERS = "network_office", "network_feeder"
OFFICE_PLACES, FEEDER_PLACES = "network_officeplace", "network_feederplace"
DATED = ("valid_from", "valid_to")
#: In the order in which new rows are made: what stands at a place comes after the place.
TABLES = {
    OFFICES: ("code", "kind", "name", *DATED),
    FEEDERS: ("code", "name", "category", "supply", "voltage_kv", *DATED),
    OFFICE_PLACES: ("office_id", "parent_id", *DATED),
    FEEDER_PLACES: ("feeder_id", "section_id", *DATED),
}
LATER = """
SELECT count(*) FROM contact_import later
WHERE later.what = 'network' AND later.id > %(of)s AND later.state IN ('done', 'undoing')
  AND EXISTS (SELECT FROM contact_importedrow WHERE of_id = later.id)
"""
NEW = "SELECT key FROM contact_importedrow WHERE of_id = %(of)s AND name = '{table}' AND before IS NULL"
IN_USE = f"""
SELECT (SELECT count(*) FROM consumers_consumer WHERE feeder_id IN ({NEW.format(table=FEEDERS)})),
       (SELECT count(*) FROM staff_post WHERE office_id IN ({NEW.format(table=OFFICES)}))
"""


def remember() -> None:
    """Keep offices, feeders and their places as they are until the transaction ends."""
    for table in TABLES:
        images.remember(table)


def write_down(*, of: int) -> None:
    """Write down for the import what has become of them."""
    for table in TABLES:
        images.write_down(table, of=of)


def hindrance(made: Import) -> Hindrance | None:
    """Return what stands in the way of an undo; nothing where it can be done."""
    if not any(images.changed(table, of=made.pk) for table in TABLES):
        return Hindrance.NOT_RECORDED
    if numbers(LATER, of=made.pk) != (0,):
        return Hindrance.NOT_LATEST
    return Hindrance.IN_USE if any(numbers(IN_USE, of=made.pk)) else None


def preview(made: Import) -> dict[str, int]:
    """Return how many offices and feeders the file made or changed, and how many stand elsewhere by it."""
    return {
        "offices": images.changed(OFFICES, of=made.pk),
        "feeders": images.changed(FEEDERS, of=made.pk),
        "places": images.changed(OFFICE_PLACES, of=made.pk) + images.changed(FEEDER_PLACES, of=made.pk),
    }


@transaction.atomic
def undo(*, number: int, at: datetime, by: str) -> Import:
    """
    Give offices and feeders the names and places they had, and remove those that only this file named.

    :raises NothingToUndo: if it is undone already, is not the latest, or something hangs on what it brought
    """
    made = held(number, Import.State.DONE, Import.State.UNDOING)
    if why := hindrance(made):
        raise NothingToUndo(why)
    did = preview(made)
    try:
        with transaction.atomic():
            _put_all_back(number)
    except IntegrityError:
        # A beat, a deadline or an entry of the register stands at an office that the file made.
        raise NothingToUndo(Hindrance.IN_USE) from None
    note_undone(made, did, deed="network.import_undone", at=at, by=by)
    return made


def _put_all_back(number: int) -> None:
    execute("SET CONSTRAINTS ALL DEFERRED")  # the tree of offices follows only behind each statement
    for table in reversed(TABLES):
        images.take_out(table, of=number)
    for table, columns in TABLES.items():
        images.put_back(table, columns, of=number)
        images.bring_back(table, columns, of=number)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
