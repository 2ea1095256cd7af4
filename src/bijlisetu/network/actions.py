"""Deeds on the network: take over a list of feeders with the offices above them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.network import placing
from bijlisetu.network.reading import STAGING, refuse_bad, row_reader
from bijlisetu.plumbing.files.intake import Intake, Summary
from bijlisetu.plumbing.files.table import open_table
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched


def load(
    *, path: Path, at: datetime, by: str, rejects: Path | None = None, on_progress: OnProgress = unwatched
) -> Summary:
    """
    Take over the feeders in a file, and the offices above them, as they stand from that day on.

    Feeders that the file leaves out stay as they are: it may hold one circle only. A feeder that is not
    active any more keeps its place, for its consumers still need somebody who looks after them.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    with open_table(path) as table, transaction.atomic():
        intake = Intake(table, STAGING, rejects_to=rejects, on_progress=on_progress)
        intake.stage(row_reader(table, path=path))
        refuse_bad()
        reasons = intake.set_apart()
        intake.written(0)
        counts = placing.count()
        placing.write(day_in_india(at))
        summary = intake.summary(counts, reasons=reasons)
        audit.note(deed="network.imported", records=[f"file:{path.name}"], by=by, at=at, detail=summary.counts())
        return summary
