"""Which text of a file holds, and which held."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.editions.models import Edition
from bijlisetu.plumbing.database.sql import rows

#: Of several that have begun, the one that began last; of two that begin together, the newer.
HOLD = """
SELECT DISTINCT ON (file) file, text FROM editions_edition
WHERE starts_with(file, %(prefix)s) AND holds_from <= %(at)s AND taken_back_at IS NULL
ORDER BY file, holds_from DESC, id DESC
"""


def texts(prefix: str, *, at: datetime) -> dict[str, str]:
    """Return the edited texts that hold at the moment, of all files whose names begin so."""
    return dict(rows(HOLD, prefix=prefix, at=at))


def editions_of(file: str) -> list[Edition]:
    """Return all editions of the file, the newest first."""
    return list(Edition.objects.filter(file=file).order_by("-id"))
