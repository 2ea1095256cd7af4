"""How long to wait, and what a verdict leads to: pure arithmetic."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bijlisetu.kinds.kind import Kind, Lane
from bijlisetu.values import ChannelKind, Language

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
#: How long an engine may hold a letter: longer than a slow carrier takes, and shorter where somebody waits.
LEASES = {
    Lane.OTP: timedelta(minutes=1),
    Lane.OUTAGE: timedelta(minutes=3),
    Lane.SERVICE: timedelta(minutes=10),
    Lane.BULK: timedelta(minutes=10),
}


class Shut(enum.StrEnum):
    """What becomes of a notice whose next step is shut for a while."""

    PARK = "park"  #: it waits for the channel, unless it is urgent or would be too late: then the next step is taken
    POSTPONE = "postpone"  #: it is looked at again when the step opens
    SKIP = "skip"  #: the next step is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of a kind's ladder in one language, how long to wait there for a receipt, and until when it is shut."""

    kind: str
    language: Language
    step: int
    channel: ChannelKind
    wait: timedelta
    ttl: timedelta | None = None  #: how long the carrier goes on trying, where that cannot be said with each letter
    refusable: str = ""  #: the purpose, where a person may refuse it
    shut: Shut | None = None
    shut_until: datetime | None = None


Ladder = tuple[Rung, ...]


def ladder(kinds: Iterable[Kind], *, channels: frozenset[ChannelKind], factor: float) -> Ladder:
    """Return the steps that can be taken on the channels at hand, with waits shortened by the factor of the clock."""
    return tuple(
        Rung(
            kind=kind.name,
            language=language,
            step=place,
            channel=step.channel,
            wait=step.wait / factor,
            ttl=_ttl(kind, step.channel, language),
            refusable=kind.purpose if kind.may_be_refused else "",
        )
        for kind in kinds
        for place, step in enumerate(kind.ladder)
        for language in Language
        if step.channel in channels
    )


def _ttl(kind: Kind, channel: ChannelKind, language: Language) -> timedelta | None:
    seconds = kind.whatsapp[language].ttl_seconds if channel is ChannelKind.WHATSAPP and kind.whatsapp else None
    return timedelta(seconds=seconds) if seconds else None


def close(rungs: Ladder, which: Callable[[Rung], bool], how: Shut, *, until: datetime) -> Ladder:
    """Return the ladder with those rungs shut that are meant and still open."""
    return tuple(
        replace(rung, shut=how, shut_until=until) if rung.shut is None and which(rung) else rung for rung in rungs
    )


def leases(*, factor: float, shortest: timedelta) -> dict[Lane, timedelta]:
    """Return the leases by a faster clock, but none shorter than a carrier may take to answer."""
    return {lane: max(lease / factor, shortest) for lane, lease in LEASES.items()}


def backoff(tries: int, *, asked: float, factor: float) -> timedelta:
    """Return the pause before a letter that never left is tried again: doubling, or what the carrier asked for."""
    doubling = min(FIRST_PAUSE * float(2 ** (tries - 1)), LONGEST_PAUSE) / factor
    return max(doubling, timedelta(seconds=asked), timedelta(milliseconds=50))
