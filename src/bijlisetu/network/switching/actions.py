"""Deeds on the switched network: take over a list of transfers and back-feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import bijlisetu.audit.actions as audit
from bijlisetu.network.switching.reading import STAGING, row_reader
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.files.intake import BroughtIn, Summary
from bijlisetu.plumbing.files.takeover import Steps, take_over
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.progress import OnProgress, unwatched

GOOD = f"pg_temp.{STAGING.name} WHERE reason IS NULL"
STAGED = f"SELECT line, feeder_id, transformer_id, from_at, until_at FROM {GOOD} ORDER BY line"
#: What we know of the same elements.
KNOWN = f"""
SELECT 0, feeder_id, transformer_id, from_at, until_at FROM network_switching
WHERE feeder_id IN (SELECT feeder_id FROM {GOOD}) OR transformer_id IN (SELECT transformer_id FROM {GOOD})
"""
REFUSE = f"""
UPDATE pg_temp.{STAGING.name} staged SET reason = told.reason, words = told.words
FROM unnest(%(lines)s::bigint[], %(reasons)s::text[], %(words)s::text[]) AS told (line, reason, words)
WHERE staged.line = told.line
"""
#: An element's switching is known again by its beginning: what is said of it later changes its end.
SAME = """(known.feeder_id = staged.feeder_id OR known.transformer_id = staged.transformer_id)
      AND known.from_at = staged.from_at"""
CHANGE = f"""
UPDATE network_switching known
SET fed_by_id = staged.fed_by_id, until_at = staged.until_at, why = staged.why, by = %(by)s, at = %(at)s
FROM (SELECT * FROM {GOOD}) staged
WHERE {SAME}
  AND (known.fed_by_id, known.until_at, known.why) IS DISTINCT FROM (staged.fed_by_id, staged.until_at, staged.why)
"""
PUT_IN = f"""
INSERT INTO network_switching (feeder_id, transformer_id, fed_by_id, from_at, until_at, why, by, at)
SELECT feeder_id, transformer_id, fed_by_id, from_at, until_at, why, %(by)s, %(at)s FROM (SELECT * FROM {GOOD}) staged
WHERE NOT EXISTS (SELECT FROM network_switching known WHERE {SAME}) ORDER BY line
"""


class Hangs(NamedTuple):
    """One switching of an element, and the line of the file that has it; 0 where we know it already."""

    line: int
    feeder: int | None
    transformer: int | None
    from_at: datetime
    until_at: datetime | None

    def overlaps(self, other: Hangs) -> bool:
        """Return whether both would hold at one instant."""
        return (self.until_at is None or other.from_at < self.until_at) and (
            other.until_at is None or self.from_at < other.until_at
        )


def load(
    *, path: Path, at: datetime, by: str, rejects: Path | None = None, on_progress: OnProgress = unwatched
) -> Summary:
    """
    Take over the switchings in a file; the same element and beginning again changes its line, end and reason.

    What the file leaves out stays as it is: it may hold one night's switching only.

    :raises Refusal: if the file cannot be read, or none of its rows taken; then nothing has changed
    """
    steps = Steps(
        staging=STAGING,
        reader=row_reader,
        refuse=refuse_bad,
        bring_in=lambda _: bring_in(at=at, by=by),
        note=partial(audit.note_import, deed="network.switching_imported", file=path.name, by=by, at=at),
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def refuse_bad() -> None:
    """Mark rows by which an element would hang on two lines at once."""
    bad = list(_clashes([Hangs(*row) for row in rows(STAGED)], [Hangs(*row) for row in rows(KNOWN)]))
    if bad:
        lines, reasons, words = map(list, zip(*bad, strict=True))
        execute(REFUSE, lines=lines, reasons=reasons, words=words)


def bring_in(*, at: datetime, by: str) -> BroughtIn:
    """Write the good rows; return how many were new and changed."""
    changed = execute(CHANGE, at=at, by=by)
    return BroughtIn(execute(PUT_IN, at=at, by=by), changed)


def _clashes(staged: list[Hangs], known: list[Hangs]) -> Iterator[tuple[int, str, str]]:
    """Yield line, reason and words of each row that contradicts a good row before it, or what is known beside it."""
    held: dict[tuple[int | None, int | None], list[Hangs]] = {}
    told = {(row.feeder, row.transformer, row.from_at) for row in staged}
    for row in chain((one for one in known if (one.feeder, one.transformer, one.from_at) not in told), staged):
        others = held.setdefault((row.feeder, row.transformer), [])
        if other := next((one for one in others if row.line and one.overlaps(row)), None):
            if other.from_at == row.from_at:
                yield (
                    row.line,
                    "switching repeated",
                    f"from {_written(row.from_at)!r} stands already on line {other.line}",
                )
            else:
                yield row.line, "switched twice at once", _clash(row, other)
        else:
            others.append(row)


def _clash(row: Hangs, other: Hangs) -> str:
    """Say on which line it hangs then already."""
    where = f"on line {other.line}" if other.line else "in what is known"
    since = _written(other.from_at)
    return f"from {_written(row.from_at)!r}: it hangs on another line since {since} {where}: end that first"


def _written(at: datetime) -> str:
    return f"{at.astimezone(INDIA):%d-%m-%Y %H:%M}"
