"""What was answered at a door, read by the form that asked it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any

from bijlisetu.fieldwork.forms.form import Field, FieldType, Form
from bijlisetu.values import Email, Language, Mobile, NotAMobile, NotAnEmail

LONGEST_TEXT = 500  #: marks; a remark, not a letter
LARGEST_PHOTO = 4 * 1024 * 1024  #: octets
SHA256 = 64  #: marks
LONGEST_VERSION = 40  #: marks


class Lack(enum.StrEnum):
    """What is amiss with an answer."""

    MISSING = "missing"  #: it must be answered
    NEEDED = "needed"  #: it, or another that the outcome rests on
    NOT_ASKED = "not_asked"  #: with this outcome, or after the other answers
    UNFIT = "unfit"  #: it is none of its type: no mobile number, no choice of the list …


class BadAnswer(ValueError):
    """An answer that the form did not ask for, or that is none; `field` names it, and `lack` says what is amiss."""

    def __init__(self, field: str, words: str, lack: Lack = Lack.UNFIT) -> None:
        super().__init__(words)
        self.field = field
        self.lack = lack


def read(form: Form, outcome: str, answers: Mapping[str, Any], *, is_at_door: bool = True) -> dict[str, Any]:
    """
    Return the answers as they are kept: numbers as ten digits, mailboxes in lower case, nothing that is empty.

    :param is_at_door: else not all that must be answered at a door may be known
    :raises BadAnswer: naming the first field that was not asked, was not answered though it must be, or has no such
        answer
    """
    asked = {field.name: field for field in form.asked(outcome)}
    given = {name: told for name, told in answers.items() if told not in ("", None)}
    for name in given:
        if name not in asked or not asked[name].is_asked_after(given):
            raise BadAnswer(name, f"{name} is not asked with {outcome} and the other answers", Lack.NOT_ASKED)
    read_so_far = {name: _read(field, given[name]) for name, field in asked.items() if name in given}
    for name, field in asked.items():
        # What follows from an answer is known wherever that was given: "on another number" says that there is one.
        is_due = field.required and (is_at_door or field.only_if) and field.is_asked_after(given)
        if is_due and name not in read_so_far:
            raise BadAnswer(name, f"{name} must be answered", Lack.MISSING)
    needs = form.outcomes[outcome].needs
    if needs and not any(need in read_so_far for need in needs):
        raise BadAnswer(needs[0], f"one of {', '.join(needs)} must be answered", Lack.NEEDED)
    return read_so_far


def _read(field: Field, told: Any) -> Any:
    reader = READERS.get(field.type)
    if reader is None:
        raise BadAnswer(field.name, f"{field.name} is not answered in words")
    try:
        found = reader(told)
    except (NotAMobile, NotAnEmail, ValueError, TypeError, KeyError) as fault:
        raise BadAnswer(field.name, f"{field.name}: {type(fault).__name__}") from None
    if field.type is FieldType.CHOICE and found not in field.choices:
        raise BadAnswer(field.name, f"{field.name} has no such choice")
    return found


def _text(told: Any) -> str:
    if not isinstance(told, str) or len(told) > LONGEST_TEXT:
        raise ValueError
    told.encode()  # half of a pair of marks is no text
    if "\0" in told:
        raise ValueError
    return told.strip()


def _photo(told: Any) -> dict[str, Any]:
    """Read what is said of a picture that comes by itself, later."""
    size, sha256 = told["size"], told["sha256"]
    if type(size) is not int or not 0 < size <= LARGEST_PHOTO:
        raise ValueError
    if len(bytes.fromhex(sha256)) * 2 != SHA256 or len(sha256) != SHA256:  # fromhex passes over blanks
        raise ValueError
    return {"size": size, "sha256": sha256.lower()}


def _read_out(told: Any) -> dict[str, str]:
    """Read which version of a text was read out, in which language; whose text it is knows its versions."""
    version = _text(told["version"])
    if not 0 < len(version) <= LONGEST_VERSION:
        raise ValueError
    return {"version": version, "language": str(Language(told["language"]))}


READERS: Mapping[FieldType, Callable[[Any], Any]] = {
    FieldType.MOBILE: lambda told: Mobile.parse(_text(told)).digits,
    FieldType.EMAIL: lambda told: Email.parse(_text(told)).mailbox,
    FieldType.CHOICE: _text,
    FieldType.TEXT: _text,
    FieldType.PHOTO: _photo,
    FieldType.READ_OUT: _read_out,
}
