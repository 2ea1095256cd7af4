"""Days as exports write them, in every form that any column may have; the mapping says which of two orders holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values.dates import MONTHS, SHORT_MONTHS
from bijlisetu.values.digits import ascii_digits

#: What an export writes where there was no such day.
NOTHING = frozenset({"", "-", "--", "–", "—", "0", "NULL", "(NULL)", "0000-00-00", "00-00-0000", "00/00/0000"})
#: What programs write for a day they do not know, each its own first or last one.
NO_SUCH_DAYS = frozenset(
    {date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(9999, 12, 31)}
)
CLOCK = re.compile(
    r"[T,\s]\s*(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,:]\d{1,9})?)?"
    r"\s*(?P<half>[AP]\.?M\.?)?\s*(?P<zone>Z|UTC|GMT|IST|[+-]\d{2}:?\d{2})?$",
    re.ASCII,
)
FIGURES = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
WITH_NAME = re.compile(r"(\d{1,2})[-/.,\s]*([^\W\d]\S*?)\.?[-/.,\s]*(\d{4}|\d{2})")
NAME_FIRST = re.compile(r"([^\W\d]\S*?)\.?[-/\s]+(\d{1,2}),?[-/\s]+(\d{4})")
SERIAL = re.compile(r"(\d{5})(?:\.\d{1,15})?", re.ASCII)
DAY_ZERO = date(1899, 12, 30)  # of Excel's serial numbers
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 2000 to 2099: no other five digits are taken for a day
OTHER_NAMES = {"Sept": 9, "सितंबर": 9, "नवंबर": 11, "दिसंबर": 12, "अक्तूबर": 10, "फ़रवरी": 2}
NUMBERED = {name: at for names in (*MONTHS.values(), *SHORT_MONTHS.values()) for at, name in enumerate(names, start=1)}
NAMED = {unicodedata.normalize("NFC", name).upper(): month for name, month in {**NUMBERED, **OTHER_NAMES}.items()}


class DayReader:
    """Reads days; forms are the mapping's, as strptime writes them."""

    def __init__(self, forms: Sequence[str]) -> None:
        """
        Take the order of day and month from the forms.

        :raises ValueError: if they say both orders
        """
        figures = [form for form in forms if re.search(r"%d\W%m|%m\W%d", form) and not form.startswith("%Y")]
        orders = {form.index("%m") < form.index("%d") for form in figures}
        if len(orders) > 1:
            raise ValueError("dates write the day first and the month first: 11/12/2026 could be either")
        self._month_first = orders == {True}
        self._forms = tuple(forms)
        self.read = lru_cache(maxsize=10_000)(self._read)

    def other_way_round(self, text: str) -> bool:
        """Return whether the text can only be a day with month and day in the other order than the mapping's."""
        found = FIGURES.fullmatch(_without_clock(_tidy(text))[0])
        if not found:
            return False
        first, second, _ = map(int, found.groups())
        day, month = (first, second) if self._month_first else (second, first)
        return 12 < day <= 31 and 1 <= month <= 12

    def _read(self, text: str) -> date | None:
        written, clock = _without_clock(_tidy(text))
        day = self._day(written)
        return _in_india(day, clock) if day and clock else day

    def _day(self, text: str) -> date | None:
        if found := YEAR_FIRST.fullmatch(text):
            year, month, day = (part for part in found.groups() if part)
            return _made(year, month, day)
        if found := FIGURES.fullmatch(text):
            first, second, year = found.groups()
            return _made(year, first, second) if self._month_first else _made(year, second, first)
        if found := WITH_NAME.fullmatch(text):
            day, name, year = found.groups()
            return _made(year, NAMED.get(name, 0), day)
        if found := NAME_FIRST.fullmatch(text):
            name, day, year = found.groups()
            return _made(year, NAMED.get(name, 0), day)
        if (found := SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
            return DAY_ZERO + timedelta(days=int(found[1]))
        return self._by_form(text)

    def _by_form(self, text: str) -> date | None:
        for form in self._forms:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", ascii_digits(text)).upper().split())


def _without_clock(text: str) -> tuple[str, re.Match[str] | None]:
    clock = CLOCK.search(text)
    return (text[: clock.start()].rstrip(" ,"), clock) if clock else (text, None)


def _in_india(day: date, clock: re.Match[str]) -> date | None:
    """Return the day in India; midnight there is half past six of the evening before in a file that writes UTC."""
    hour, half = int(clock["hour"]), (clock["half"] or "").replace(".", "")
    if (half and not 1 <= hour <= 12) or hour > 23:
        return None
    hour = hour % 12 + 12 * (half == "PM") if half else hour
    zone = clock["zone"]
    if zone in (None, "IST"):
        return day
    ahead = timedelta() if zone in ("Z", "UTC", "GMT") else _ahead(zone)
    moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"]), tzinfo=UTC) - ahead
    return day_in_india(moment)


def _ahead(zone: str) -> timedelta:
    digits = zone[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -ahead if zone[0] == "-" else ahead


def _made(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
    except ValueError:
        return None
