"""Take back the bills of a file, as long as nothing about them has left us; what was told is corrected instead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.billing.books.booking import book, touch
from bijlisetu.billing.imports.recording import BILLS
from bijlisetu.contact.imports import images
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo, held, note_undone
from bijlisetu.outbox.restating import restate, unsay
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.sql import numbers, rows

COLUMNS = (
    "number", "consumer_id", "cycle", "bill_date", "due_date", "units", "amount_payable", "is_revised", "is_cancelled",
    "lines", "mapping", "counts_from", "imported_at",
)  # fmt: skip
#: Messages about the file's bills; those that were taken back already are none.
ABOUT = f"""
FROM contact_importedrow row JOIN {BILLS} bill ON bill.id = row.key
JOIN outbox_notice notice ON notice.consumer_id = bill.consumer_id AND notice.kind IN ('bill_issued', 'correction')
  AND notice.facts ->> 'bill' = bill.number AND notice.state <> 'withdrawn'
WHERE row.of_id = %(of)s AND row.name = '{BILLS}'
"""
#: Each, and whether something of it has left us: then it was said, and stays said.
SAID = f"""
SELECT DISTINCT notice.id, EXISTS (
    SELECT FROM outbox_attempt attempt WHERE attempt.notice_id = notice.id AND {LEFT_US}
) {ABOUT} ORDER BY 1
"""
#: What left us before the file came spoke of the bill as it was, and as it will be again.
LEFT = f"""
SELECT count(DISTINCT notice.id) {ABOUT} AND EXISTS (
    SELECT FROM outbox_attempt attempt
    WHERE attempt.notice_id = notice.id AND attempt.claimed_at >= %(since)s AND {LEFT_US}
)
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE row.before IS NULL AND row.after = mark),
       count(*) FILTER (WHERE row.before IS NOT NULL AND row.after = mark),
       count(*) FILTER (WHERE row.after IS DISTINCT FROM mark)
FROM contact_importedrow row LEFT JOIN LATERAL (
    SELECT {images.MARK.format(row="bill")} AS mark FROM {BILLS} bill WHERE bill.id = row.key
) AS bill ON true
WHERE row.of_id = %(of)s AND row.name = '{BILLS}'
"""
#: Asked before and after: a bill that goes, and the month to which one goes back.
NAMED = f"""
SELECT bill.consumer_id, bill.cycle, bill.number FROM contact_importedrow row JOIN {BILLS} bill ON bill.id = row.key
WHERE row.of_id = %(of)s AND row.name = '{BILLS}'
"""


def hindrance(made: Import) -> Hindrance | None:
    """Return what stands in the way of an undo; nothing where it can be done."""
    if not images.changed(BILLS, of=made.pk):
        return Hindrance.NOT_RECORDED
    (left,) = numbers(LEFT, of=made.pk, since=made.taken_at)
    return Hindrance.TOLD if left else None


def preview(made: Import) -> dict[str, int]:
    """Return what an undo would do: bills removed, put back, and left alone since a later file changed them."""
    removed, put_back, newer = numbers(COUNT, of=made.pk)
    return {"bills": removed, "bills_back": put_back, "bills_newer": newer, "unsaid": len(_unsaid(made.pk))}


@transaction.atomic
def undo(*, number: int, at: datetime, by: str) -> Import:
    """
    Remove the bills that the file brought, and give those it changed what they had.

    Messages that wait are taken back, so that the bills which hold then are told by the next run.

    :raises NothingToUndo: if it is undone already, or a message about one of its bills has left us
    """
    made = held(number, Import.State.DONE, Import.State.UNDOING)
    restate({notice: {} for notice, _ in rows(SAID, of=number)})  # holds them: no engine takes one up until this ends
    if why := hindrance(made):
        raise NothingToUndo(why)
    did = preview(made)
    unsay(notices=_unsaid(number), at=at)
    touch(NAMED, of=number)
    images.hand_on(of=number)
    images.take_out(BILLS, of=number)
    images.put_back(BILLS, COLUMNS, of=number)
    touch(NAMED, of=number)
    book(at=at, by=by)
    note_undone(made, did, deed="bills.import_undone", at=at, by=by)
    return made


def _unsaid(of: int) -> list[int]:
    """Return the messages about the file's bills of which nothing has left us."""
    return [notice for notice, has_left in rows(SAID, of=of) if not has_left]
