"""Questions about what came in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from bijlisetu.tracking.models import Inbound
from bijlisetu.tracking.subscriptions import Subscription, subscriptions


def heard_until(at: datetime) -> datetime:
    """Return up to when all that came in is folded: the moment itself, or when the oldest unread record came."""
    oldest: datetime | None = Inbound.objects.filter(folded_at=None).aggregate(oldest=Min("received_at"))["oldest"]
    return min(oldest or at, at)


def subscription_of(attempt: int) -> Subscription | None:
    """Return what whoever received the attempt may refuse by it; none if that is nothing."""
    return next(iter(subscriptions([attempt])), None)
