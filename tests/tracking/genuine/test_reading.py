"""Who asks whether a message is ours, and who tells of a forged one; a wrong bill is neither."""

from __future__ import annotations

import pytest

from bijlisetu.tracking.genuine.reading import asks, sender_in, tells, told_in


@pytest.mark.parametrize(
    "text",
    [
        "VERIFY 9V4K2QXD3F4H7", "verify: 9V4K2QXD3F4H7", "असली 9V4K2QXD3F4H7", "asli 9V4K2QXD3F4H7", "Genuine?",
        "is this genuine", "Is this message real?", "क्या यह संदेश असली है", "kya ye message asli hai",
        "kya yeh fraud hai?", "is it a scam", "यह नकली है क्या",
    ],
)  # fmt: skip
def test_a_question_is_heard(text: str) -> None:
    assert asks(text)
    assert not tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "light nahi hai", "bill galat hai", "हाँ", "NO 1234", "meter jal gaya", "farji bill aaya hai",
        "real mein light nahi", "सही है", "fraud ho gaya mere saath",
    ],
)  # fmt: skip
def test_what_is_something_else_is_left_to_others(text: str) -> None:
    assert not asks(text)
    assert not tells(text)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("FORGED 6000000001 your light is cut tonight", "6000000001"),
        ("नकली 60000 00001 आज रात बिजली कटेगी", "6000000001"),
        ("fake +91-6000000001: pay Rs 10", "6000000001"),
        ("फर्जी ६०००००००01 ऐप डालें", "6000000001"),
        ("fraud VM-ABCDEF pay now", "ABCDEF"),
    ],
)
def test_a_forged_message_is_told_with_its_sender(text: str, sender: str) -> None:
    assert tells(text)
    assert told_in(text).sender == sender
    assert not told_in(text).text.casefold().startswith(("forged", "fake", "fraud"))


@pytest.mark.parametrize("text", ["", "1912", "UPI", "12345678901234", "a@example.in"])
def test_what_names_no_sender_gives_none(text: str) -> None:
    assert sender_in(text) == ""
