"""Rooms that ask what became of letters in an engine's hands whose notice was taken back meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

Follower = Callable[[Sequence[int], datetime], None]
_followers: dict[str, Follower] = {}


def register(room: str, follower: Follower) -> None:
    """Tell the room from now on, in the transaction in which the answer is written."""
    _followers[room] = follower


def tell(notices: Sequence[int], *, at: datetime) -> None:
    """Tell every room of the notices, which are held: letters of theirs were answered, and some never left."""
    for follow in _followers.values():
        follow(notices, at)
