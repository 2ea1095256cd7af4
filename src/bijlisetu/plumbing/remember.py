"""Remember a costly answer for a while, so that many people looking at once cost no more than one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

#: Looking may take this part of a core: what takes longer to find out is asked less often.
SHARE_FOR_LOOKING = 0.1
LEAST_AGE = 1.0  # seconds

Answer = TypeVar("Answer")


def remembered(name: str, ask: Callable[[], Answer], *, least: float = LEAST_AGE) -> Answer:
    """Return the answer that is remembered under the name, or ask anew."""
    known: Answer | None = cache.get(name)
    if known is not None:
        return known
    began = time.monotonic()
    answer = ask()
    took = time.monotonic() - began
    cache.set(name, answer, max(least, took / SHARE_FOR_LOOKING))
    return answer
