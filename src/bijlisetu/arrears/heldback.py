"""
Who gets no reminders of a round, so that their effect can be told: pure.

The choice is a hash of the ladder's name, the round and the consumer. Nobody picks, nobody is spared every month, and
whoever doubts it can work it out again.
"""

from __future__ import annotations

import hashlib
from datetime import date

PARTS = 10_000


def is_held_back(consumer: int, *, cycle: date, ladder: str, percent: int) -> bool:
    """Return whether the consumer is left without the reminders of the cycle's bill, all of them."""
    told = hashlib.blake2b(f"{cycle:%Y-%m}:{consumer}".encode(), key=ladder.encode()[:64], digest_size=8)
    return int.from_bytes(told.digest()) % PARTS < percent * PARTS // 100
