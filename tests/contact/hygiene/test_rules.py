"""What the rules of hygiene doubt, by the digits alone, and how their file is checked."""

from __future__ import annotations

import pytest

from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.rules import BadRules

TITLE = 'title = { hi = "क", en = "A" }\nwhy = { hi = "क", en = "A" }\n'


@pytest.mark.parametrize(
    "digits",
    ["9999999999", "9876543210", "9898989898", "9999900000", "8888899999", "9876598765", "9812121212", "6111111123",
     "7000000015", "9090909090"],
)  # fmt: skip
def test_dummies_are_found(digits: str) -> None:
    dummy = rules.read(rules.shipped()).named("dummy")

    assert dummy
    assert dummy.finds(digits)


@pytest.mark.parametrize(
    "digits", ["9812345678", "6012345670", "9876543012", "7765432109", "9988776655", "6011223344", "8123456789"]
)
def test_digits_in_a_row_are_found(digits: str) -> None:
    sequence = rules.read(rules.shipped()).named("sequence")

    assert sequence
    assert sequence.finds(digits)


@pytest.mark.parametrize("digits", ["9415078263", "6394127805", "9123450768", "8800112093", "7007123456", "9000012345"])
def test_numbers_that_only_look_a_little_so_are_not(digits: str) -> None:
    assert not [rule.name for rule in rules.read(rules.shipped()).rules if rule.finds(digits)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "[[rules]]"),
        ("rules = 7", "[[rules]]"),
        ("[[rules]", "line 1: This line cannot be read"),
        (f'[[rules]]\nname = "Crowd"\n{TITLE}then = "report"\nrun = 7', "small letters"),
        ('[[rules]]\nname = "a_b"\nthen = "report"\nrun = 7', "in hi and in en"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "delete"\nrun = 7', "suspect"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"', "looks at"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nask = "yes"\nrun = 7', "rules.1.ask: It is true or false"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nrun = 7\nours = 1', "looks at"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nrun = 3', "5 to 10"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nrun = true', "5 to 10"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nrepeated = [[3, 10]]', "multiple"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nnumbers = ["98(1"]', "ten digits"),
        (f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nspells = 1', "Nobody asks"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(BadRules, match=r"line \d+") as refused:
        rules.read(text)

    assert words in str(refused.value)


def test_two_rules_are_not_called_the_same() -> None:
    text = f'[[rules]]\nname = "a_b"\n{TITLE}then = "report"\nrun = 7\n' * 2

    with pytest.raises(BadRules, match=r"line 8, rules\.2\.name: Two rules"):
        rules.read(text)
