"""Forged messages as people tell of them: each sender and text once, with how often it was told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bijlisetu.network.companies import vocabularies
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tracking.genuine.reading import sender_in

LONGEST = 1000
MOST = 200
NOTE = """
INSERT INTO tracking_forged (digest, sender, text, way, times, first_at, last_at)
VALUES (%(digest)s, %(sender)s, %(text)s, %(way)s, 1, %(at)s, %(at)s)
ON CONFLICT (digest) DO UPDATE SET times = tracking_forged.times + 1, last_at = excluded.last_at
"""
LISTED = """
SELECT forged.sender, forged.text, forged.way, forged.times, forged.first_at, forged.last_at,
       sum(forged.times) OVER (PARTITION BY forged.sender) AS by_sender
FROM tracking_forged forged
ORDER BY by_sender DESC, forged.sender, forged.last_at DESC, forged.id DESC LIMIT %(most)s
"""
OUR_NUMBERS = "SELECT shown FROM outbox_sender WHERE shown <> ''"


class IsOurs(Refusal):
    """It came from a number or header of ours."""


class NothingTold(Refusal):
    """Neither a sender nor words are told."""


class Forged(NamedTuple):
    """A forged message, and how often its sender was told of, whatever it wrote."""

    sender: str
    text: str
    way: str
    times: int
    first_at: datetime
    last_at: datetime
    by_sender: int


def note(*, sender: str, text: str, way: str, at: datetime) -> None:
    """
    Keep that a forged message came; the same one told again is counted.

    :raises IsOurs: if its sender is a number or header of ours
    :raises NothingTold: if neither a sender nor words are told
    """
    whose, words = sender_in(sender) or sender.strip()[:60], " ".join(text.split())[:LONGEST]
    if not whose and not words:
        raise NothingTold("say from where it came, or what it says")
    if whose and whose in set(ours()):
        raise IsOurs("this number or header is ours")
    digest = hashlib.sha256(f"{whose}\0{words.casefold()}".encode("utf-8", "replace")).hexdigest()
    execute(NOTE, digest=digest, sender=whose, text=words, way=way, at=at)


def listed(*, most: int = MOST) -> list[Forged]:
    """Return the forged messages, whose sender was told of most first; old ones leave by `reports/law/periods.toml`."""
    return [Forged(*row) for row in rows(LISTED, most=most)]


def ours() -> Iterator[str]:
    """Yield our numbers and headers, as people write them."""
    for vocabulary in vocabularies().values():
        yield from (vocabulary.utility.header, vocabulary.utility.helpline)
        for company in vocabulary.companies.values():
            yield from (company.header, company.helpline)
    for (shown,) in rows(OUR_NUMBERS):
        yield sender_in(shown) or shown
