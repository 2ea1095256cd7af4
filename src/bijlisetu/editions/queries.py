"""Which text of a file holds, and which held."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

logger = logging.getLogger(__name__)
Read = TypeVar("Read")

#: Of several that have begun, the one that began last; of two that begin together, the newer.
HOLD = """
SELECT DISTINCT ON (file) file, text FROM editions_edition
WHERE starts_with(file, %(prefix)s) AND holds_from <= %(at)s AND (taken_back_at IS NULL OR taken_back_at > %(at)s)
ORDER BY file, holds_from DESC, id DESC
"""


#: When a deed for many people began, and what it was told of editions since.
_told: ContextVar[tuple[datetime, dict[tuple[str, datetime], dict[str, str]]] | None] = ContextVar("told", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Have each question of the editions asked once within: a deed for hundreds of people goes by one edition."""
    token = _told.set((timezone.now(), {}))
    try:
        yield
    finally:
        _told.reset(token)


def texts(prefix: str, *, at: datetime) -> dict[str, str]:
    """Return the edited texts that hold at the moment, of all files whose names begin so."""
    if (deed := _told.get()) is None:
        return dict(rows(HOLD, prefix=prefix, at=at))
    began_at, told = deed
    asked = prefix, min(at, began_at)
    if asked not in told:
        told[asked] = dict(rows(HOLD, prefix=prefix, at=asked[1]))
    return told[asked]


def as_edited(edited: str, *, shipped: str, read: Callable[[str], Read]) -> Read:
    """Return what the edited text says; what the shipped one does where there is none, or it holds no more."""
    try:
        return read(edited or shipped)
    except Refusal:
        # It was in order when it was issued: a newer version of ours reads such files otherwise.
        logger.exception("an edited file does not hold any more, the one that came with us does")
        return read(shipped)


def in_force(file: str, *, at: datetime, shipped: str, read: Callable[[str], Read]) -> Read:
    """Return what the file says at the moment: as it came with us, or as it has been edited."""
    return as_edited(texts(file, at=at).get(file, ""), shipped=shipped, read=read)


def editions_of(file: str) -> list[Edition]:
    """Return all editions of the file, the newest first."""
    return list(Edition.objects.filter(file=file).order_by("-id"))


def newest_of(file: str) -> int:
    """Return the number of the newest edition of the file; 0 where it has none."""
    return max((one.pk for one in editions_of(file)), default=0)


def course(
    file: str, *, at: datetime, adding: tuple[datetime, str] | None = None, without: int | None = None
) -> list[tuple[str, str]]:
    """
    Return which text of the file would hold from now on, and which with one edition more or less, moment by moment.

    Each pair is for a moment from which another text holds; empty stands for the file that came with us.

    :param adding: from when the edition more would hold, and its text
    :param without: the edition that would hold no more
    """
    now = [(one.holds_from, one.pk, one.text) for one in editions_of(file) if one.taken_back_at is None]
    then = [one for one in now if one[1] != without]
    if adding:
        then.append((adding[0], newest_of(file) + 1, adding[1]))
    moments = sorted({at, *(begins for begins, *_ in (*now, *then) if begins > at)})
    return [(_holding(now, moment), _holding(then, moment)) for moment in moments]


def _holding(editions: list[tuple[datetime, int, str]], at: datetime) -> str:
    return max((one for one in editions if one[0] <= at), default=(at, 0, ""))[2]


def asked_for(file: str) -> Proposal | None:
    """Return what waits for a second officer to let it hold of this file; none where nothing does."""
    return Proposal.objects.filter(file=file, state=Proposal.State.OPEN).first()


def files_asked_for() -> list[str]:
    """Return the files of which something waits for a second officer."""
    return list(Proposal.objects.filter(state=Proposal.State.OPEN).order_by("pk").values_list("file", flat=True))
