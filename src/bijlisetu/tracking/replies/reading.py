"""
What the words or the button of a reply say, before anybody knows which question they answer: pure.

Only what leaves no doubt decides. A sentence is clear if each of its words is known and they stand in an order in which
people deny or claim a connection. All else is a clerk's to read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from bijlisetu.channels.letter import Reply
from bijlisetu.kinds.kind import MEANING
from bijlisetu.tracking.replies import words

#: A button bears what it means and the attempt that asked: not_mine:123456.
PAYLOAD = re.compile(rf"({MEANING}):(\d{{1,18}})")
#: Nobody says yes or no at such length.
LONGEST = 160

#: Each word becomes a letter or two, and the sentence a word of such letters, which the patterns below read.
LETTERS = {
    "N": words.NO, "H": words.NAHI, "T": words.NOT, "Y": words.YES, "O": words.OWN, "D": words.THIS, "C": words.IS,
    "DC": words.IT_IS, "A": words.CONNECTION, "B": words.BILL, "U": words.NUMBER, "W": words.WRONG, "t": words.THANKS,
    "p": f"{words.POLITE} {words.FEELINGS}", "+": words.GOOD_SIGNS, "-": words.BAD_SIGNS,
}  # fmt: skip
LETTER_OF = {word: letter for letter, listed in LETTERS.items() for word in listed.split()}
#: The last four digits of an account; anything that is not understood.
ENDING, UNKNOWN = "4", "?"

NUKTA, CHANDRABINDU, ANUSVARA = "\u093c", "\u0901", "\u0902"
#: \\w will not do: it takes a Devanagari vowel sign for no letter.
LETTER = r"(?:[^\W\d_]|[\u0900-\u0963])"
TOKEN = re.compile(rf"a/c|{LETTER}(?:{LETTER}|')*|\d+|\S")
#: What may stand between words. A question is no answer, and a slash leaves both sides open.
PAUSES = frozenset(".,!;:()[]*_~\"'“”‘–—-…।॥")
DRAWN_OUT = re.compile(rf"({LETTER})\1{{2,}}")
#: No. 0411, No: 0411 and No-0411 are numbers, as № 0411 is.
NUMBERED = re.compile(r"\b(no?)\s*[.:#=/–—-][\s.:#=/–—-]*(?=\d)")
NUMBER_SIGNS = re.compile("[№º°]")
LAUGHTER = re.compile(r"\W*(?:(?:ha|हा(?!ं))\W*){2,}")

#: This is not my connection; the connection is not mine; account 0411 is not mine.
NOT_MINE_IN_ENGLISH = "(?:D?C?|D?[AB]4?C?|4C?)TO[AB]?4?"
#: यह मेरा कनेक्शन नहीं है; ye connection mera nahi; mera nahi hai ye. "Mera bill nahi" may go on "… aaya".
NOT_MINE_IN_HINDI = "(?:(?:4?D?[AB]?4?OA?|4?DOB)HC?|OHC?D[AB]?)4?"
WRONG_NUMBER = "D?C?WUC?"
DENIAL = f"(?:{NOT_MINE_IN_ENGLISH}|{NOT_MINE_IN_HINDI}|{WRONG_NUMBER})"
#: NO; जी नहीं; NO 0411; nahi, ye mera nahi hai. Thanks need more than a bare no: "no, thanks" refuses an offer.
NO = re.compile(f"N{{1,2}}|H+|[NH]4t*|t*[NH]?4?{DENIAL}t*")
#: It is mine; this is my connection; ye mera hai; mera hi hai; the account 0411 is mine.
MINE = "(?:DCO[AB]?|DO[AB]?C|DOA|D?[AB]4?(?:OC|CO)|4?OC|OAC)"
#: हाँ; YES 0411; yes, it is mine; haan mera hi number hai.
YES = re.compile(f"Y+4?t*|Y+4?(?:{MINE}|D?C?O[ABU]?C?)4?t*|{MINE}4?t*")


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
    # Somebody else's words, a part of some, or words below a picture or a place that only a person can look at.
    if reply.is_forwarded or reply.kind == "part" or reply.media_id or reply.place:
        return Said()
    return said_in(reply.text)


def said_in(text: str) -> Said:
    """Return what the words say; nothing if they are not clear."""
    if len(text) > LONGEST:
        return Said()
    told = plain(text)
    tokens = [token for token in TOKEN.findall(told) if token not in PAUSES]
    letters = "".join(map(_letter, tokens))
    if UNKNOWN in letters or letters.count(ENDING) > 1 or LAUGHTER.fullmatch(told):
        return Said()
    ending = next((token for token in tokens if token.isdecimal()), "")
    sentence = letters.translate({ord(mark): None for mark in "p+-"})
    if NO.fullmatch(sentence) and "+" not in letters:
        return Said(word="no", ending=ending)
    if YES.fullmatch(sentence) and "-" not in letters:
        return Said(word="yes", ending=ending)
    return Said()


def plain(text: str) -> str:
    """Return the text as the lists of words are spelt: one writing for all that people's keyboards make of a word."""
    # Signs for "number" go first: their plain letters would be "no".
    marks = unicodedata.normalize("NFKD", NUMBER_SIGNS.sub("#", text).replace("’", "'"))
    told = "".join(str(int(mark)) if mark.isdecimal() else mark for mark in marks if not _is_unseen(mark))
    told = DRAWN_OUT.sub(r"\1", told.casefold().replace(CHANDRABINDU, ANUSVARA))
    return NUMBERED.sub(r"\1 # ", told)


def _is_unseen(mark: str) -> bool:
    """Return whether it is a joiner, a mark of direction, an accent, a nukta or a shade: people leave them out too."""
    category = unicodedata.category(mark)
    if category == "Mn":
        return mark == NUKTA or not "\u0900" <= mark <= "\u097f"
    return category in ("Cf", "Sk") or (category == "Cc" and not mark.isspace())


def _letter(token: str) -> str:
    if token.isdecimal():
        return ENDING if len(token) == 4 else UNKNOWN
    return LETTER_OF.get(token, UNKNOWN)
