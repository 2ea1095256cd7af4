"""A fault is told with its line."""

from __future__ import annotations

import pytest

from bijlisetu.editions.faults import UNREADABLE, Fault, fault_at, line_of, parsed

TEXT = """\
# a comment
helpline = "1912"

[words]
bill_hi = "बिल"

[offices.circle]
hi = "मंडल"

[titles]
je = { hi = "अवर अभियंता", en = "JE" }

[[rules]]
name = "one"

[[rules]]
name = "two"
then = "report"
"""


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("helpline", 2), ("words.bill_hi", 5), ("words.late_hi", 4), ("offices.circle.hi", 8), ("offices.circle.en", 7),
        ("titles.je.hi", 11), ("rules.1.name", 14), ("rules.2.name", 17), ("rules.2.then", 18), ("rules.1.then", 13),
        ("nothing", 1), ("", 1),
    ],
)  # fmt: skip
def test_the_line_of_a_name_or_of_what_is_around_it(at: str, line: int) -> None:
    assert line_of(TEXT, at) == line


@pytest.mark.parametrize(
    ("text", "line"), [('a = "1"\nb = "2\n', 2), ("a = 1\n\nb 2", 3), ("[a\n", 1), ('a = """\n', 1)]
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    found = parsed(text)

    assert isinstance(found, Fault)
    assert (found.line, found.words) == (line, UNREADABLE)


def test_a_fault_says_line_and_name() -> None:
    assert str(fault_at(TEXT, "words.late_hi", "It is missing.")) == "line 4, words.late_hi: It is missing."
