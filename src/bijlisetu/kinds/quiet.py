"""The hours at which nothing of a kind goes out, by India's clock: pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bijlisetu.plumbing.india import INDIA


def quiet_until(quiet: tuple[time, time] | None, *, at: datetime) -> datetime | None:
    """Return when the quiet hours end that the moment lies in, by India's clock; none if it lies in none."""
    if quiet is None:
        return None
    begins, ends = quiet
    local = at.astimezone(INDIA)
    today = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    inside = begins <= local.time() < ends if begins <= ends else not ends <= local.time() < begins
    if not inside:
        return None
    return today if local < today else today + timedelta(days=1)


def quiet_for(quiet: tuple[time, time] | None) -> timedelta:
    """Return how long the quiet hours of a day last."""
    if quiet is None:
        return timedelta(0)
    begins, ends = quiet
    return timedelta(minutes=((ends.hour - begins.hour) * 60 + ends.minute - begins.minute) % (24 * 60))
