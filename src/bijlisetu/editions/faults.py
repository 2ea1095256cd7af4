"""What is wrong with the text of a file, and in which line: pure, and said in words that pages translate."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

UNREADABLE = "This line cannot be read: look for a missing quotation mark, equals sign or bracket."
#: No file of ours goes deeper, and the reader of TOML has no bounds of its own: it falls over, or is at it for minutes.
DEEPEST, MOST_PARTS, MOST_DIGITS = 20, 20, 18
TOO_DEEP = "There are too many brackets within each other here."
TOO_MANY_PARTS = "This name has too many parts between dots."
TOO_MANY_DIGITS = "This number has too many digits."
#: What is quoted, or stands after a hash, is neither bracket, name nor number.
QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\']|\'(?!\'\'))*+\'\'\'|"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'|#[^\n]*+',
    re.DOTALL,
)
PARTS = re.compile(rf"(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")
DIGITS = re.compile(rf"\d(?:_?\d){{{MOST_DIGITS}}}", re.ASCII)
HEADER = re.compile(r"\s*\[+\s*([\w.\-]+)\s*\]+")
KEY = re.compile(r"\s*([\w\-]+)\s*=")
LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, by the names of the file, and what, in a constant sentence."""

    line: int
    at: str  #: words.late_hi; rules.3.then; empty where it is the whole file
    words: str

    def __str__(self) -> str:
        return f"line {self.line}{', ' if self.at else ''}{self.at}: {self.words}"


def parsed(text: str) -> dict[str, Any] | Fault:
    """Return what the TOML says, or why it cannot be read."""
    if fault := _beyond_bounds(text):
        return fault
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # a number, a day or a depth that Python does not know is one too
        found = LINE.search(str(fault))
        return Fault(int(found[1]) if found else max(1, len(text.splitlines())), "", UNREADABLE)


def _beyond_bounds(text: str) -> Fault | None:
    """Return where the text goes deeper or on for longer than any file of ours, before it is read."""
    bare = QUOTED.sub(lambda told: "x" + "\n" * told[0].count("\n"), text)
    deep = 0
    for number, line in enumerate(bare.split("\n"), start=1):
        if PARTS.search(line):
            return Fault(number, "", TOO_MANY_PARTS)
        if DIGITS.search(line):
            return Fault(number, "", TOO_MANY_DIGITS)
        for sign in line:
            deep += (sign in "[{") - (sign in "]}")
            if deep > DEEPEST:
                return Fault(number, "", TOO_DEEP)
    return None


def fault_at(text: str, at: str, words: str) -> Fault:
    """Return the fault with the line where the text says what is wrong, or would say it if it did."""
    return Fault(line_of(text, at), at, words)


def line_of(text: str, at: str) -> int:
    """Return the line of the name, or of the nearest name around it: words.late_hi, or else [words]."""
    wanted, best, table, blocks = at.split("."), (0, 1), list[str](), dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = header[1].split(".")
            if line.lstrip().startswith("[["):
                blocks[header[1]] = blocks.get(header[1], 0) + 1
                table = [*table, str(blocks[header[1]])]
            named = table
        elif key := KEY.match(line):
            named = [*table, key[1]]
        else:
            continue
        if named == wanted[: len(named)] and len(named) > best[0]:
            best = len(named), number
    return best[1]
