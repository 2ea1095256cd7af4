"""Moments as machines write them to each other."""

from __future__ import annotations

import re
from datetime import datetime

from bijlisetu.plumbing.india import INDIA

SECONDS, THOUSANDTHS = re.compile(r"\d{1,11}", re.ASCII), re.compile(r"\d{13}", re.ASCII)


class NoZone(ValueError):
    """The moment names no zone: at night nobody would know of which day it is."""


def moment_of(text: str) -> datetime:
    """
    Return the moment that is told in seconds since 1970, thousandths of them, or ISO 8601, as it is in India.

    :raises NoZone: if it has none
    :raises ValueError: if it is no moment
    """
    if SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), INDIA)
    if THOUSANDTHS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, INDIA)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise NoZone("the moment has no zone")
    try:
        return moment.astimezone(INDIA)
    except OverflowError:  # the last evening of the year 9999 has no day there
        raise ValueError("the moment is beyond all days") from None
