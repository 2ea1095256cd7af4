"""What the words or the button of a reply say, before anybody knows which question they answer: pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bijlisetu.channels.letter import Reply

#: A button bears what it means and the attempt that asked: not_mine:123456.
PAYLOAD = re.compile(r"([a-z][a-z0-9_]{0,59}):(\d{1,18})")
NO_WORDS = "NOT MINE|NO|NAHI|NAHIN|GALAT|N|जी नहीं|मेरा नहीं|नहीं|नही|ना|गलत"
YES_WORDS = "YES|HAAN|HAN|Y|जी हाँ|हाँ|हां|हा"
#: With the account's digits any further words are welcome; without them the word must stand alone.
SPOKEN = re.compile(
    # No \\b here: a Devanagari vowel sign is no letter to it.
    rf"\s*(?:(?P<no>{NO_WORDS})|(?P<yes>{YES_WORDS}))[\s.:,-]*(?:(?P<end>[0-9]{{4}})(?![0-9]).*|[\s.।!]*)",
    re.IGNORECASE | re.DOTALL,
)


class Said(NamedTuple):
    """What a reply says: a button pressed; yes or no, perhaps with the last digits of an account; or nothing clear."""

    pressed: str = ""  #: what the button means
    attempt: int | None = None  #: the message whose button it was
    word: str = ""  #: yes, no
    ending: str = ""


def read(reply: Reply) -> Said:
    """Return what the reply says."""
    if button := PAYLOAD.fullmatch(reply.payload):
        return Said(pressed=button[1], attempt=int(button[2]))
    if reply.is_forwarded:  # somebody else's words
        return Said()
    spoken = SPOKEN.fullmatch("".join(str(int(mark)) if mark.isdecimal() else mark for mark in reply.text))
    if not spoken:
        return Said()
    return Said(word="no" if spoken["no"] else "yes", ending=spoken["end"] or "")
