"""When a visit was, by our clock, and when the next one should be; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

#: No visit waits so long on a telephone, and no beat is worked on so long.
YEAR = timedelta(days=366)
#: From this hour on people are back from work.
EVENING = 17


def by_our_clock(
    said_at: datetime, *, clock: datetime | None, since: datetime | None, received_at: datetime
) -> datetime | None:
    """
    Return when a visit was: as the telephone said it, put right by how far its clock is off now.

    A visit was not before the worker had the beat, nor after we heard of it. Where its time is a year beside that, the
    clock was changed between visit and sending, and nothing can be said: none.

    :param clock: what the telephone's clock says now; none where no telephone tells of it
    :param since: when the worker had the beat first; none outside of beats
    """
    try:
        put_right = said_at + (received_at - clock) if clock else said_at
        if not (since or received_at) - YEAR < put_right < received_at + YEAR:
            return None
    except OverflowError:  # the years 1 and 9999
        return None
    return min(max(put_right, since or put_right), received_at)


def another_hour(*, by_day: int, in_evening: int) -> str:
    """
    Return when somebody goes to a door once more that so many visits have left open; empty where nobody was yet.

    Who is out by day is home in the evening more often than the other way round: so two evenings to one day.
    """
    if not by_day + in_evening:
        return ""
    return "evening" if by_day and in_evening < 2 * by_day else "day"
