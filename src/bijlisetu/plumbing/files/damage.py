"""Texts that were destroyed on their way to us, so that they never take the place of good ones."""

from __future__ import annotations

import re

#: Letters that a program had no room for: question marks, as Oracle writes them, and the sign made for it.
LOST = re.compile("\ufffd|[?¿]{2}|\\w[?¿]\\w|\\B[?¿]\\w|\\w[?¿]$|^[?¿ .]+$")
#: UTF-8 read as Latin-1, Windows, Mac or DOS: the first octet of a letter and the second, as those have them.
GARBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]|[ÂÃàâ][€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|‡[§•]|[αÓ][ñÑ]")
ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FORMULA!|#+)")
#: What Excel makes of digits, of 1-2 and of MAR1.
EXPONENT = re.compile(r"[+-]?\d([.,]\d+)?E\+\d{1,3}|[+-]?\d[.,]\d+E\d{1,3}", re.IGNORECASE | re.ASCII)
MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DAY = re.compile(
    rf"\d{{4}}-\d\d-\d\d( [\d:]+)?|\d{{1,2}}-({MONTH})(-\d{{2,4}})?|({MONTH})-\d{{2,4}}", re.IGNORECASE | re.ASCII
)
SUSPECT = re.compile("[?¿#\ufffd\u00c2-\u00f4‡αÓ\ue000-\uf8ff]")
PRIVATE = re.compile("[\ue000-\uf8ff]")


def is_suspect(text: str) -> bool:
    """Return whether the text, of however many cells, is worth a look at each of them."""
    return "?" in text or "#" in text if text.isascii() else bool(SUSPECT.search(text))


def of_text(text: str) -> str:
    """Return what has happened to a name or an address; nothing if it is as somebody wrote it."""
    if not is_suspect(text):
        return ""
    if LOST.search(text):
        return "question marks where letters were"
    if GARBLED.search(text) or PRIVATE.search(text):
        return "letters read in a wrong encoding"
    return "an error of a spreadsheet" if ERROR.fullmatch(text) else ""


def of_code(text: str) -> str:
    """Return what has happened to a code or a serial number."""
    if text.isalnum():  # as nearly all are: those that were destroyed have a sign or a point in them
        return ""
    if EXPONENT.fullmatch(text):
        return "rounded by a spreadsheet"
    return "made a date by a spreadsheet" if DAY.fullmatch(text) else ""
