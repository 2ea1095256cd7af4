"""Serial numbers of sheets: a digit at the end tells a slip of the finger from another sheet; pure."""

from __future__ import annotations

from bijlisetu.values.digits import digits_in

#: Damm's quasigroup of order ten: it finds every wrong digit, and any two neighbours that change places.
TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
DIGITS = 7  #: at least, the last of them for checking
LONGEST = 19


def serial_of(number: int) -> str:
    """Return the serial of the sheet of this number: its digits, and one that checks them."""
    digits = f"{number:0{DIGITS - 1}}"
    return f"{digits}{_check(digits)}"


def serial_in(typed: str) -> str:
    """Return the serial that was typed, with digits of any script and blanks between; nothing if it cannot be one."""
    digits = digits_in(typed[:40])
    return digits if DIGITS <= len(digits) <= LONGEST and _check(digits) == 0 else ""


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = TABLE[interim][int(digit)]
    return interim
