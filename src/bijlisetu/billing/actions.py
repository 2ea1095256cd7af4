"""Deeds on bills: take over those that the billing system issued."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
from bijlisetu.billing.books.booking import book, touch
from bijlisetu.billing.imports import recording
from bijlisetu.billing.mapping import bill_mapping, kept_name
from bijlisetu.billing.reading import COLUMNS, OTHER_WAY_ROUND, BillReader
from bijlisetu.billing.standing import SAME_READING
from bijlisetu.billing.telling.revising import MONTH_WAS_TOLD
from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.files.intake import BroughtIn, Summary, refuse_repeats
from bijlisetu.plumbing.files.missed import Missed
from bijlisetu.plumbing.files.takeover import OnWritten, Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import in_indian_groups

STAGING = Staging("bills_import", COLUMNS)
STAGED = f"pg_temp.{STAGING.name}"
TAKEN = ("bill_date", "due_date", "units", "amount_payable", "is_revised", "is_cancelled", "lines")
SET = (*TAKEN, "mapping", "counts_from")
COUNTS_FROM = "CASE WHEN put_right.bill_date > staged.bill_date THEN put_right.bill_date END"
WANTED = (*(f"staged.{name}" for name in TAKEN), "%(mapping)s", COUNTS_FROM)
DATED = "date_trunc('month', staged.bill_date)::date"
#: The bill that a revised one puts right: the one resting on the same reading, whatever day the revised one is dated.
#: Without readings to go by it is the bill of its own month, or else of the one before.
PUT_RIGHT = f"""
LEFT JOIN LATERAL (
    SELECT first.cycle, first.bill_date
    FROM billing_bill first CROSS JOIN LATERAL (SELECT {SAME_READING.format(bill="staged")} AS same_reading) AS beside
    WHERE staged.is_revised AND first.consumer_id = consumer.id AND first.number <> staged.number
      AND NOT first.is_revised
      AND (same_reading AND first.cycle BETWEEN {DATED} - interval '3 months' AND {DATED} + interval '1 month'
           OR same_reading IS NULL AND first.cycle BETWEEN {DATED} - interval '1 month' AND {DATED}
              AND first.bill_date <= staged.bill_date + %(days_before)s)
    ORDER BY same_reading IS NULL, first.cycle DESC, first.bill_date DESC LIMIT 1
) AS put_right ON true
"""
MONTH = f"coalesce(put_right.cycle, {DATED})"
#: A clerk dates a revision so many days before the bill itself, no more, where no reading says that it is one.
DAYS_BEFORE = 7
#: People were told of it as the bill of its first month, and their link opens that month's: it stays there, whatever
#: day it is dated now.
MONTH_OF_KNOWN = f"CASE WHEN bill.cycle <> {MONTH} AND {MONTH_WAS_TOLD} THEN bill.cycle ELSE {MONTH} END"

UNKNOWN_ACCOUNT = f"""
    UPDATE {STAGED} staged SET reason = 'account unknown', words = 'no consumer has this account'
    WHERE reason IS NULL
      AND NOT EXISTS (SELECT FROM consumers_consumer consumer WHERE consumer.account = staged.account)
"""
OTHER_ORDER = f"SELECT line, words FROM {STAGED} WHERE reason = %(reason)s ORDER BY line LIMIT 1"
ANOTHERS_BILL = f"""
    UPDATE {STAGED} staged
    SET reason = 'bill of another account', words = 'the bill number is known as that of another account'
    FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
    WHERE bill.number = staged.number AND consumer.account <> staged.account AND staged.reason IS NULL
"""
ROWS = f"""
    FROM {STAGED} staged JOIN consumers_consumer consumer ON consumer.account = staged.account {PUT_RIGHT}
    WHERE staged.reason IS NULL AND staged.is_revised = %(revised)s
"""
CHANGE = f"""
    UPDATE billing_bill bill
    SET ({", ".join(SET)}) = ({", ".join(WANTED)}), cycle = {MONTH_OF_KNOWN}, imported_at = %(at)s
    {ROWS} AND bill.number = staged.number
      AND ({", ".join(f"bill.{name}" for name in ("cycle", *SET))})
          IS DISTINCT FROM ({MONTH_OF_KNOWN}, {", ".join(WANTED)})
"""
ISSUE = f"""
    INSERT INTO billing_bill (number, consumer_id, cycle, {", ".join(SET)}, imported_at)
    SELECT staged.number, consumer.id, {MONTH}, {", ".join(WANTED)}, %(at)s
    {ROWS} AND NOT EXISTS (SELECT FROM billing_bill bill WHERE bill.number = staged.number)
    ORDER BY staged.line
"""
#: Asked before and after: a bill may leave a month as well as come to one.
NAMED = f"""
SELECT bill.consumer_id, bill.cycle, bill.number FROM {STAGED} staged JOIN billing_bill bill USING (number)
WHERE staged.reason IS NULL
"""


class DaysTheOtherWayRound(Refusal):
    """A day of the file can only be read month first, where the mapping says day first, or the other way round."""


def load(
    *,
    path: Path,
    mapping: str = "uppcl",
    rejects: Path | None = None,
    at: datetime,
    by: str,
    on_progress: OnProgress = unwatched,
    imported: int | None = None,
) -> Summary:
    """
    Take over the bills in a file; one that is known by its number already is corrected if it differs.

    What changes is written down for the import of that number, if the file came through the browser, to be undone.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    read_by, missed = bill_mapping(mapping), Missed()
    steps = Steps(
        staging=STAGING,
        reader=lambda table: BillReader(table, mapping=read_by, missed=missed, today=day_in_india(at)).read,
        refuse=partial(_refuse_bad, path),
        bring_in=partial(_bring_in, mapping=kept_name(mapping), at=at, by=by, imported=imported),
        note=partial(audit.note_import, deed="bills.imported", file=path.name, by=by, at=at),
        missed=missed,
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def _refuse_bad(path: Path) -> None:
    for line, words in rows(OTHER_ORDER, reason=OTHER_WAY_ROUND):
        # 25/11/2026 shows that a file is day first; of 05/11/2026 nobody would ever know that it is not.
        raise DaysTheOtherWayRound(
            f"{path}, line {in_indian_groups(line)}: {words}, so none of the file's days can be trusted; nothing was "
            "imported. Export it again with the day as 2026-11-28 or 28-NOV-2026."
        )
    execute(UNKNOWN_ACCOUNT)
    execute(ANOTHERS_BILL)
    # Last, lest a row that is refused makes a repeat of the good one behind it.
    refuse_repeats(STAGING, "number", called="bill number")


def _bring_in(on_written: OnWritten, *, mapping: str, at: datetime, by: str, imported: int | None) -> BroughtIn:
    if imported is not None:
        recording.remember(staged=STAGING.name)
    touch(NAMED)
    changed = new = 0
    for revised in (False, True):  # what a revised bill puts right may stand in the same file
        about = {"mapping": mapping, "at": at, "revised": revised, "days_before": DAYS_BEFORE}
        changed += execute(CHANGE, **about)
        new += execute(ISSUE, **about)
    counts = BroughtIn(changed=changed, new=new)
    if imported is not None:
        recording.write_down(of=imported, at=at)
    on_written(0.5)
    if any(counts):
        # Autovacuum comes too late for those who ask right after a large import.
        execute("ANALYZE billing_bill")
        touch(f"{NAMED} AND bill.imported_at = %(at)s", at=at)
        book(at=at, by=by)
    return counts
