"""Remember a costly answer for a while, so that many people looking at once cost no more than one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

from django.core.cache import cache

#: Looking may take this part of a core: what takes longer to find out is asked less often.
SHARE_FOR_LOOKING = 0.1
LEAST_AGE = 1.0  # seconds
#: So long an answer that is too old serves those who come while somebody asks anew.
SERVES_FOR = 60.0  # seconds

Answer = TypeVar("Answer")
_asking: dict[str, threading.Lock] = {}


class Known(NamedTuple):
    """An answer, when it was asked for, and until when it is good; by the clock that only climbs."""

    answer: object
    asked_at: float
    good_until: float


def remembered(name: str, ask: Callable[[], Answer], *, least: float = LEAST_AGE) -> Answer:
    """Return the answer that is remembered under the name, or ask anew; one asks, the others take what was known."""
    known: Known | None = cache.get(name)
    lock = _asking.setdefault(name, threading.Lock())
    if known and (_is_good(known) or lock.locked()):
        return cast("Answer", known.answer)
    with lock:
        known = cache.get(name)
        if known and _is_good(known):
            return cast("Answer", known.answer)
        began = time.monotonic()
        answer = ask()
        ended = time.monotonic()
        good_for = max(least, (ended - began) / SHARE_FOR_LOOKING)
        cache.set(name, Known(answer, began, ended + good_for), good_for + SERVES_FOR)
        return answer


def age(*names: str) -> float:
    """Return how many seconds ago the oldest of these answers was asked for; 0 where none is remembered."""
    known: dict[str, Known] = cache.get_many(names)
    return max((time.monotonic() - one.asked_at for one in known.values()), default=0.0)


def _is_good(known: Known) -> bool:
    return time.monotonic() < known.good_until
