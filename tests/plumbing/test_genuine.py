"""The code in a message: made without a table, out of reach of guessing, read as people copy it."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bijlisetu.plumbing import links
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.genuine import MARKS, SEAL, code_of, number_of, numbers_in

SECRET = "s"
NUMBER = 202611 * A_MONTH + 462_000


def read(code: str) -> int | None:
    return number_of(code, secret=SECRET)


@pytest.mark.parametrize("number", [1, 31, 32, 10**9, NUMBER, 202612 * A_MONTH + 9_999_999_999, 200001 * A_MONTH])
def test_a_code_gives_its_number_and_is_short(number: int) -> None:
    code = code_of(number, secret=SECRET)

    assert read(code) == number
    assert len(code) <= 17
    assert set(code) <= set(MARKS)


def test_of_an_ordinary_month_it_has_fourteen_marks() -> None:
    assert len(code_of(NUMBER, secret=SECRET)) == 14


def test_no_changed_code_is_one() -> None:
    code = code_of(NUMBER, secret=SECRET)

    for place in range(len(code)):
        for mark in MARKS:
            if mark != code[place]:
                assert read(code[:place] + mark + code[place + 1 :]) is None


def test_forty_bits_are_out_of_reach() -> None:
    rng = random.Random(1)
    body = code_of(NUMBER, secret=SECRET)[:-SEAL]

    assert 32**SEAL >= 2**40
    assert not any(read(body + "".join(rng.choices(MARKS, k=SEAL))) for _ in range(5000))
    assert number_of(code_of(NUMBER, secret="other"), secret=SECRET) is None


@pytest.mark.parametrize("text", ["", "x", "0" * 8, "0" * 11, "Z" * 20, "é" * 14, "कोड" * 5, "\ud800" * 12])
def test_what_we_did_not_make_is_none(text: str) -> None:
    assert read(text) is None
    assert list(numbers_in(text, secret=SECRET)) == []


def test_it_is_read_from_a_whole_message_in_small_letters_and_with_a_slip_for_a_like_mark() -> None:
    code = code_of(NUMBER, secret=SECRET)
    slipped = code.lower().replace("1", "l").replace("0", "o")

    for said in (f"खाता ..1234 का कोड {code}। सहायता 1912", f"VERIFY {slipped}", f"({code})"):
        assert list(numbers_in(said, secret=SECRET)) == [NUMBER]


@pytest.mark.parametrize("purpose", ["bill", "unsubscribe"])
def test_a_link_of_ours_stands_for_its_message_though_its_day_has_passed(purpose: str) -> None:
    token = links.sign(NUMBER, purpose=purpose, last_day=date(2026, 1, 2), secret=SECRET)

    for said in (f"बिल: https://bill.example.in/b/{token} देखें", token):
        assert list(numbers_in(said, secret=SECRET)) == [NUMBER]
    assert list(numbers_in(f"https://bill.example.in/b/{token[:-1]}x", secret=SECRET)) == []


def test_a_flood_of_words_is_looked_at_so_far() -> None:
    flood = "A1B2C3D4E5F6 " * 200

    assert list(numbers_in(flood + code_of(NUMBER, secret=SECRET), secret=SECRET)) == []
