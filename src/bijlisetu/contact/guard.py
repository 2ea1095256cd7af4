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
class Alarm:
    """What counts as a jump."""

    #: With fewer a bad day looks like any other, and little can be done wrong.
    least: int = 200
    #: In odds and not in shares: above one in three no share can be three times as high.
    times: float = 3.0
    #: Three times next to nothing is next to nothing.
    more: float = 0.05


ALARM = Alarm()


class Count(NamedTuple):
    """How many addresses were tried that had not failed before, and how many of them failed now."""

    tries: int = 0
    dead: int = 0  #: unknown to the operator, to the mailbox's server, or to WhatsApp
    absent: int = 0


class Scope(NamedTuple):
    """Where failures may come from: one sender of ours, or one series of numbers (the domain, of mailboxes)."""

    channel: str
    sender: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One day's count of one channel, sender and series."""

    day: date
    channel: str
    sender: str
    series: str
    count: Count


@dataclass(frozen=True, slots=True)
class Jump:
    """A day on which failures of the scope jumped, and what is usual there."""

    day: date
    scope: Scope
    now: Count
    usual: Count


def jumps(
    tallies: Iterable[Tally], *, day: date, usual: Mapping[Scope, Count], alarm: Alarm = ALARM
) -> tuple[Jump, ...]:
    """
    Return the scopes that jumped on the day, against what is usual for each.

    A series is looked at first: where the trouble is one operator's, a sender's other numbers still count.
    """
    of_day = [tally for tally in tallies if tally.day == day]
    series = _jumps(_sums(of_day, by_sender=False), day=day, usual=usual, alarm=alarm)
    troubled = {(jump.scope.channel, jump.scope.series) for jump in series}
    rest = [tally for tally in of_day if (tally.channel, tally.series) not in troubled]
    return series + _jumps(_sums(rest, by_sender=True), day=day, usual=usual, alarm=alarm)


def is_jump(now: Count, usual: Count, *, alarm: Alarm = ALARM) -> bool:
    """Return whether failures of either sort are far above what is usual."""
    if min(now.tries, usual.tries) < alarm.least:
        return False
    return any(
        _odds(failed, now.tries) > alarm.times * _odds(before, usual.tries)
        and failed / now.tries > before / usual.tries + alarm.more
        for failed, before in ((now.dead, usual.dead), (now.absent, usual.absent))
    )


def _jumps(sums: Mapping[Scope, Count], *, day: date, usual: Mapping[Scope, Count], alarm: Alarm) -> tuple[Jump, ...]:
    found = []
    for scope, now in sorted(sums.items()):
        known = usual.get(scope, Count())
        # What has no past yet is held against its neighbours of the same day.
        if known.tries < alarm.least:
            known = _neighbours(scope, sums)
        if is_jump(now, known, alarm=alarm):
            found.append(Jump(day, scope, now, known))
    return tuple(found)


def _neighbours(scope: Scope, sums: Mapping[Scope, Count]) -> Count:
    others = (count for other, count in sums.items() if other.channel == scope.channel and other != scope)
    return _total(others)


def _sums(tallies: Iterable[Tally], *, by_sender: bool) -> dict[Scope, Count]:
    sums: dict[Scope, Count] = {}
    for tally in tallies:
        scope = Scope(tally.channel, sender=tally.sender) if by_sender else Scope(tally.channel, series=tally.series)
        sums[scope] = _total((sums.get(scope, Count()), tally.count))
    return sums


def _total(counts: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(Count(), *counts, strict=True)))


def _odds(failed: int, tries: int) -> float:
    # Half a case on either side, so that none and all are numbers too.
    return (failed + 0.5) / (tries - failed + 0.5)
