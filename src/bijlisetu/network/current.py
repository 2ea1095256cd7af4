"""The office days that hold now: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from bijlisetu.editions.queries import as_edited, texts
from bijlisetu.network.office_days import FILE, OfficeDays, file_of, read, shipped


def office_days(utility: str) -> OfficeDays:
    """Return the days of the utility, edited or as they came with us; of one that has no file, what is common."""
    name = file_of(utility)
    edited = texts(f"{FILE}{name}", at=timezone.now()).get(f"{FILE}{name}", "")
    return as_edited(edited, shipped=shipped(name), read=partial(read, name))
