"""Numbers that people read to each other over the telephone: the last digit shows a mistake (ISO 7064, mod 11,10)."""

from __future__ import annotations

LEAST = 4  #: digits before the last one


def with_check_digit(serial: int) -> str:
    """Return the serial number as people see it: 12 is 00127."""
    digits = f"{serial:0{LEAST}}"
    return f"{digits}{_check(digits)}"


def is_whole(number: str) -> bool:
    """Return whether no digit of the number was mistaken for another, nor two beside each other exchanged."""
    return number.isascii() and number.isdigit() and len(number) > LEAST and _check(number[:-1]) == int(number[-1])


def _check(digits: str) -> int:
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (11 - rest) % 10
