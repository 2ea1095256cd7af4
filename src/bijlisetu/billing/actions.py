"""Deeds on bills: take over those that the billing system issued."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
from bijlisetu.billing.imports import recording
from bijlisetu.billing.mapping import bill_mapping, kept_name
from bijlisetu.billing.reading import COLUMNS, OTHER_WAY_ROUND, BillReader
from bijlisetu.billing.revising import MONTH_WAS_TOLD
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
SET = ("bill_date", "due_date", "units", "amount_payable", "is_revised", "is_cancelled", "lines", "mapping")
WANTED = (*(f"staged.{name}" for name in SET[:-1]), "%(mapping)s")
MONTH = "date_trunc('month', staged.bill_date)::date"
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
CHANGE = f"""
    UPDATE billing_bill bill
    SET ({", ".join(SET)}) = ({", ".join(WANTED)}), cycle = {MONTH_OF_KNOWN}, imported_at = %(at)s
    FROM {STAGED} staged
    WHERE staged.reason IS NULL AND bill.number = staged.number
      AND ({", ".join(f"bill.{name}" for name in ("cycle", *SET))})
          IS DISTINCT FROM ({MONTH_OF_KNOWN}, {", ".join(WANTED)})
"""
ISSUE = f"""
    INSERT INTO billing_bill (number, consumer_id, cycle, {", ".join(SET)}, imported_at)
    SELECT staged.number, consumer.id, {MONTH}, {", ".join(WANTED)}, %(at)s
    FROM {STAGED} staged JOIN consumers_consumer consumer ON consumer.account = staged.account
    WHERE staged.reason IS NULL
      AND NOT EXISTS (SELECT FROM billing_bill bill WHERE bill.number = staged.number)
    ORDER BY staged.line
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
        bring_in=partial(_bring_in, mapping=kept_name(mapping), at=at, imported=imported),
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


def _bring_in(on_written: OnWritten, *, mapping: str, at: datetime, imported: int | None) -> BroughtIn:
    if imported is not None:
        recording.remember(staged=STAGING.name)
    counts = BroughtIn(changed=execute(CHANGE, mapping=mapping, at=at), new=execute(ISSUE, mapping=mapping, at=at))
    if imported is not None:
        recording.write_down(of=imported, at=at)
    on_written(0.7)
    if any(counts):
        # Autovacuum comes too late for those who ask right after a large import.
        execute("ANALYZE billing_bill")
    return counts
