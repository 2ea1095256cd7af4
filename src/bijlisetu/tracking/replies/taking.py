"""Hand replies to the rooms they concern: each registers which words are its own, and takes each reply exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from bijlisetu.channels.letter import Reply
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.logs import event

logger = logging.getLogger(__name__)

MOST = 500
#: The youngest first: that person still looks at the telephone.
WAITING = """
SELECT id, meaning, attempts, channel, text, at FROM tracking_reply
WHERE taken_at IS NULL AND meaning = ANY(%(meanings)s) AND (%(replies)s::bigint[] IS NULL OR id = ANY(%(replies)s))
ORDER BY at DESC, id DESC LIMIT %(most)s FOR UPDATE SKIP LOCKED
"""
TAKEN = (
    "UPDATE tracking_reply SET taken_at = %(at)s, taken_by = %(room)s, fault = %(fault)s WHERE id = ANY(%(replies)s)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A reply as a room takes it: what it means, and the attempts that it answers."""

    reply: int
    meaning: str
    attempts: tuple[int, ...]
    channel: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A room that acts on some words: it is given many at once, within a transaction of their own."""

    room: str
    meanings: frozenset[str]
    take: Callable[[Sequence[Word], datetime], None]
    #: Of what answers no question of ours: which of the room's words it is; nothing where it is none of its.
    reads: Callable[[Reply], str] | None = None


_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Give the room its words from now on; :raises ValueError: if a word is another room's already."""
    for other in _takers:
        if other.room != taker.room and other.meanings & taker.meanings:
            raise ValueError(f"{taker.room} and {other.room} both take {sorted(other.meanings & taker.meanings)}")
    _takers[:] = [*(other for other in _takers if other.room != taker.room), taker]


def read_by_rooms(reply: Reply) -> str:
    """Return the word of the first room that reads one in a reply which answers no question; nothing if none does."""
    found = (taker.reads(reply) for taker in _takers if taker.reads is not None)
    return next(filter(None, found), "")


def hand_out(*, at: datetime, replies: Sequence[int] | None = None) -> int:
    """Hand the waiting replies, or these alone, to their rooms; return how many were taken."""
    return sum(_hand_to(taker, replies, at=at) for taker in list(_takers))


@transaction.atomic
def _hand_to(taker: Taker, replies: Sequence[int] | None, *, at: datetime) -> int:
    found = rows(
        WAITING, meanings=sorted(taker.meanings), replies=None if replies is None else list(replies), most=MOST
    )
    words = [Word(reply, meaning, tuple(attempts), *more) for reply, meaning, attempts, *more in found]
    if words:
        _take(taker, words, at=at)
    return len(words)


def _take(taker: Taker, words: Sequence[Word], *, at: datetime) -> None:
    """Let the room act and note it; where that fails, of half the words, and of one alone with its fault."""
    fault = ""
    try:
        with transaction.atomic():
            taker.take(words, at)
    except (OperationalError, InterfaceError):  # the database's trouble, not the reply's
        raise
    except Exception as error:  # noqa: BLE001 - one reply must not hold up the others; it is logged and kept
        if len(words) > 1:
            middle = len(words) // 2
            _take(taker, words[:middle], at=at)
            _take(taker, words[middle:], at=at)
            return
        fault = type(error).__name__
        told = event("reply.not_taken", reply=words[0].reply, room=taker.room, fault=fault)
        logger.warning("reply %d cannot be taken by %s: %s", words[0].reply, taker.room, fault, extra=told)
    execute(TAKEN, at=at, room=taker.room, fault=fault, replies=[word.reply for word in words])
