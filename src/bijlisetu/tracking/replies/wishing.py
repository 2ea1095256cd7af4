"""
What people wish of our messages: no more of them, or again. Pure reading, and what follows from it.

A wish is taken only where all of the message says so: "band karo", but not "bijli band karo", for which a clerk is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import bijlisetu.contact.actions as contact
from bijlisetu.audit import machines
from bijlisetu.channels.letter import Reply
from bijlisetu.channels.outside import FOREIGN
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import MARKETING, REFUSABLE
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking.replies import wish_words
from bijlisetu.tracking.replies.reading import PAYLOAD
from bijlisetu.tracking.replies.taking import Taker, Word

STOP, STOP_MARKETING, RESUME, RESUME_MARKETING = "stop", "stop_marketing", "resume", "resume_marketing"
#: Of each meaning, whether messages are wanted, and whether it speaks of marketing alone.
MEANS = {STOP: (False, False), STOP_MARKETING: (False, True), RESUME: (True, False), RESUME_MARKETING: (True, True)}
MEANING_OF = {means: meaning for meaning, means in MEANS.items()}
#: Nobody wishes at such length.
LONGEST = 120
PRESSED = frozenset({"button", "list"})
SPOKEN = PRESSED | {"text"}
#: Drawn out for emphasis: stoppp.
LATIN_ACCENTS = re.compile("[\u0300-\u036f]")
DRAWN_OUT = re.compile(r"(\w)\1{2,}")

WHO_SAID_IT = """
SELECT reply.id, reply.sender, reply.user_id, reply.kind, coalesce(attempt.address, ''), coalesce(notice.kind, '')
FROM tracking_reply reply
LEFT JOIN outbox_attempt attempt ON attempt.id = reply.attempt
LEFT JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE reply.id = ANY(%(replies)s)
"""


def _phrases(listed: str) -> re.Pattern[str]:
    """Return what finds one of the phrases, a line each, between blanks; the longest first."""
    lines = sorted((_plain(line) for line in listed.strip().splitlines()), key=len, reverse=True)
    return re.compile(f" (?:{'|'.join(lines)})(?= )")


def _plain(text: str) -> str:
    """Return the words of a text alone: small letters, single blanks, one spelling of what is spelled in two ways."""
    bare = LATIN_ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFC", bare).casefold().replace("न्द", "ंद").replace("ँ", "ं").replace("\u093c", "")
    words = "".join(mark if unicodedata.category(mark)[0] in "LMN" else " " for mark in text if not _is_unseen(mark))
    return " ".join(DRAWN_OUT.sub(r"\1", words).split())


def _is_unseen(mark: str) -> bool:
    """Return whether it parts no words: an apostrophe, a joiner, a mark of direction, what makes a sign a picture."""
    return mark in "'’" or unicodedata.category(mark) in ("Cf", "Me") or "\ufe00" <= mark <= "\ufe0f"


STOPS, STOPS_WHAT = _phrases(wish_words.STOP), _phrases(wish_words.STOP_WHAT)
RESUMES, RESUMES_WHAT = _phrases(wish_words.RESUME), _phrases(wish_words.RESUME_WHAT)
OFFERS = frozenset(_plain(wish_words.OFFERS).split())
MESSAGES = frozenset(_plain(wish_words.MESSAGES).split()) | OFFERS
POLITE = frozenset(_plain(wish_words.POLITE).split())
BESIDE = frozenset(_plain(wish_words.BESIDE).split()) | POLITE | MESSAGES
BESIDE_MESSAGES = frozenset(_plain(wish_words.BESIDE_MESSAGES).split()) | BESIDE
STOPS_ALONE = frozenset(map(_plain, wish_words.STOP_ALONE.strip().splitlines()))


def wish_in(reply: Reply) -> str:
    """Return which wish the reply is, in words or by a button's label or name; nothing if it is none that is clear."""
    if reply.kind not in SPOKEN or reply.is_forwarded:  # somebody else's words are not theirs
        return ""
    button = PAYLOAD.fullmatch(reply.payload)
    named = button[1].replace("_", " ") if button else reply.payload
    return wish_in_words(reply.text) or (wish_in_words(named) if reply.kind in PRESSED else "")


def wish_in_words(text: str) -> str:
    """Return which wish the words are; nothing if any of them may speak of something else."""
    if len(text) > LONGEST:
        return ""
    said = f" {_plain(text)} "
    if _alone(said) in STOPS_ALONE:
        return MEANING_OF[False, bool(OFFERS.intersection(said.split()))]
    for is_wanted, alone, with_what in ((False, STOPS, STOPS_WHAT), (True, RESUMES, RESUMES_WHAT)):
        rest, found = alone.subn("", said)
        if not found:
            rest, found = with_what.subn("", said)
            found = found if MESSAGES.intersection(rest.split()) else 0
        left = frozenset(rest.split())
        if found and left <= (BESIDE_MESSAGES if left & MESSAGES else BESIDE):
            return MEANING_OF[is_wanted, bool(left & OFFERS)]
    return ""


def _alone(said: str) -> str:
    """Return the words without those of politeness, one word in place of all for messages."""
    return " ".join("message" if word in MESSAGES else word for word in said.split() if word not in POLITE)


def take(words: Sequence[Word], at: datetime) -> None:
    """Keep the wishes, for the number that wrote or that the button's message went to."""
    told = {word.reply: word for word in words}
    said = [
        Said(
            Wish(None, person, purpose),
            MEANS[told[reply].meaning][0],
            "button" if is_press else "reply",
            told[reply].at,
        )
        for reply, sender, user_id, sort, address, kind in rows(WHO_SAID_IT, replies=list(told))
        for is_press in (sort in PRESSED,)
        if (person := whose(sender, user_id, address, is_press=is_press))
        for purpose in sorted(purposes(told[reply].meaning, kind if is_press else ""))
    ]
    contact.keep_wishes(said=said, at=at, by=machines.REPLY)


def whose(sender: str, user_id: str, address: str, *, is_press: bool = False) -> str:
    """Return the address that a wish is about; nothing where nobody knows it."""
    if is_press and address:
        return address
    return sender if sender not in ("", FOREIGN) else address or user_id


def purposes(meaning: str, pressed_on: str = "") -> frozenset[str]:
    """Return what is meant: marketing where it says so, what the button stands below, or all that may be refused."""
    if MEANS[meaning][1]:
        return frozenset({MARKETING})
    kind = kinds().get(pressed_on)
    return frozenset({kind.purpose}) if kind and kind.may_be_refused else REFUSABLE


TAKER = Taker(room="wishes", meanings=frozenset(MEANS), take=take)
