"""Which text of a file holds, and which held."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bijlisetu.editions.models import Edition
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


def texts(prefix: str, *, at: datetime) -> dict[str, str]:
    """Return the edited texts that hold at the moment, of all files whose names begin so."""
    return dict(rows(HOLD, prefix=prefix, at=at))


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
