"""When a number is asked by a message, and when the office calls it; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

#: The worker may still be at the door, with a code on its way.
ASK_AFTER = timedelta(hours=1)
#: So long people have to answer the message.
CALL_AFTER = timedelta(hours=25)
#: Nobody picked up: in the evening once more, then each day. It never ends by itself.
SOON, NEXT_DAY = timedelta(hours=4), timedelta(days=1)
#: Whoever waits longer than this after the call was due is late.
LATE_AFTER = timedelta(days=3)


def call_again_at(calls: int, *, at: datetime) -> datetime:
    """Return when the number is called next, after so many calls."""
    return at + (SOON if calls == 1 else NEXT_DAY)
