"""Mobile numbers and mailboxes, parsed once at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from bijlisetu.values import mailboxes
from bijlisetu.values.numbering import NotAMobile, is_landline, ten_digits

LONGEST_MAILBOX = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAILBOX = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}(?<!\.)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
NAME_IN_MAILBOX = re.compile(r"[^\s@<>;,]+@")
PLAIN = re.compile(r"[6-9]\d{9}", re.ASCII)
DUMMIES = frozenset({"9876543210", "9123456789", "9898989898", "9999999990", "7777777770"})


class NotAnEmail(ValueError):
    """
    The text is no mailbox one could send to.

    :ivar why: the reason as one word: mailbox (it is none), nobody (who reads it), mistyped
    :ivar meant: of a domain that was mistyped, the one that was probably meant
    """

    def __init__(self, why: str, words: str, *, meant: str = "") -> None:
        super().__init__(words)
        self.why = why
        self.meant = meant


@dataclass(frozen=True, slots=True)
class Mobile:
    """An Indian mobile number: ten digits, the first of them 6 to 9."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the mobile number written in text, in any of the ways usual in India and with digits of any script.

        :raises NotAMobile: if a mark of it is not understood, or if it stands for no Indian mobile number
        """
        digits = text if PLAIN.fullmatch(text) else ten_digits(text)
        if is_landline(digits) or digits[0] not in "6789":
            raise NotAMobile("landline", "a mobile number begins with 6, 7, 8 or 9; this may be a landline")
        if is_dummy(digits):
            raise NotAMobile("dummy", "a dummy that stands for no number")
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

        :raises NotAnEmail: if one could not send a letter to it, or it would reach nobody or somebody else
        """
        mailbox = cls.written(text)
        name, _, domain = mailbox.mailbox.rpartition("@")
        if mailboxes.is_dummy(name, domain):
            raise NotAnEmail("nobody", "a mailbox that nobody reads")
        if meant := mailboxes.meant_by(domain):
            raise NotAnEmail("mistyped", f"mistyped, probably {meant} is meant", meant=meant)
        return mailbox

    @classmethod
    def written(cls, text: str) -> Self:
        """
        Return the mailbox written in text, whoever reads it: our own, or one that was on file before.

        :raises NotAnEmail: if it is none
        """
        mailbox = text.strip()
        if len(mailbox) > LONGEST_MAILBOX or not MAILBOX.fullmatch(mailbox) or ".." in mailbox:
            raise NotAnEmail("mailbox", "this is not an e-mail address")
        name, _, domain = mailbox.rpartition("@")
        return cls(f"{name}@{domain.lower()}")


def is_dummy(digits: str) -> bool:
    """Return whether the ten digits are one that clerks type when they have none."""
    return digits in DUMMIES or (digits.count(digits[-1]) >= 8 and len(set(digits)) <= 2)


#: What stands where an address was erased, with numbers that tell erased ones apart.
ERASED = "erased:"


def mask(address: str) -> str:
    """Return the address as shown to those who need not know it: 98xxxxxx29, r***@example.in; of an erased one, —."""
    if address.startswith(ERASED):
        return "—"
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"
    digits = address[-10:]
    return f"{digits[:2]}{'x' * max(len(digits) - 4, 0)}{digits[-2:]}"


def mask_all(text: str) -> str:
    """Return a text with the numbers and mailboxes in it hidden: 60xxxxxxxx/15, r***@example.in."""
    places = [place for place, mark in enumerate(text) if mark.isdigit()][2:-2]
    shown = "".join("x" if place in places else mark for place, mark in enumerate(text))
    return NAME_IN_MAILBOX.sub(lambda found: f"{found[0][0]}***@", shown)
