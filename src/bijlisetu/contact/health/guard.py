"""
When too many addresses fail at once it is the carrier that fails: that day's signs are counted against nobody.

Pure rules. Counted are the addresses that had not failed before: those that have are no news, and when all of them
are looked at again after months that is no incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What counts as a jump."""

    #: Fewer addresses tell nothing of a carrier, and a wrong verdict on so few does little harm.
    least: int = 200
    #: The odds must be so many times as high. Shares will not do: one above a third cannot become three times as high.
    times: float = 3.0
    #: The share must rise by so much as well, for three times a tiny share is tiny.
    more: float = 0.05


THRESHOLD = Threshold()


class FirstFailures(NamedTuple):
    """How many addresses were tried that had not failed before, and how many of them failed now."""

    tries: int = 0
    dead: int = 0  #: unknown to the operator, to the mailbox's server, or to WhatsApp
    absent: int = 0


class Origin(NamedTuple):
    """Where failures may come from: one sender of ours, or one series of numbers (the domain, of mailboxes)."""

    channel: str
    sender: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Tallied:
    """One day's count of one channel, sender and series."""

    day: date
    channel: str
    sender: str
    series: str
    count: FirstFailures


@dataclass(frozen=True, slots=True)
class Jump:
    """A day on which failures of the origin jumped, and what is usual there."""

    day: date
    origin: Origin
    now: FirstFailures
    usual: FirstFailures


def jumps(
    tallies: Iterable[Tallied], *, day: date, usual: Mapping[Origin, FirstFailures], threshold: Threshold = THRESHOLD
) -> tuple[Jump, ...]:
    """
    Return the origins that jumped on the day, against what is usual for each.

    A series is looked at first: where the trouble is one operator's, a sender's other numbers still count.
    """
    of_day = [tally for tally in tallies if tally.day == day]
    series = _jumps(_sums(of_day, by_sender=False), day=day, usual=usual, threshold=threshold)
    troubled = {(jump.origin.channel, jump.origin.series) for jump in series}
    rest = [tally for tally in of_day if (tally.channel, tally.series) not in troubled]
    return series + _jumps(_sums(rest, by_sender=True), day=day, usual=usual, threshold=threshold)


def is_jump(now: FirstFailures, usual: FirstFailures, *, threshold: Threshold = THRESHOLD) -> bool:
    """Return whether failures of either sort are far above what is usual."""
    if min(now.tries, usual.tries) < threshold.least:
        return False
    return any(
        _odds(failed, now.tries) > threshold.times * _odds(before, usual.tries)
        and failed / now.tries > before / usual.tries + threshold.more
        for failed, before in ((now.dead, usual.dead), (now.absent, usual.absent))
    )


def _jumps(
    sums: Mapping[Origin, FirstFailures], *, day: date, usual: Mapping[Origin, FirstFailures], threshold: Threshold
) -> tuple[Jump, ...]:
    found = []
    for origin, now in sorted(sums.items()):
        known = usual.get(origin, FirstFailures())
        # An origin without a past is compared with the others of the same day.
        if known.tries < threshold.least:
            known = _neighbours(origin, sums)
        if is_jump(now, known, threshold=threshold):
            found.append(Jump(day, origin, now, known))
    return tuple(found)


def _neighbours(origin: Origin, sums: Mapping[Origin, FirstFailures]) -> FirstFailures:
    others = (count for other, count in sums.items() if other.channel == origin.channel and other != origin)
    return _total(others)


def _sums(tallies: Iterable[Tallied], *, by_sender: bool) -> dict[Origin, FirstFailures]:
    sums: dict[Origin, FirstFailures] = {}
    for tally in tallies:
        origin = Origin(tally.channel, sender=tally.sender) if by_sender else Origin(tally.channel, series=tally.series)
        sums[origin] = _total((sums.get(origin, FirstFailures()), tally.count))
    return sums


def _total(counts: Iterable[FirstFailures]) -> FirstFailures:
    return FirstFailures(*map(sum, zip(FirstFailures(), *counts, strict=True)))


def _odds(failed: int, tries: int) -> float:
    # Half a case is added on either side: else there were no odds where none or all failed.
    return (failed + 0.5) / (tries - failed + 0.5)
