"""Serial numbers of sheets: a digit at the end tells a slip of the finger from another sheet; pure."""

from __future__ import annotations

from bijlisetu.values.check_digit import is_checked, with_check
from bijlisetu.values.digits import digits_in

DIGITS = 7  #: at least, the last of them for checking
LONGEST = 19


def serial_of(number: int) -> str:
    """Return the serial of the sheet of this number: its digits, and one that checks them."""
    return with_check(f"{number:0{DIGITS - 1}}")


def serial_in(typed: str) -> str:
    """Return the serial that was typed, with digits of any script and blanks between; nothing if it cannot be one."""
    digits = digits_in(typed[:40])
    return digits if DIGITS <= len(digits) <= LONGEST and is_checked(digits) else ""
