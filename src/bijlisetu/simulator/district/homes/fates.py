"""What became of each consumer's number in the department's records."""

from __future__ import annotations

import enum
import random
from collections.abc import Iterator

from bijlisetu.simulator.district.cards import pack, parts
from bijlisetu.simulator.district.profiles import CONSUMERS_PER_READER, READER_ACCOUNTS, READERS_FROM, Profile


class Fate(enum.Enum):
    """What stands where the records have a mobile number."""

    GOOD = "the consumer's own number, or the family's"
    MISSING = "nothing"
    UNUSABLE = "something that is no mobile number"
    CLOSED = "a number that rings no longer"
    STRANGER = "a number that somebody else has by now"
    READER = "the meter reader's own number"


WRONG_NUMBERS = (Fate.UNUSABLE, Fate.CLOSED, Fate.STRANGER)


def beats(accounts: int) -> list[int]:
    """Return how many accounts each meter reader visits."""
    readers = max(1, round(accounts / CONSUMERS_PER_READER))
    return parts(accounts, weights=[1] * readers)


def fates_of_beat(size: int, *, profile: Profile, accounts: int, rng: random.Random) -> Iterator[Fate]:
    """Yield a fate for each account of one reader's beat, in the profile's proportions."""
    good = 1 - profile.missing - profile.unusable - profile.closed - profile.stranger
    shares = {
        Fate.MISSING: profile.missing,
        Fate.UNUSABLE: profile.unusable,
        Fate.CLOSED: profile.closed,
        Fate.STRANGER: profile.stranger,
        Fate.GOOD: good,
    }
    counts = dict(zip(shares, parts(size, weights=list(shares.values())), strict=True))
    if accounts >= READERS_FROM:
        _make_room_for_reader(counts)
    cards = pack(counts)
    rng.shuffle(cards)
    yield from cards


def _make_room_for_reader(counts: dict[Fate, int]) -> None:
    # The good keep their share: the reader's accounts come out of the wrong numbers, at most half of each
    # so that a small district still has every kind, and the rest out of the missing.
    wrong = [counts[fate] for fate in WRONG_NUMBERS]
    taken = min(READER_ACCOUNTS, sum(count // 2 for count in wrong))
    for fate, part in zip(WRONG_NUMBERS, parts(taken, weights=wrong), strict=True):
        counts[fate] -= part
    counts[Fate.MISSING] -= READER_ACCOUNTS - taken
    counts[Fate.READER] = READER_ACCOUNTS
