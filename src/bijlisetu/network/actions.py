"""Deeds on the network: take over a list of feeders with the offices above them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import bijlisetu.audit.actions as audit
from bijlisetu.network import placing
from bijlisetu.network.reading import STAGING, refuse_bad, row_reader
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.files.takeover import Steps, take_over
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
    steps = Steps(
        staging=STAGING,
        reader=row_reader,
        refuse=refuse_bad,
        bring_in=lambda _: placing.bring_in(day_in_india(at)),
        note=partial(audit.note_import, deed="network.imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)
