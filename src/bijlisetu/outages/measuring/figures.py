"""How lists and returns write months, durations, counts and whether it was planned: pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bijlisetu.values.dates import MONTHS, SHORT_MONTHS
from bijlisetu.values.digits import ascii_digits

MINUTES_OF = {"minutes": 1, "minute": 1, "min": 1, "mins": 1, "m": 1, "hours": 60, "hour": 60, "hrs": 60, "hr": 60,
              "h": 60, "days": 1440, "day": 1440, "d": 1440}  # fmt: skip
#: Hours may be many: 1635774:04 is 1635774 hours and 4 minutes.
CLOCK = re.compile(r"(\d{1,10}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
#: Excel keeps a duration as a moment after its day zero, and shows hours and minutes.
OF_EXCEL = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2})?", re.ASCII)
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a duration has no zone
MARKS = re.compile(r"[,\s_]")
YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ]\d{1,2}(?:[ T].*)?)?", re.ASCII)
MONTH_FIRST = re.compile(r"(?:\d{1,2}[-/. ])?(\d{1,2})[-/. ](\d{4})", re.ASCII)
NAMED = re.compile(r"([^\d\s\-/'’,.]+)[-/'’,. ]*(\d{4}|\d{2})")
YEARS = range(2000, 2100)
NUMBERED = {name: at for names in (*MONTHS.values(), *SHORT_MONTHS.values()) for at, name in enumerate(names, start=1)}
OTHER_NAMES = {"Sept": 9, "सितंबर": 9, "नवंबर": 11, "दिसंबर": 12, "अक्तूबर": 10}
MONTH_NAMES = {
    unicodedata.normalize("NFC", name).casefold(): month for name, month in {**NUMBERED, **OTHER_NAMES}.items()
}
PLANNED = frozenset({"planned", "scheduled", "shutdown", "s/d", "yes", "y", "p", "नियोजित", "शटडाउन"})
UNPLANNED = frozenset(
    {
        "unplanned",
        "unscheduled",
        "breakdown",
        "b/d",
        "forced",
        "fault",
        "trip",
        "tripping",
        "no",
        "n",
        "u",
        "अनियोजित",
        "ब्रेकडाउन",
    }
)
MOST = Decimal(10) ** 17


def month_in(text: str) -> date | None:
    """Return the first day of the month that is written; none if it is none of ours."""
    text = unicodedata.normalize("NFC", ascii_digits(text).strip())
    if found := YEAR_FIRST.fullmatch(text):
        return _month(found[1], int(found[2]))
    if found := MONTH_FIRST.fullmatch(text):
        return _month(found[2], int(found[1]))
    if found := NAMED.fullmatch(text):
        return _month(found[2], MONTH_NAMES.get(found[1].casefold(), 0))
    return None


def minutes_in(text: str, *, unit: str) -> Decimal | None:
    """Return the minutes that are written as hours:minutes, or as a number in the unit; none if they are not."""
    text = ascii_digits(text).strip()
    if found := CLOCK.fullmatch(text):
        return Decimal(found[1]) * 60 + Decimal(found[2]) + Decimal(found[3] or 0) / 60
    if OF_EXCEL.fullmatch(text):
        lasted = datetime.fromisoformat(text) - DAY_ZERO
        return Decimal(lasted.days) * 1440 + Decimal(lasted.seconds) / 60 if lasted.days >= 0 else None
    number, times = number_in(text), MINUTES_OF.get(unit.strip().casefold())
    return None if number is None or times is None else number * times


def number_in(text: str) -> Decimal | None:
    """Return the number, with commas or without; none if it is none, or below zero."""
    try:
        found = Decimal(MARKS.sub("", ascii_digits(text)))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < MOST else None


def is_planned(text: str) -> bool | None:
    """Return whether it was planned; none if the word is neither. Ask only where there is a word."""
    word = unicodedata.normalize("NFC", text.strip().casefold())
    if word in PLANNED:
        return True
    return False if word in UNPLANNED else None


def _month(year: str, month: int) -> date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    return date(number, month, 1) if 1 <= month <= 12 and number in YEARS else None
