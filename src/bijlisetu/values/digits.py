"""Digits of any script as 0 to 9: Devanagari's are typed, printed and exported too."""

from __future__ import annotations


def ascii_digits(text: str) -> str:
    """Return the text with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(mark)) if mark.isdecimal() else mark for mark in text)


def digits_in(text: str) -> str:
    """Return the digits of the text alone, as 0 to 9; whatever is no digit is left out."""
    return "".join(filter(str.isdecimal, ascii_digits(text)))
