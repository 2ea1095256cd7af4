"""A fault is told with its line."""

from __future__ import annotations

import pytest

from bijlisetu.editions.faults import (
    TOO_DEEP,
    TOO_MANY_DIGITS,
    TOO_MANY_PARTS,
    UNREADABLE,
    Fault,
    fault_at,
    line_of,
    parsed,
)

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


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("a = " + "[" * 5000, TOO_DEEP), ("a = " + "[" * 5000 + "]" * 5000, TOO_DEEP),
        ("a = " + "{a=" * 5000, TOO_DEEP), ("a = " + "[\n" * 5000, TOO_DEEP),
        ("a = " + "9" * 5000, TOO_MANY_DIGITS), ("a = -1_" + "9_" * 5000 + "9", TOO_MANY_DIGITS),
        ("a = 1." + "9" * 5000, TOO_MANY_DIGITS), ("a" + ".a" * 12_000 + " = 1", TOO_MANY_PARTS),
        ("[" + "a . " * 12_000 + "a]", TOO_MANY_PARTS), ("a = { " + "b." * 12_000 + "b = 1 }", TOO_MANY_PARTS),
        ("'a'" + ".'a'" * 12_000 + " = 1", TOO_MANY_PARTS), ('"a"' + '."a"' * 12_000 + " = 1", TOO_MANY_PARTS),
    ],
)  # fmt: skip
def test_what_would_overwhelm_the_reader_is_a_fault_with_its_line(told: str, words: str) -> None:
    found = parsed(f"# a comment\n\n{told}\n")

    assert isinstance(found, Fault)
    assert found.words == words
    assert found.line >= 3


@pytest.mark.parametrize("told", ["2026-02-31", "25:00:00", "2026-13-01T00:00:00Z", "9" * 12 + "x"])
def test_a_day_that_is_none_is_a_fault_too(told: str) -> None:
    assert isinstance(parsed(f"a = {told}\n"), Fault)


@pytest.mark.parametrize(
    "told",
    ['"' + "[" * 400 + "9" * 400 + ".a" * 400 + '"', '"""\n' + "[[\n" * 90 + '"""', "'" + "{" * 90 + "'",
     "1 # " + "[" * 90 + "9" * 90, '"a\\"' + "[" * 90 + '"', "[[[[1]]]]", "123456789012345678"],
)  # fmt: skip
def test_what_is_quoted_or_a_comment_is_bounded_by_nothing(told: str) -> None:
    assert not isinstance(parsed(f"a = {told}\n"), Fault)


def test_a_fault_says_line_and_name() -> None:
    assert str(fault_at(TEXT, "words.late_hi", "It is missing.")) == "line 4, words.late_hi: It is missing."
