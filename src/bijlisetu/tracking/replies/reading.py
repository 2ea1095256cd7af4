"""What the words or the button of a reply say, before anybody knows which question they answer: pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bijlisetu.channels.letter import Reply
from bijlisetu.kinds.kind import MEANING

#: A button bears what it means and the attempt that asked: not_mine:123456.
PAYLOAD = re.compile(rf"({MEANING}):(\d{{1,18}})")
NO_WORDS = "NOT MINE|NO JI|NO|NAHI|NAHIN|GALAT|N|जी नहीं|मेरा नहीं|नहीं|नही|ना|गलत"
YES_WORDS = "YES|HAAN JI|HAN JI|HAAN|HAN|Y|जी हाँ|जी हां|हाँ जी|हां जी|हाँ|हां|हा"
#: What may follow the digits. With any other word it may be about something else: "No. 0441 का बिल कितना है?"
DENIES = frozenset({"GALAT", "WRONG", "NOT", "NAHI", "NAHIN", "गलत", "नहीं", "नही"})
OWNS = frozenset({"MERA", "MERI", "MINE", "MY", "मेरा", "मेरी"})
BESIDE = frozenset({
    "YE", "YEH", "IS", "THIS", "BILL", "CONNECTION", "ACCOUNT", "NUMBER", "HAI", "HI", "JI", "SIR", "PLEASE", "PLS",
    "THANKS", "THANK YOU", "यह", "ये", "बिल", "कनेक्शन", "खाता", "नंबर", "नम्बर", "है", "ही", "जी", "सर", "कृपया", "धन्यवाद",
})  # fmt: skip
TAIL_WORDS = "|".join(sorted(DENIES | OWNS | BESIDE))
APART = r"[\s.,।!)-]+"
#: With the account's digits some words may follow; without them the word must stand alone.
SPOKEN = re.compile(
    # \\b will not do here: it takes a Devanagari vowel sign for no letter. What stands between gives nothing back (*+):
    # a message of blanks alone would else be looked at from each of them.
    rf"[\s*✅]*(?:(?P<no>{NO_WORDS})|(?P<yes>{YES_WORDS}))[\s.:,#(*-]*+(?:(?P<end>[0-9]{{4}})(?![0-9])"
    rf"(?P<tail>(?:{APART}(?:{TAIL_WORDS}))*)[\s.,।!)*-]*|[\s.।!✅*]*)",
    re.IGNORECASE,
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
    if not spoken or _contradicts(spoken):
        return Said()
    return Said(word="no" if spoken["no"] else "yes", ending=spoken["end"] or "")


def _contradicts(spoken: re.Match[str]) -> bool:
    """Return whether what follows the digits says the opposite: "YES 0301 is not mine", "NO 0301 is mine"."""
    tail = set(re.split(APART, (spoken["tail"] or "").upper()))
    return bool(tail & OWNS and not tail & DENIES) if spoken["no"] else bool(tail & DENIES)
