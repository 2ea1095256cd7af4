"""What stands in the cell of an export where a number or a mailbox belongs: one, several, or something else."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from bijlisetu.contact.beside import channels_shut
from bijlisetu.values import ChannelKind, Email, Mobile, NotAMobile, NotAnEmail
from bijlisetu.values.numbering import is_landline, ten_digits

#: What stands between two numbers or mailboxes; letters do so only as words of their own.
APART = re.compile(
    r"[/,;|&\\\n\r]|:::|(?<=\d{10})\s*(?=\+\d)|(?<=\s)(?:and|or|aur|ya|और|या|एवं|तथा|व)(?=\s)", re.IGNORECASE
)
BRACKETED = re.compile(r"[(\[{][^\d()\[\]{}]*[^\W\d_][^\d()\[\]{}]*[)\]}]")
EXTENSION = re.compile(r"\s*(?:extension|extn?|x|#)[\s.:-]*\d{1,5}$", re.IGNORECASE | re.ASCII)
ANY_DIGIT = re.compile(r"\d")
COUNTRY = re.compile(r"\+\d{0,4}|00\d{1,4}|0?91|0", re.ASCII)
NOTHING = frozenset({"", "na", "n/a", "nil", "none", "no", "null", "not available", "-", "--", ".", "0"})
_WHOSE = """
    son daughter wife husband father mother brother sister self own owner home office shop res personal tenant
    neighbour neighbor पुत्र पुत्री पति पत्नी पिता माता भाई बहन स्वयं घर दुकान कार्यालय बेटा बेटी किरायेदार पड़ोसी
    mob mobile ph phone tel cell contact whatsapp alt alternate second other main मो मोबाइल फोन फ़ोन दूसरा
"""
_NOT_THIS = """
    wrong rong incorrect not old ex fax closed off dead deceased invalid ported longer left stop someone somebody else
    band galat nahi nahin purana bandh switched kisi dusre
    गलत ग़लत बंद बन्द पुराना नहीं फैक्स मृत किसी दूसरे
"""
#: Words beside a number that say whose or what it is, without which nothing is lost; and that it is not to be used.
WHOSE, NOT_THIS = frozenset(_WHOSE.split()), frozenset(_NOT_THIS.split())
MAILBOX_LABEL = re.compile(r"(?:mailto:|e-?mail(?:\s+id)?\s*[:=-]?\s*|ई-?मेल\s*[:=-]?\s*)", re.IGNORECASE)
SIMPLE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
NAMED = re.compile(r"(?P<name>[^<>]*)<\s*(?:mailto:)?(?P<mailbox>[^<>]*?)\s*>", re.IGNORECASE)
NOT_TO_BE_USED = "mobile number: the words beside it say that it is not to be used"
NO_MORE = "e-mail: the words beside it say that it is not to be used"
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u097f])*")
SHUT = "mobile number: the words beside it shut a channel"
NO_MAILBOX = "e-mail: this is not an e-mail address"
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


class Left(NamedTuple):
    """What a cell held and was not taken, and why: in one word, and in words to be counted."""

    text: str
    why: str
    words: str


@dataclass(slots=True)
class Found:
    """What a cell held: the addresses as they are stored, in the cell's order, and what was left."""

    values: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    shut: dict[str, frozenset[ChannelKind]] = field(default_factory=dict)  #: on which channels a number is not used


def one_line(cell: str) -> str:
    """Return the cell on one line, without the marks that telephones put around a number to keep its direction."""
    return HIDDEN.sub("", cell).replace("\n", "; ")


def numbers_in(text: str) -> Found:
    """Return the telephone numbers in a cell, as 91 and ten digits; a landline is told as one."""
    found = Found()
    fault = _take_number(text, found)
    if fault is None:
        return found
    if text.isdecimal():  # nothing divides it
        return Found([], [_no_number(text, fault)])
    for piece in _pieces(text):
        if not _take_piece(piece, found):
            return Found([], [Left(text, "words", NOT_TO_BE_USED)])
    if not found.values and not found.left:
        found.left.append(Left(text, "digits", "mobile number: 0 digits do not make a mobile number"))
    return found


def mailboxes_in(text: str) -> Found:
    """Return the mailboxes in a cell; where a part of it is none, and may belong to its neighbour, none is taken."""
    if SIMPLE.fullmatch(text):
        with suppress(NotAnEmail):
            return Found([Email.parse(text).mailbox])
    values: list[str] = []
    left: list[Left] = []
    pieces: list[str] = []
    for written in re.split(r"[;,|\n\r]|/(?=[^/@]*@)", text):
        piece = _bare(written)
        if piece.lower() in NOTHING:
            continue
        pieces.append(piece)
        if _is_denied(written):
            left.append(Left(written.strip(), "words", NO_MORE))
            continue
        try:
            values += [Email.parse(one).mailbox for one in _apart(piece)]
        except NotAnEmail as fault:
            left.append(Left(piece, fault.why, f"e-mail: {fault}"))
    if any("@" not in one.text for one in left) or (not pieces and text):
        return Found([], [Left(text, "mailbox", NO_MAILBOX)])
    return Found(list(dict.fromkeys(values)), left)


