"""Days and hours as people here say and write them, in Hindi and English."""

from __future__ import annotations

from datetime import date, datetime, time

_HINDI = "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्टूबर नवम्बर दिसम्बर"
_ENGLISH = "January February March April May June July August September October November December"
_HINDI_SHORT = "जन फर मार्च अप्रै मई जून जुल अग सित अक्टू नव दिस"
_ENGLISH_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
#: By language; a Language of ours is its code, so both may ask.
MONTHS = {"hi": tuple(_HINDI.split()), "en": tuple(_ENGLISH.split())}
SHORT_MONTHS = {"hi": tuple(_HINDI_SHORT.split()), "en": tuple(_ENGLISH_SHORT.split())}
#: Until which hour each part of the day lasts.
PARTS_OF_DAY = ((4, "रात"), (12, "सुबह"), (16, "दोपहर"), (19, "शाम"), (24, "रात"))


def month_in_words(day: date, language: str) -> str:
    """Return 'नवम्बर 2026'."""
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def short_month(day: date, language: str) -> str:
    """Return 'नव 26', for the bars of a year."""
    return f"{SHORT_MONTHS[language][day.month - 1]} {day.year % 100:02}"


def day_in_words(day: date, language: str) -> str:
    """Return '22 नवम्बर 2026'."""
    return f"{day.day} {month_in_words(day, language)}"


def short_day(day: date, language: str) -> str:
    """Return '22 नवम्बर', for axes and tables that name the year once."""
    return f"{day.day} {MONTHS[language][day.month - 1]}"


def day_in_figures(day: date) -> str:
    """Return '22-11-2026', as in a table."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def hour_in_words(at: datetime | time, language: str) -> str:
    """Return 'सुबह 10:02 बजे' or '10:02 am'; at is in local time."""
    clock = f"{at.hour % 12 or 12}:{at:%M}"
    if language == "hi":
        part = next(part for until, part in PARTS_OF_DAY if at.hour < until)
        return f"{part} {clock} बजे"
    return f"{clock} {'am' if at.hour < 12 else 'pm'}"


def moment_in_words(at: datetime, language: str) -> str:
    """Return '22 नवम्बर 2026, सुबह 10:02 बजे'."""
    return f"{day_in_words(at, language)}, {hour_in_words(at, language)}"
