"""How long to wait: pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bijlisetu.outbox.kinds import Kind
from bijlisetu.values import ChannelKind

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One step of a kind's ladder, and the real time to wait there for proof of arrival."""

    kind: str
    step: int
    channel: ChannelKind
    length: timedelta


def waits(kinds: Iterable[Kind], *, channels: frozenset[ChannelKind], factor: float) -> tuple[Wait, ...]:
    """Return the steps that can be taken on the channels at hand, with waits shortened by the factor of the clock."""
    return tuple(
        Wait(kind=kind.name, step=place, channel=step.channel, length=step.wait / factor)
        for kind in kinds
        for place, step in enumerate(kind.ladder)
        if step.channel in channels
    )


def backoff(tries: int, *, asked: float, factor: float) -> timedelta:
    """Return the pause before a letter that never left is tried again: doubling, or what the carrier asked for."""
    doubling = min(FIRST_PAUSE * float(2 ** (tries - 1)), LONGEST_PAUSE) / factor
    return max(doubling, timedelta(seconds=asked), timedelta(milliseconds=50))
