"""A fault is told with its line."""

from __future__ import annotations

import time

import pytest

from bijlisetu.editions.faults import UNREADABLE, Fault, fault_at, faults_in, line_of, parsed

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
        ("rules", 13), ("offices", 7), ("nothing", 1), ("", 1),
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


@pytest.mark.parametrize(
    ("at", "line"),
    [("words.late_hi", 2), ("words.bill_hi", 4), ("rules.1.name", 6), ("far.off.name", 7)],
)
def test_names_may_be_written_in_other_ways(at: str, line: int) -> None:
    text = '["words"]\n"late_hi" = "x"\n\nbill_hi="y"\n[[ rules ]]\n\'name\' = "one"\n[far . "off"]\n'

    assert line_of(text, at) == line


TOO_LONG = {
    "brackets": "a = " + "[" * 5000 + "]" * 5000,
    "braces": "a = " + "{ b = " * 2000 + "1" + " }" * 2000,
    "brackets over lines": "a = " + "[\n" * 5000 + "]\n" * 5000,
    "digits": "a = " + "9" * 5000,
    "digits of sixteen": "a = 0x" + "f" * 90_000,
    "parts of a key": ".".join("a" * 12_000) + " = 1",
    "parts of a header": "[" + " . ".join("a" * 12_000) + "]",
    "parts between quotation marks": ".".join(["'a'"] * 9_000) + " = 1",
    "marks that are not closed": 'a = "' + '\\"' * 49_000,
    "spaces": ("a" + " " * 900) * 100,
}


@pytest.mark.parametrize("text", TOO_LONG.values(), ids=TOO_LONG)
def test_what_no_file_needs_is_a_fault_and_neither_crash_nor_wait(text: str) -> None:
    begun = time.process_time()

    found = parsed(f"# first\n{text}")

    assert isinstance(found, Fault)
    assert found.line >= 2
    assert time.process_time() - begun < 1


def test_brackets_and_digits_within_words_are_words() -> None:
    assert parsed(f'a = "{"[" * 400}{"9" * 400}{"a." * 90}" # {"[" * 90}\nb = 1') == {
        "a": "[" * 400 + "9" * 400 + "a." * 90, "b": 1,
    }  # fmt: skip


def test_of_very_many_faults_the_first_are_told() -> None:
    text = "".join(f"a{n} = 1\n" for n in range(9000))

    found = faults_in(text, lambda told: ((name, "x") for name in told))

    assert [(one.line, one.at) for one in found] == [(n + 1, f"a{n}") for n in range(30)]
