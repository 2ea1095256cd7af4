"""Deeds on payments: take what is told of them, and put right what was told of the wrong account."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import BinaryIO

import bijlisetu.audit.actions as audit
from bijlisetu.payments.amounts import came_in
from bijlisetu.payments.callbacks import folding
from bijlisetu.payments.mapping import PaymentMapping, payment_mapping
from bijlisetu.payments.opening.reading import reader_of
from bijlisetu.payments.opening.source import SettlementSource, settlement_source
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Status
from bijlisetu.payments.taking import STAGED, STAGING
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.files.intake import BroughtIn, Summary, refuse_repeats
from bijlisetu.plumbing.files.takeover import OnWritten, Steps, take_over
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import in_indian_groups
from bijlisetu.values.money import rupees

#: Rows that are payments, good or bad; a header that comes again is none.
COUNTED = f"""
SELECT count(*) FILTER (WHERE reason IS DISTINCT FROM 'header repeated'),
       coalesce(sum(amount) FILTER (WHERE reason IS NULL), 0),
       coalesce(sum(CASE WHEN rank > {Status.PAID.rank} THEN -amount ELSE amount END) FILTER (WHERE reason IS NULL), 0),
       count(*) FILTER (WHERE reason <> 'header repeated')
FROM {STAGED}
"""


class WrongTrailer(Refusal):
    """The file's last line says otherwise than its rows: something is missing, or was changed on its way."""


def load(
    *, path: Path, mapping: str, at: datetime, by: str, rejects: Path | None = None, on_progress: OnProgress = unwatched
) -> Summary:
    """
    Take over a settlement file; what is known already, from it or from anybody else, changes nothing.

    New are payments that nobody had told of, changed those of which the file tells more. What was called out before the
    file came is taken first: of two amounts the one that we heard first stands until an officer has looked.

    :raises Refusal: if the file cannot be read or is not whole, or none of its rows taken; then nothing has changed
    """
    read_by = payment_mapping(mapping)
    folding.fold_all(at=at)
    opened: list[SettlementSource] = []

    def source(path: Path, file: BinaryIO) -> SettlementSource:
        opened.append(settlement_source(path, file, mapping=read_by))
        return opened[-1]

    def refuse() -> None:
        _refuse_unless_whole(path, opened[-1], read_by)
        refuse_repeats(STAGING, "key", called="payment")

    steps = Steps(
        staging=STAGING,
        reader=reader_of(read_by, source=Path(mapping).stem, today=day_in_india(at)),
        refuse=refuse,
        bring_in=partial(_bring_in, file=path.name, at=at, by=by),
        note=partial(audit.note_import, deed="payments.imported", file=path.name, by=by, at=at),
        source=source,
    )
    return take_over(path, steps, rejects=rejects, on_progress=on_progress)


def _bring_in(on_written: OnWritten, *, file: str, at: datetime, by: str) -> BroughtIn:
    taken = settle(file=file, at=at, by=by)
    on_written(0.9)
    return BroughtIn(new=len(taken.came), changed=taken.news - len(taken.came))


def _refuse_unless_whole(path: Path, source: SettlementSource, mapping: PaymentMapping) -> None:
    """Hold the rows against the file's own count and total; one that we wrote of refused rows has neither."""
    trailer = mapping.trailer
    if trailer is None or source.is_ours:
        return
    if not source.trailers and not trailer.is_needed:
        return
    if not source.trailers:
        raise WrongTrailer(
            f"{path} has no last line with its total: it was cut off. Fetch it again; nothing was taken."
        )
    ((count, total, net, bad),) = rows(COUNTED)
    said_count = _added_up(path, source, trailer.count)
    said_total = _added_up(path, source, trailer.total)
    if said_count is not None and said_count != count:
        raise WrongTrailer(
            f"{path} says that it has {in_indian_groups(int(said_count))} payments, and has {in_indian_groups(count)}. "
            "Fetch it again; nothing was taken."
        )
    if said_total is not None and "paise" in mapping.layout.columns:
        said_total /= 100
    # Some take what went back off their total. Of a row whose amount cannot be read, nobody knows what it adds.
    if said_total is not None and (said_total not in (total, net) if not bad else said_total < net):
        raise WrongTrailer(
            f"{path} says that its payments come to {rupees(said_total)}, and they come to {rupees(total)}. "
            "Fetch it again; nothing was taken."
        )


def _added_up(path: Path, source: SettlementSource, column: str) -> Decimal | None:
    """Return what the last lines say under the column, of all parts of a joined file; nothing where they say none."""
    if not column:
        return None
    written = [came_in(cells.get(column.upper(), "").strip()) for cells in source.trailers]
    if not all(isinstance(one, str) for one in written):
        raise WrongTrailer(f"{path}: the {column} of its last line is no number. Fetch it again; nothing was taken.")
    return sum((Decimal(one) for one in written if isinstance(one, str)), Decimal(0))
