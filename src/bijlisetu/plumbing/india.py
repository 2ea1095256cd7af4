"""The day and the hour as they are in India, whatever the machine believes."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30), "IST")  # one zone, and no summer time since 1945


def day_in_india(at: datetime) -> date:
    """Return the calendar day in India at that instant."""
    return at.astimezone(INDIA).date()
