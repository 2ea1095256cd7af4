"""Read the files that came through the browser, one after the other, and undo those that were wrong."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

import bijlisetu.billing.actions as billing
import bijlisetu.metering.actions as metering
import bijlisetu.network.actions as network
import bijlisetu.network.switching.actions as switching
import bijlisetu.outages.measuring.actions as interruptions
import bijlisetu.payments.actions as payments
from bijlisetu.billing.imports import files
from bijlisetu.contact import listing
from bijlisetu.contact.hygiene.evidence import load_revoked, load_validated
from bijlisetu.contact.imports import offices
from bijlisetu.contact.imports.models import Import, ImportPiece
from bijlisetu.contact.imports.receiving import write_to
from bijlisetu.contact.imports.states import Hindrance
from bijlisetu.metering.mapping import USUAL as USUAL_OF_METERS
from bijlisetu.metering.mapping import meter_mappings
from bijlisetu.outages.measuring.mapping import USUAL, interruption_mappings
from bijlisetu.payments.mapping import USUAL as USUAL_OF_PAYMENTS
from bijlisetu.payments.mapping import payment_mappings
from bijlisetu.plumbing.files.intake import NothingImported, Summary
from bijlisetu.plumbing.files.mapping import WrongColumns
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.logs import place_of
from bijlisetu.plumbing.progress import OnProgress
from bijlisetu.plumbing.refusal import Refusal

logger = logging.getLogger(__name__)

TELL_EVERY = 1.0  #: seconds
TELL = "UPDATE contact_import SET rows_read = %s, rows_in_all = %s WHERE id = %s"
State = Import.State
#: The database is away: the file is as good as before, and is read again.
AWAY = (OperationalError, InterfaceError)
#: What the fault of a file is called on which our own reading broke.
UNFORESEEN = "Unforeseen"


def run_next() -> bool:
    """
    Read or undo the next file that waits; return whether there was one.

    A file on which our own work breaks is marked so, and never keeps the next ones waiting.
    """
    made = _next()
    if made is None:
        return False
    try:
        if made.state == State.UNDOING:
            files.undo(made, at=datetime.now(UTC))
        else:
            _read(made)
    except AWAY:
        raise
    except Exception as broke:  # noqa: BLE001 - whatever it is, the next file is to be read
        logger.error("file %d broke the work: %s", made.pk, place_of(broke))  # its words may quote a row
        _mark_broken(made.pk, broke)
    return True


def _next() -> Import | None:
    """Take the oldest that waits; one whose reader died waits again, for only one reads at a time."""
    with transaction.atomic():
        waits = Q(state__in=(State.WAITING, State.READING, State.UNDOING))
        made = Import.objects.select_for_update().filter(waits).order_by("id").first()
        if made and made.state != State.UNDOING:
            made.state, made.taken_at = State.READING, datetime.now(UTC)
            made.save(update_fields=["state", "taken_at"])
        return made


def _read(made: Import) -> None:
    """Take the file over and keep what became of it, in one transaction: whoever dies in between has done nothing."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder, _Teller(made.pk) as on_progress, transaction.atomic():
        path = write_to(made, Path(folder))
        try:
            summary = _load(made, path, on_progress)
        except Refusal as refused:
            made.fault = type(refused).__name__
            made.lines = dict(refused.lines) if isinstance(refused, NothingImported) else {}
            made.columns = _columns(refused) if isinstance(refused, WrongColumns) else {}
            _keep(made, path, state=State.REFUSED, words=str(refused).replace(f"{path}", made.file))
        else:
            _keep(made, path, state=State.DONE, summary=summary)


def _columns(wrong: WrongColumns) -> dict[str, Any]:
    told = {"lacks": wrong.lacks, "twice": wrong.twice, "unclear": wrong.unclear, "found": wrong.found}
    return {name: columns for name, columns in told.items() if columns}


def _mark_broken(number: int, broke: Exception) -> None:
    """Keep that the work on the file broke and was taken back whole; what it did not undo stands as it was."""
    made = Import.objects.get(pk=number)
    if made.state == State.UNDOING:
        made.state, made.hindrance = State.DONE, Hindrance.UNFORESEEN
        made.save(update_fields=["state", "hindrance"])
        return
    made.state, made.fault, made.words = State.REFUSED, UNFORESEEN, f"reading broke: {type(broke).__name__}"
    made.save(update_fields=["state", "fault", "words"])
    ImportPiece.objects.filter(of=made).delete()


def _load(made: Import, path: Path, tell: OnProgress) -> Summary:
    assert made.taken_at is not None  # noqa: S101 - _next saw to it
    at, by = made.taken_at, made.by
    match made.what:
        case Import.What.NETWORK:
            offices.remember()
            summary = network.load(path=path, at=at, by=by, on_progress=tell)
            offices.write_down(of=made.pk)
            return summary
        case Import.What.SWITCHING:
            return switching.load(path=path, at=at, by=by, on_progress=tell)
        case Import.What.CONSUMERS:
            return listing.load(path=path, mapping=made.mapping, at=at, by=by, on_progress=tell, imported=made.pk)
        case Import.What.REVOKED:
            month = made.month or day_in_india(at)
            return load_revoked(path=path, month=month, at=at, by=by, on_progress=tell)
        case Import.What.VALIDATED:
            return load_validated(path=path, at=at, by=by, on_progress=tell)
        case Import.What.INTERRUPTIONS:
            mapping = made.mapping if made.mapping in interruption_mappings() else USUAL
            return interruptions.load(path=path, mapping=mapping, at=at, by=by, on_progress=tell)
        case Import.What.PAYMENTS:
            mapping = made.mapping if made.mapping in payment_mappings() else USUAL_OF_PAYMENTS
            return payments.load(path=path, mapping=mapping, at=at, by=by, on_progress=tell)
        case Import.What.METERS:
            mapping = made.mapping if made.mapping in meter_mappings() else USUAL_OF_METERS
            return metering.load(path=path, mapping=mapping, at=at, by=by, on_progress=tell)
        case _:
            return billing.load(path=path, mapping=made.mapping, at=at, by=by, on_progress=tell, imported=made.pk)


def _keep(made: Import, path: Path, *, state: State, summary: Summary | None = None, words: str = "") -> None:
    """Keep what became of the rows, and forget the octets."""
    made.state, made.words = state, words
    made.rejects = _octets(path.with_name(f"{path.name}.rejects.csv"))
    made.incomplete = _octets(path.with_name(f"{path.name}.incomplete.csv"))
    if summary:
        made.counts, made.reasons = summary.counts(), {**summary.reasons, **summary.unusable}
        made.lines = dict(summary.lines)
        made.rows_read = made.rows_in_all = summary.rows
    made.save()
    ImportPiece.objects.filter(of=made).delete()


def _octets(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


class _Teller:
    """Tells how far the reading is by a connection of its own, for the import itself is seen only when it ends."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._told_at = 0.0
        self._connection = connection.copy()

    def __enter__(self) -> Callable[[int, int], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _tell(self, done: int, total: int) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY:
            return
        self._told_at = time.monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute(TELL, [done, total, self._number])
