"""Reports and memos leave with the deeds of their month: what could not be verified any more is not kept."""

from __future__ import annotations

from django.db import transaction

from bijlisetu.audit.leaving import gone
from bijlisetu.memos.actions import leave as leave_memos
from bijlisetu.plumbing.database import months, sql

LEAVE = "DELETE FROM reports_evening WHERE day < %(before)s"
OF_REPORTS = "SELECT unnest(ARRAY[pdf, csv]) FROM reports_evening"


@transaction.atomic
def leave() -> int:
    """Let reports go whose month has left, then memos and files that nobody points to; return how many reports."""
    before = gone().before
    with months.leaving():
        reports = sql.execute(LEAVE, before=before)
    leave_memos(before=before, keep=[name for (name,) in sql.rows(OF_REPORTS)])
    return reports
