"""Digits of any script."""

from __future__ import annotations

from bijlisetu.values.digits import ascii_digits, digits_in


def test_digits_of_any_script_are_ours_and_all_else_stays() -> None:
    assert ascii_digits("खाता ४२-७ a1²") == "खाता 42-7 a1²"


def test_of_what_was_typed_the_digits_alone_are_taken() -> None:
    assert digits_in(" १२3 456\x00²") == "123456"
