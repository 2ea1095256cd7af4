"""Questions about what came in."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking.models import Reply
from bijlisetu.tracking.subscriptions import Subscription, subscriptions

#: Records are numbered as they come, so the first unread one tells up to when all are read.
OLDEST_UNREAD = "SELECT received_at FROM tracking_inbound WHERE folded_at IS NULL ORDER BY id LIMIT 1"

ANSWERED = """
SELECT meaning FROM tracking_reply WHERE attempt = %(attempt)s AND meaning NOT IN (%(unclear)s, %(reaction)s)
ORDER BY at DESC, id DESC LIMIT 1
"""


def answered(attempt: int) -> str:
    """Return what whoever received the attempt answered last; nothing if they have not, or nobody understood it."""
    unclear, reaction = Reply.UNCLEAR, Reply.REACTION
    return next((meaning for (meaning,) in rows(ANSWERED, attempt=attempt, unclear=unclear, reaction=reaction)), "")


def heard_until(at: datetime) -> datetime:
    """Return up to when all that came in is folded: the moment itself, or when the oldest unread record came."""
    oldest: list[datetime] = [received_at for (received_at,) in rows(OLDEST_UNREAD)]
    return min([at, *oldest])


def subscription_of(attempt: int) -> Subscription | None:
    """Return what whoever received the attempt may refuse by it; none if that is nothing."""
    return next(iter(subscriptions([attempt])), None)
