"""Who asks by a word whether a message is ours, and who tells of a forged one: pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bijlisetu.tracking.replies.reading import plain
from bijlisetu.values.digits import ascii_digits

#: As people write it; both scripts, as `plain` spells them.
ASKING = ["verify", "genuine", "asli", "असली", "original"]
TELLING = ["forged", "fake", "nakli", "नकली", "farji", "फर्जी", "thagi", "ठगी", "fraud", "scam"]
#: A "forged bill" is one that is wrong: a complaint.
OF_OURS = ["bill", "bil", "बिल", "meter", "मीटर", "reading", "रीडिंग"]
#: is this genuine; क्या यह असली है; kya ye message asli hai; is it fake?
QUESTION = re.compile(
    r"\b(is|kya|kyaa)\b.*\b(genuine|real|original|asli|sahi|fake|fraud|nakli|farji|scam)\b"
    r"|क्या.*(असली|सही|नकली|फर्जी|ठगी)|(असली|नकली|फर्जी)\s+(है|ह)\s+क्या"
)
FIRST_WORD = re.compile(r"\s*(\S+?)[\s:.,?!–-]*(?:\s|$)")
#: A number that called or wrote; a header of six signs, with the operator's two before it.
NUMBER = re.compile(r"(?<!\d)(?:\+?91[\s-]?|0)?([6-9]\d{4}[\s-]?\d{5})(?!\d)")
HEADER = re.compile(r"\b(?:[A-Z]{2}-)?([A-Z]{6})(?:-[STPG])?\b")
LONGEST = 160


class Told(NamedTuple):
    """A forged message as somebody tells of it: from where it came, and its words."""

    sender: str
    text: str


def asks(text: str) -> bool:
    """Return whether somebody asks whether a message is ours."""
    said = plain(text)
    return _first(said) in ASKING or (len(said) <= LONGEST and QUESTION.search(said) is not None)


def tells(text: str) -> bool:
    """Return whether somebody tells of a forged message: the word, and what came from where."""
    first, second, *_ = [*plain(text).split(maxsplit=2), "", ""]
    is_word = first.strip(":.,-") in TELLING and second not in OF_OURS
    return is_word and bool(sender_in(text)) and QUESTION.search(plain(text)) is None


def told_in(text: str) -> Told:
    """Return what is told of a forged message."""
    told = ascii_digits(text.strip())
    first = FIRST_WORD.match(told)
    words = told[first.end() :].strip() if first and plain(first[1]).strip() in TELLING else told
    return Told(sender_in(words), words)


def sender_in(text: str) -> str:
    """Return the number or header that the text names first, as one writes it; nothing if it names none."""
    told = ascii_digits(text)
    if number := NUMBER.search(told):
        return re.sub(r"\D", "", number[1])
    header = HEADER.search(told)
    return header[1] if header else ""


def _first(said: str) -> str:
    match = FIRST_WORD.match(said)
    return match[1] if match else ""
