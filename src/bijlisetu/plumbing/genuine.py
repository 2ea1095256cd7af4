"""
The short code in a message, by which anybody asks whether it is ours: its try's number, and a seal of 40 bits.

A code is no record: it is made from the number and our secret, so that none is looked for among lakhs, and of a million
million guesses one is right. Its marks are Crockford's: nobody takes a letter for a digit that looks like it.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator

from bijlisetu.plumbing import links
from bijlisetu.plumbing.database.months import A_MONTH

MARKS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEAL, MONTH = 8, 2  #: marks; 40 bits of a seal, ten of a month
SINCE = 2000  #: the year whose first month has the number one; nought stands for a number that names no month
LARGEST = 2**63 - 1
#: What people write for a mark that it is not.
MEANT = str.maketrans("OIL", "011")
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{11,20}(?![0-9A-Za-z])")
LINK = re.compile(r"/[bu]/([A-Za-z0-9_-]{27})(?![A-Za-z0-9_-])|(?<![A-Za-z0-9_/-])([A-Za-z0-9_-]{27})(?![A-Za-z0-9_-])")
#: A text of many words that look like codes is looked at so far.
MOST = 40
#: The purposes of the links that stand in messages.
PURPOSES = ("bill", "unsubscribe")


def code_of(number: int, *, secret: str) -> str:
    """Return the code of a try, of 11 marks and more."""
    month, counter = divmod(number, A_MONTH)
    head = _written((month // 100 - SINCE) * 12 + month % 100 if month else 0).rjust(MONTH, "0")
    body = f"{head}{_written(counter)}"
    return f"{body}{_seal(body, secret)}"


def numbers_in(text: str, *, secret: str) -> Iterator[int]:
    """Yield the tries whose codes or links stand in the text, as far as we made them."""
    for match in list(LINK.finditer(text))[:MOST]:
        if (number := _of_link(match[1] or match[2], secret)) is not None:
            yield number
    for match in list(CODE.finditer(text))[:MOST]:
        if (number := number_of(match[0], secret=secret)) is not None:
            yield number


def number_of(code: str, *, secret: str) -> int | None:
    """Return the try of a code; none if we did not make it, in the same time however near it comes."""
    told = code.upper().translate(MEANT)
    body, seal = told[:-SEAL], told[-SEAL:]
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(body, secret).encode()):
        return None
    if len(body) <= MONTH or any(mark not in MARKS for mark in body):
        return None
    months, counter = _read(body[:MONTH]), _read(body[MONTH:])
    year, month = divmod(months - 1, 12)
    number = ((SINCE + year) * 100 + month + 1 if months else 0) * A_MONTH + counter
    return number if number <= LARGEST else None


def _of_link(token: str, secret: str) -> int | None:
    """Return the try of a link in a message, though its last day has passed: it was ours."""
    for purpose in PURPOSES:
        try:
            return links.read(token, purpose=purpose, today=links.EPOCH, secret=secret)
        except links.LinkNotValid:
            continue
    return None


def _seal(body: str, secret: str) -> str:
    whole = hmac.digest(secret.encode(), b"genuine\0" + body.encode("utf-8", "replace"), "sha256")
    return base64.b32encode(whole[:5]).decode().translate(TO_OURS)


def _written(number: int) -> str:
    marks = MARKS[number % 32]
    while number := number // 32:
        marks = MARKS[number % 32] + marks
    return marks


def _read(marks: str) -> int:
    number = 0
    for mark in marks:
        number = number * 32 + MARKS.index(mark)
    return number


TO_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", MARKS)
