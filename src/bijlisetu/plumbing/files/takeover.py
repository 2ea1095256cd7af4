"""
One import from its file to its last count, in one transaction: it holds wholly or not at all.

It knows nothing of electricity: a room brings the columns, the reader of a row, and its statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.files.intake import BroughtIn, Intake, ReadRow, Summary
from bijlisetu.plumbing.files.missed import Missed
from bijlisetu.plumbing.files.sheets import reader_of
from bijlisetu.plumbing.files.table import Source, Table, open_table, source_of
from bijlisetu.plumbing.progress import OnProgress

#: Called with how far the writing has come, from 0 to 1.
OnWritten = Callable[[float], None]
READ = 0.1  # of the writing, roughly: what setting bad rows apart takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a room does with the rows of its files."""

    staging: Staging
    reader: Callable[[Table], ReadRow]  #: makes the reader of the rows of a table
    refuse: Callable[[], None]  #: marks staged rows that contradict another row, or what is known already
    bring_in: Callable[[OnWritten], BroughtIn]  #: writes the rows that are left into the room's tables
    note: Callable[[Mapping[str, int]], None]  #: writes the counts in the book of deeds
    missed: Missed = field(default_factory=Missed)  #: what the reader takes rows without
    source: Callable[[Path, BinaryIO], Source] = source_of  #: finds the rows in the file


def take_over(path: Path, steps: Steps, *, rejects: Path | None, on_progress: OnProgress) -> Summary:
    """
    Take over a file by the room's steps, and set its bad rows apart in a file of their own.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    with open_table(path, source=steps.source) as table, transaction.atomic():
        read = reader_of(table, steps.reader)
        intake = Intake(table, steps.staging, missed=steps.missed, rejects_to=rejects, on_progress=on_progress)
        intake.stage(read)
        steps.refuse()
        refused = intake.set_apart()
        intake.written(READ)
        counts = steps.bring_in(intake.written)
        summary = intake.summary(counts, lines=refused)
        steps.note(summary.counts())
        return summary
