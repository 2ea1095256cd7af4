"""Signs of life of the delivery engines, and rooms that ask what became of letters in their hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.outbox.models import Engine
from bijlisetu.plumbing.database.keyed import execute

#: An engine that has not been heard of for so long is dead, or cut off from the database.
SILENT_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)

BEAT = """
WITH forgotten AS (DELETE FROM outbox_engine WHERE seen_at < %(forgotten)s AND name <> %(name)s)
INSERT INTO outbox_engine AS known (name, host, pid, channels, senders, letters_a_minute, started_at, seen_at)
VALUES (%(name)s, %(host)s, %(pid)s, %(channels)s::text[], %(senders)s::text[], %(letters)s, %(started)s, %(at)s)
ON CONFLICT (name) DO UPDATE
SET channels = excluded.channels, senders = excluded.senders, letters_a_minute = excluded.letters_a_minute,
    seen_at = excluded.seen_at
"""

Follower = Callable[[Sequence[int], datetime], None]
_followers: dict[str, Follower] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOfLife:
    """What an engine says of itself."""

    name: str
    host: str
    pid: int
    channels: Sequence[str]
    senders: Sequence[str]
    letters_a_minute: int
    started_at: datetime


def beat(sign: SignOfLife, *, at: datetime) -> None:
    """Note that the engine is at work, and forget those not heard of since yesterday."""
    execute(
        BEAT, name=sign.name, host=sign.host, pid=sign.pid, channels=list(sign.channels), senders=list(sign.senders),
        letters=sign.letters_a_minute, started=sign.started_at, at=at, forgotten=at - FORGOTTEN_AFTER,
    )  # fmt: skip


def leave(*, name: str) -> None:
    """Forget an engine that ends in order: nobody need look for it."""
    Engine.objects.filter(name=name).delete()


def follow(room: str, follower: Follower) -> None:
    """Tell the room from now on of notices taken back while an engine held a letter of them, once it is answered."""
    _followers[room] = follower


def tell_of_taken_back(notices: Sequence[int], *, at: datetime) -> None:
    """Tell every room of the notices, which are held, in the transaction that writes the answers; some never left."""
    for follower in _followers.values():
        follower(notices, at)
