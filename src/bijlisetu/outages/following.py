"""Who follows an outage: rooms above are told of what happens to it, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bijlisetu.outages.models import OutageEvent

Follower = Callable[[OutageEvent, datetime], None]
_followers: dict[str, Follower] = {}


def register(room: str, follower: Follower) -> None:
    """Tell the room of every event of an outage from now on."""
    _followers[room] = follower


def tell(event: OutageEvent, *, at: datetime) -> None:
    """Tell every room that follows what has happened, after people were told of it."""
    for follow in _followers.values():
        follow(event, at)
