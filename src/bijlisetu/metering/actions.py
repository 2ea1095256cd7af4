"""Deeds on meters: take over what files say of them, and look each hour what has become of them by the calendar."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.metering import standing, surplus
from bijlisetu.metering.mapping import Holds, MeterMapping, meter_mapping
from bijlisetu.metering.reading import STAGING, reader_of
from bijlisetu.metering.standing import rules_by_feeder
from bijlisetu.metering.taking import refuse_bad, take, touched
from bijlisetu.metering.warnings import telling
from bijlisetu.plumbing.files.intake import BroughtIn, Summary
from bijlisetu.plumbing.files.takeover import OnWritten, Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched


def load(
    *, path: Path, mapping: str, at: datetime, by: str, rejects: Path | None = None, on_progress: OnProgress = unwatched
) -> Summary:
    """
    Take over a file of daily balances, of reads or of modes, as its mapping says; a known row changes nothing.

    Other figures for a known day correct it, and what was said before is kept. Warnings that follow are posted, and
    those whose ground fell away taken back, in the same transaction.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    read_by = meter_mapping(mapping)
    steps = Steps(
        staging=STAGING,
        reader=reader_of(read_by, today=day_in_india(at)),
        refuse=refuse_bad,
        bring_in=partial(_bring_in, mapping=read_by, at=at),
        note=partial(audit.note_import, deed=f"meters.{read_by.holds}_imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


@transaction.atomic
def look(*, at: datetime) -> int:
    """Bring all meters up to the day: modes that begin, meters that fell silent; return how many were warned."""
    known = rules_by_feeder(day_in_india(at))
    standing.judge(rules=known)
    surplus.find(at=at)
    return telling.warn(rules=known, at=at)


def _bring_in(on_written: OnWritten, *, mapping: MeterMapping, at: datetime) -> BroughtIn:
    counts = take(mapping.holds, at=at)
    on_written(0.6)
    if mapping.holds is Holds.READS:
        return counts
    if mapping.holds is Holds.DAYS:
        standing.stand()
    else:
        standing.stand_with_modes()
    consumers, known = touched(), rules_by_feeder(day_in_india(at))
    if mapping.holds is Holds.MODES:
        surplus.find(consumers, at=at)
    standing.judge(consumers, rules=known)
    on_written(0.9)
    telling.warn(consumers, rules=known, at=at)
    return counts
