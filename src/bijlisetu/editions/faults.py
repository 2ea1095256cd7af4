"""What is wrong with the text of a file, and in which line: pure, and said in words that pages translate."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bijlisetu.plumbing.refusal import Refusal

UNREADABLE = "This line cannot be read: look for a missing quotation mark, equals sign or bracket."
#: What may be wrong with any file.
MISSING = "This word is missing."
UNASKED = "Nobody asks for this word."
NO_TRUTH = "It is true or false."
TOO_MUCH = "Here stands more than a file needs: brackets within brackets, or a name or number without end."
#: A name, with those that lead to it: words.late_hi, or "words" . 'late_hi'.
NAME = r"(?:[\w\-]+|\"[^\"]*\"|'[^']*')"
NAMES = rf"{NAME}(?:[ \t]*\.[ \t]*{NAME})*"
HEADER = re.compile(rf"\s*\[+\s*({NAMES})\s*\]")
KEY = re.compile(rf"\s*({NAMES})\s*=")
PART = re.compile(NAME)
#: What says nothing of how a text is built; a string that is not closed ends with its line.
WORDS = re.compile(r"\"(?:\\[^\n]|[^\"\\\n])*\"?|'[^'\n]*'?|#[^\n]*")
#: The reader of TOML would take seconds for these, or break.
ENDLESS = re.compile(r"[\w\-]{101}|(?<![\w\-])(?:[\w\-]+[ \t]*\.[ \t]*){10}")
BRACKET = re.compile(r"[\[\]{}]")
DEEPEST = 10
MOST = 30  #: faults that are told at once
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
    """Return what the TOML says, or why it cannot be read; not even tried is what no file needs."""
    if line := _line_of_too_much(text):
        return Fault(line, "", TOO_MUCH)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = LINE.search(str(fault))
        return Fault(int(found[1]) if found else max(1, len(text.splitlines())), "", UNREADABLE)
    except (RecursionError, ValueError):
        return Fault(1, "", TOO_MUCH)


def faults_in(text: str, wrong: Callable[[dict[str, Any]], Iterator[tuple[str, str]]]) -> list[Fault]:
    """Return what is wrong with the text, the first ones; of what it says, as wrong() tells by name and words."""
    told = parsed(text)
    if isinstance(told, Fault):
        return [told]
    return [fault_at(text, at, words) for at, words in islice(wrong(told), MOST)]


def sound(text: str, found: Sequence[Fault], *, file: str, refuse: type[Refusal]) -> dict[str, Any]:
    """Return what the text says, in which nothing is wrong; :raises refuse: naming each line and what is."""
    if found:
        raise refuse("\n".join(f"{file}, {fault}" for fault in found))
    return tomllib.loads(text)


def fault_at(text: str, at: str, words: str) -> Fault:
    """Return the fault with the line where the text says what is wrong, or would say it if it did."""
    return Fault(line_of(text, at), at, words)


def line_of(text: str, at: str) -> int:
    """Return the line of the name, or of the nearest name around it: words.late_hi, or else [words]."""
    wanted, best, table, blocks = at.split("."), (0, 1), list[str](), dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if "[" not in line and "=" not in line:
            continue
        if header := HEADER.match(line):
            table = _parts(header[1])
            if line.lstrip().startswith("[["):
                name = ".".join(table)
                blocks[name] = blocks.get(name, 0) + 1
                table = [*table, str(blocks[name])]
            named = table
        elif key := KEY.match(line):
            named = [*table, *_parts(key[1])]
        else:
            continue
        shared = min(len(named), len(wanted))
        if named[:shared] == wanted[:shared] and shared > best[0]:
            best = shared, number
    return best[1]


def _parts(names: str) -> list[str]:
    return [part.strip("\"'") for part in PART.findall(names)]


def _line_of_too_much(text: str) -> int:
    """Return the line where the text goes too deep, or a name or number has no end; 0 where nothing does."""
    bare = WORDS.sub("_", text)
    found, depth = ENDLESS.search(bare), 0
    places = [found.start()] if found else []
    for bracket in BRACKET.finditer(bare):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        if depth > DEEPEST:
            places.append(bracket.start())
            break
    return bare.count("\n", 0, min(places)) + 1 if places else 0
