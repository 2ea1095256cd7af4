"""Questions about what came in."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.plumbing.sql import rows

#: They are numbered as they come: the first one unread tells of all, however many wait behind it.
OLDEST_UNREAD = "SELECT received_at FROM tracking_inbound WHERE folded_at IS NULL ORDER BY id LIMIT 1"


def heard_until(at: datetime) -> datetime:
    """Return up to when all that came in is folded: the moment itself, or when the oldest unread record came."""
    return min([at, *(received_at for (received_at,) in rows(OLDEST_UNREAD))])
