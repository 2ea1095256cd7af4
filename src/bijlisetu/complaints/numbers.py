"""The number by which a complaint is known for ever: the year, its place in the year, a digit that checks it; pure."""

from __future__ import annotations

import re

from bijlisetu.values.check_digit import is_checked, with_check
from bijlisetu.values.digits import ascii_digits

#: So many digits of the place in the year at least: 2026 00001 and its check digit are said as 2026-00001-7.
PLACES = 5
LONGEST = 20
WRITTEN = re.compile(r"(20\d\d)[\s.–-]*(\d{5,9})[\s.–-]*(\d)", re.ASCII)


def number_of(year: int, place: int) -> str:
    """Return the number, digits alone, as it is kept: 2026000017."""
    return with_check(f"{year}{place:0{PLACES}}")


def as_written(number: str) -> str:
    """Return the number as it is said and printed: 2026-00001-7."""
    return f"{number[:4]}-{number[4:-1]}-{number[-1]}"


def number_in(typed: str) -> str:
    """Return the number that was typed, in digits of any script, with or without dashes; nothing if it is none."""
    found = WRITTEN.fullmatch(ascii_digits(typed[: 2 * LONGEST]).strip())
    digits = "".join(found.groups()) if found else ""
    return digits if digits and len(digits) <= LONGEST and is_checked(digits) else ""
