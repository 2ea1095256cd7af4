"""Mobile numbers and mailboxes, parsed once at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

LONGEST_MAILBOX = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAILBOX = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
DUMMIES = frozenset({"9876543210", "9123456789", "9898989898", "9999999990", "7777777770"})


class NotAMobile(ValueError):
    """The text is no Indian mobile number one could send to."""


class NotAnEmail(ValueError):
    """The text is no mailbox one could send to."""


@dataclass(frozen=True, slots=True)
class Mobile:
    """An Indian mobile number: ten digits, the first of them 6 to 9."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the mobile number written in text, with or without +91 or 0, spaces or Devanagari digits.

        :raises NotAMobile: if the text is not an Indian mobile number, or one that stands for none
        """
        digits = _digits(text)
        if len(digits) == 12:
            digits = digits.removeprefix("91")
        elif len(digits) == 11:
            digits = digits.removeprefix("0")
        if len(digits) != 10:
            raise NotAMobile(f"{len(digits)} digits do not make a mobile number")
        if digits[0] not in "6789":
            raise NotAMobile("a mobile number begins with 6, 7, 8 or 9; this may be a landline")
        if is_dummy(digits):
            raise NotAMobile("a dummy that stands for no number")
        return cls(digits)

    @property
    def e164(self) -> str:
        """The number with country code, as carriers want it: 91 and ten digits, no plus."""
        return f"91{self.digits}"


@dataclass(frozen=True, slots=True)
class Email:
    """A mailbox, its domain in lower case."""

    mailbox: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the mailbox written in text.

        :raises NotAnEmail: if one could not send a letter to it
        """
        mailbox = text.strip()
        if len(mailbox) > LONGEST_MAILBOX or not MAILBOX.fullmatch(mailbox) or ".." in mailbox:
            raise NotAnEmail("this is not an e-mail address")
        name, _, domain = mailbox.rpartition("@")
        return cls(f"{name}@{domain.lower()}")


def is_dummy(digits: str) -> bool:
    """Return whether the ten digits are one that clerks type when they have none."""
    return digits in DUMMIES or (len(set(digits)) <= 2 and digits.count(digits[-1]) >= 8)


def mask(address: str) -> str:
    """Return the address as shown to those who need not know it: 98xxxxxx29, r***@example.in."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"
    digits = address[-10:]
    return f"{digits[:2]}{'x' * max(len(digits) - 4, 0)}{digits[-2:]}"


def _digits(text: str) -> str:
    if text.isascii():
        return "".join(mark for mark in text if mark.isdigit())
    # int() also reads Devanagari digits, which field staff do type.
    return "".join(str(int(mark)) for mark in text if mark.isdecimal())
