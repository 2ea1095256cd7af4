"""
The carriers' clock: the one on the wall, or one that a story has set and that goes on from there.

Whatever happens to a message happens by this clock. What keeps the processes alive goes by the wall's.
"""

from __future__ import annotations

import time

_ahead = 0.0


def now() -> float:
    """Return the moment in seconds of the epoch."""
    return time.time() + _ahead


def set_ahead(seconds: float) -> None:
    """Set this process's clock to so many seconds before the wall's; to fewer than none, behind it."""
    global _ahead  # noqa: PLW0603 - a process has one clock
    _ahead = seconds
