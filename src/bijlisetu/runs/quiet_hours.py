"""Between which hours of the day which sorts of messages wait, as a file says it: pure, and checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from functools import cache
from typing import Any

from bijlisetu.editions.faults import UNASKED, Fault, faults_in, sound
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import STAFF, Kind, Lane
from bijlisetu.kinds.quiet import quiet_for
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
FILE = "quiet-hours"
TABLE = "quiet_hours"
HEAD = """# Between these hours of India's clock nothing of a sort goes out; it goes when they are over. [] stands for
# no such hours. Codes and news of outages never wait, and people at work have hours of their own: neither is listed.

[quiet_hours]
"""
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
LONGEST = timedelta(hours=16)
NO_HOURS = 'Hours are written as ["21:00", "08:00"]: from the evening to the morning; [] stands for none.'
TOO_LONG = "Quiet for more than 16 hours: too little of the day is left to tell everybody."
NEVER_WAITS = "Codes and news of outages never wait, and people at work have hours of their own."
Hours = tuple[time, time] | None


class BadQuietHours(Refusal):
    """The file of quiet hours cannot be used as it is written."""


@cache
def shipped() -> str:
    """Return what the files of the kinds say, as one file."""
    return HEAD + "".join(f"{kind.name} = {_written(kind)}\n" for kind in kinds().values() if may_wait(kind))


def may_wait(kind: Kind) -> bool:
    """Return whether messages of the kind may wait for the morning."""
    return kind.lane not in (Lane.OTP, Lane.OUTAGE) and kind.purpose != STAFF  # memos go by their kinds' own files


def read(text: str) -> Mapping[str, Hours]:
    """
    Return the hours of each sort that the text names; one that it does not name keeps those of its own file.

    :raises BadQuietHours: naming each line and what is wrong with it
    """
    told = sound(text, faults(text), file=FILE, refuse=BadQuietHours)
    return {name: _hours(said) for name, said in told[TABLE].items()}


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a file of quiet hours."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in told if name != TABLE)
    table = told.get(TABLE)
    if not isinstance(table, dict):
        yield TABLE, NO_HOURS
        return
    for name, said in table.items():
        if words := _fault_of(name, said):
            yield f"{TABLE}.{name}", words


def _fault_of(name: str, said: object) -> str:
    kind = kinds().get(name)
    if kind is None:
        return UNASKED
    if not may_wait(kind):
        return NEVER_WAITS
    if not isinstance(said, list) or not all(isinstance(one, str) and HOUR.fullmatch(one) for one in said):
        return NO_HOURS
    if len(said) not in (0, 2) or (said and said[0] == said[1]):
        return NO_HOURS
    return TOO_LONG if quiet_for(_hours(said)) > LONGEST else ""


def _hours(said: list[str]) -> Hours:
    return (time.fromisoformat(said[0]), time.fromisoformat(said[1])) if said else None


def _written(kind: Kind) -> str:
    return "[]" if kind.quiet is None else "[{}]".format(", ".join(f'"{one:%H:%M}"' for one in kind.quiet))
