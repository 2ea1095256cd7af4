"""How Indian telephone numbers are written, and which ten digits a writing stands for."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache

#: How nearly all are written: what the rules below would make of them is plain.
USUAL = re.compile(r"(?:\+?91[ -]?|0)?([1-9]\d{4})[ -]?(\d{5})", re.ASCII)
#: What people and telephones put between the digits of one number.
BETWEEN = re.compile(r"[\s().\[\]-]+")
MARKS = re.compile(r"[\d\s().\[\]+-]*", re.ASCII)
#: 91 in all the ways to say it, even twice, then the trunk zero; ten digits are left.
WRITTEN = re.compile(r"(?:(?:\+|00|0|\+00?)?91){0,2}0?(\d{10})", re.ASCII)
ABROAD = re.compile(r"\+(?!91|0)|00(?!91|0)|\+91.*\+(?!91)", re.ASCII)
LABEL = re.compile(
    r"(?:tel|telephone|mobile|mob|phone|ph|cell|contact|whatsapp|wa|m|no|number|मोबाइल|मोबा|मो|फोन|फ़ोन|नंबर|नं)"
    r"(?![^\W\d_]|[\u0900-\u094f])[\s.:#-]*",
    re.IGNORECASE,
)
WHOLE = re.compile(r"(\+?\d{10,14})\.0+", re.ASCII)  # a number that was a decimal fraction for a while
FRACTION = re.compile(r"[^.]*\d\.\d{1,2}", re.ASCII)
EXPONENT = re.compile(r"\+?(?P<first>\d)(?:[.](?P<others>\d+))?\s?[eE](?P<plus>\+?)(?P<tens>\d{1,2})", re.ASCII)
#: Areas whose code begins like a mobile number. What follows the code of four digits begins with 2 to 7; that of a
#: city's three with 2 to 6, or as well with 7 where no mobile numbers were given out behind it.
LANDLINE = re.compile(
    r"(?:(?:61[1358]|62[2457]|63[234]|64[235-7]|65[2-689]|66[24578]|67[23569]|68[1456]|71[013-8]|764)\d"
    r"|674[0189]|678[0-57-9]|682[0-79]|719[6-9]|732[0-49]|739[2-5]|752[1-3]|759[0-6]|760[5689]|762[5-9]|763[02-8]"
    r"|765[0-367]|770[13-7]|7881)[2-7]\d{5}|6828[235-7]\d{5}"
    r"|(?:6[2-4]1|621|65[17]|66[13]|67[14]|680|712)[2-7]\d{6}|612[2-6]\d{6}|6127[0-8]\d{5}"
    r"|(?:731|816|82[014]|83[126]|86[136]|87[78]|883)(?:[2-6]\d|7[19])\d{5}"
    r"|(?:73[34]|75[15]|788|870)[2-6]\d{6}|78871\d{5}|761[346]\d{6}|884(?:[2356]\d|7[19])\d{5}|891(?:[3-6]\d|7[19])\d{5}"
    r"|(?:79[1245]|80[234]|683)\d{7}|793(?:[02-9]\d|1[0-24-9])\d{5}|80(?:6[0-589]|71)\d{6}|8079[123]\d{5}",
    re.ASCII,
)


FIRST = 5  # digits of the ten that say whether it is one: of so many beginnings each is looked at once


class NotAMobile(ValueError):
    """
    The text is no Indian mobile number one could send to.

    :ivar why: the reason as one word: digits, abroad, rounded, marks, landline, dummy
    """

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


def ten_digits(text: str) -> str:
    """
    Return the digits of the one number that the text is, without what stands for India or a trunk call.

    :raises NotAMobile: if a mark of it is not understood
    """
    if usual := USUAL.fullmatch(text):
        return usual[1] + usual[2]
    plain = _plain(text)
    if exponent := EXPONENT.fullmatch(plain):
        plain = _written_out(exponent)
    elif whole := WHOLE.fullmatch(plain):
        plain = whole[1]
    # A minus is what a spreadsheet leaves of +91-60000-00001 when it takes it for a sum.
    elif not MARKS.fullmatch(plain) or FRACTION.fullmatch(plain) or re.match(r"-\d", plain):
        raise NotAMobile("marks", _count(plain) if not _digits_in(plain) else "it holds more than a number")
    close = BETWEEN.sub("", plain)
    if ABROAD.match(close):
        raise NotAMobile("abroad", "a number of another country")
    if found := WRITTEN.fullmatch(close):
        return found[1]
    raise NotAMobile("digits", _count(close))


def is_landline(digits: str) -> bool:
    """Return whether the ten digits are a town's code and a number in it."""
    return digits[0] in "12345" or (digits[0] in "678" and _is_of_a_town(digits[:FIRST]))


@cache
def _is_of_a_town(first: str) -> bool:
    return bool(LANDLINE.fullmatch(first.ljust(10, "0")))


def _plain(text: str) -> str:
    """Return the text with the digits, signs and spaces of all scripts as ours, and without what shows nothing."""
    if not text.isascii():
        text = "".join(map(_as_ours, text))
    text = text.strip().strip("\"'`।").lstrip("([ ")
    while label := LABEL.match(text):
        text = text[label.end() :]
    return text


def _as_ours(mark: str) -> str:
    if mark.isdecimal():
        return str(int(mark))
    kind = unicodedata.category(mark)
    if kind == "Cf":
        return ""
    if kind == "Pd" or mark == "−":
        return "-"
    return {"＋": "+", "（": "(", "）": ")", "．": "."}.get(mark, " " if kind == "Zs" else mark)


def _written_out(found: re.Match[str]) -> str:
    """
    Return the number that was written as 6.00000012E9.

    A program that keeps doubles leaves out zeros at the end: one may be missing. What was rounded lacks more, or looks
    as a float of 32 bits is written out; and whoever writes E+09 rounds to the width of a column.
    """
    digits = (found["first"] + (found["others"] or "")).rstrip("0")
    length = int(found["tens"]) + 1
    written = len(found["first"] + (found["others"] or ""))
    missing = max(length - written, 0)
    if length < len(digits) or missing > 1 or (missing and (found["plus"] or _is_single(digits, length))):
        raise NotAMobile("rounded", "it was rounded on its way, and its digits are lost")
    return digits.ljust(length, "0")


def _is_single(digits: str, length: int) -> bool:
    (single,) = struct.unpack("f", struct.pack("f", float(digits.ljust(length, "0"))))
    return f"{single:.8e}".partition("e")[0].replace(".", "").rstrip("0") == digits


def _digits_in(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit())


def _count(text: str) -> str:
    return f"{len(_digits_in(text))} digits do not make a mobile number"