def _pieces(text: str) -> list[str]:
    """Return what stands between separators; a country's code alone belongs to what follows it."""
    pieces: list[str] = []
    for part in filter(None, map(str.strip, APART.split(text))):
        of_a_country = bool(pieces and COUNTRY.fullmatch(pieces[-1]))
        pieces.append(f"{pieces.pop()} {part}" if of_a_country else part)
    return pieces


def _take_number(text: str, found: Found) -> NotAMobile | None:
    """Take the text if it is one number; return why it is none."""
    try:
        value = Mobile.parse(text).e164
    except NotAMobile as fault:
        if fault.why != "landline" or not (landline := _landline(text)):
            return fault
        value = landline
        found.left.append(Left(text, "landline", "a landline: kept for calls"))
    if value not in found.values:
        found.values.append(value)
    return None


def _take_piece(piece: str, found: Found) -> bool:
    """Take the numbers of a piece; return False if it is a word that strikes out the whole cell."""
    bare = EXTENSION.sub("", piece)
    plain, said = _without_words(bare)
    shut, rest = channels_shut(said)
    words = frozenset(rest.split())
    if not ANY_DIGIT.search(plain):  # the words speak of the numbers before them
        _shut(piece, shut, found.values, found)
        return not words & NOT_THIS
    if words & NOT_THIS:
        found.left.append(Left(piece, "words", NOT_TO_BE_USED))
        return True
    before = len(found.values)
    fault = _take_number(plain, found)
    if fault and not _take_several(plain, found):
        found.left.append(_no_number(piece, fault))
        return True
    _shut(piece, shut, found.values[before:], found)
    if words - WHOSE or bare != piece:
        found.left.append(Left(piece, "remark", "words beside the mobile number"))
    return True


def _shut(piece: str, shut: frozenset[ChannelKind], values: list[str], found: Found) -> None:
    """Note that the numbers are not used on these channels."""
    if not shut or not values:
        return
    found.shut |= {value: found.shut.get(value, frozenset()) | shut for value in values}
    found.left.append(Left(piece, "channel", SHUT))


def _take_several(text: str, found: Found) -> bool:
    """Take numbers that only a space or a hyphen divides, if there is no doubt where each of them ends."""
    parts, part = [], ""
    for token in re.split(r"[\s-]+", text):
        part = f"{part} {token}".strip()
        if _take_number(part, Found()) is None:
            parts.append(part)
            part = ""
    if part or len(parts) < 2:
        return False
    return not any(_take_number(one, found) for one in parts)


def _without_words(piece: str) -> tuple[str, str]:
    """Return the piece without its words, and these in small letters, in their order."""
    remarks = BRACKETED.findall(piece)
    tokens = BRACKETED.sub(" ", piece).split()
    words = [token for token in tokens if not ANY_DIGIT.search(token) and any(map(str.isalpha, token))]
    digits = " ".join(token for token in tokens if token not in words)
    said = WORD.findall(" ".join([*words, *remarks]).lower().replace("'", ""))
    return digits, " ".join(said)


def _no_number(piece: str, fault: NotAMobile) -> Left:
    return Left(piece, fault.why, f"mobile number: {fault}")


def _landline(text: str) -> str | None:
    """Return the landline, 91 and ten digits: it is written with a nought or with India's code before its area's."""
    digits = ten_digits(text)
    written = sum(mark.isdecimal() for mark in text)
    clear = (written > len(digits) or digits[0] in "678") and digits[0] != "0" and len(set(digits)) > 2
    return f"91{digits}" if clear and is_landline(digits) else None


def _is_denied(piece: str) -> bool:
    """Return whether words beside the mailbox say that it is not to be used; its own letters are none."""
    beside = " ".join(word for word in re.split(r"[\s<>]+", piece.lower()) if "@" not in word)
    return "@" in piece and not NOT_THIS.isdisjoint(WORD.findall(beside))


def _bare(piece: str) -> str:
    plain = MAILBOX_LABEL.sub("", BRACKETED.sub(" ", piece)) if "<" not in piece else piece
    return plain.strip().lstrip("'\"").rstrip(" .'\"")


def _apart(piece: str) -> list[str]:
    """Return the mailboxes of a piece: the one in angle brackets, or all that only a space divides."""
    named = NAMED.fullmatch(piece)
    if named is None or ("@" in named["name"] and named["name"].strip() != named["mailbox"]):
        return piece.split() or [piece]
    return [named["mailbox"]]
