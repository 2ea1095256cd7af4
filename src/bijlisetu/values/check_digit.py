"""A digit at the end of a number that tells a slip of the finger from another number; pure."""

from __future__ import annotations

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


def with_check(digits: str) -> str:
    """Return the digits with the one behind them that checks them."""
    return f"{digits}{_interim(digits)}"


def is_checked(digits: str) -> bool:
    """Return whether the last digit is the one that checks the others."""
    return len(digits) > 1 and _interim(digits) == 0


def _interim(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = TABLE[interim][int(digit)]
    return interim
