"""The office days that hold now: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from bijlisetu.editions.queries import in_force
from bijlisetu.network.office_days import FILE, OfficeDays, file_of, read, shipped


def office_days(utility: str) -> OfficeDays:
    """Return the days of the utility, edited or as they came with us; of one that has no file, what is common."""
    name = file_of(utility)
    return in_force(f"{FILE}{name}", at=timezone.now(), shipped=shipped(name), read=partial(read, name))
