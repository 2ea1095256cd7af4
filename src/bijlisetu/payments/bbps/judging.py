"""What we answer, as arithmetic: who is asked about, what is owed, what the biller takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from unicodedata import category


class Word(StrEnum):
    """What we say; a biller's file has a code and words for each."""

    FOUND = "found"
    VALID = "valid"
    TAKEN = "taken"
    RETURNED = "returned"
    UNKNOWN = "unknown"  #: nobody's account, or another company's: nobody learns which
    NOTHING_DUE = "nothing_due"
    PAID_ALREADY = "paid_already"
    CLOSED = "closed"
    NOT_EXACT = "not_exact"
    BELOW = "below"
    ABOVE = "above"
    NOT_ASKED = "not_asked"  #: a payment without a question before it, which the biller wants
    UNDONE = "undone"
    NO_PAYMENT = "no_payment"
    TOLD_OTHERWISE = "told_otherwise"
    NOT_OFFERED = "not_offered"
    TOO_OFTEN = "too_often"

    @property
    def is_good(self) -> bool:
        """Return whether it is what whoever asked hoped for."""
        return self in (Word.FOUND, Word.VALID, Word.TAKEN, Word.RETURNED)


class Accepted(StrEnum):
    """Which amounts the biller takes of what is owed."""

    EXACT = "exact"
    EXACT_UP = "exact_up"
    EXACT_DOWN = "exact_down"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What the biller takes, in rupees."""

    accepted: Accepted
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An account as it stands now, with its latest bill."""

    consumer: int
    account: str
    name: str
    owed: Decimal
    bill: str = ""
    bill_date: date | None = None
    due: date | None = None
    cycle: date | None = None
    has_paid: bool = False  #: since the bill
    is_closed: bool = False


def judge_question(standing: Standing | None) -> Word:
    """Return the answer to whoever asks what is owed; what a closed connection owes is owed still."""
    if standing is None:
        return Word.UNKNOWN
    if standing.owed > 0:
        return Word.FOUND
    if standing.is_closed:
        return Word.CLOSED
    return Word.PAID_ALREADY if standing.has_paid else Word.NOTHING_DUE


def judge_amount(
    standing: Standing | None, amount: Decimal, *, amounts: Amounts, answered: Sequence[Decimal] = ()
) -> Word:
    """
    Return whether the amount can be taken now, as valid, or why not.

    Answered is what we said of the account a while ago: whoever was asked for it may pay it.
    """
    question = judge_question(standing)
    if standing is None or question is Word.CLOSED:
        return question
    if not amounts.least <= amount <= amounts.most:
        return Word.BELOW if amount < amounts.least else Word.ABOVE
    if amounts.accepted is Accepted.ANY:
        return Word.VALID
    asked = [one for one in (standing.owed, *answered) if one > 0]
    if not asked:
        return question
    return _beside(amount, asked, amounts.accepted)


def _beside(amount: Decimal, asked: Sequence[Decimal], accepted: Accepted) -> Word:
    if amount in asked:
        return Word.VALID
    if accepted is Accepted.EXACT_UP:
        return Word.VALID if amount > min(asked) else Word.BELOW
    if accepted is Accepted.EXACT_DOWN:
        return Word.VALID if amount < max(asked) else Word.ABOVE
    return Word.NOT_EXACT


def masked_name(name: str) -> str:
    """Return the first mark of each word with its signs, and nothing of how long the word is: र*** कु***."""
    return " ".join(f"{_first_mark(word)}***" for word in name.split())


def _first_mark(word: str) -> str:
    end = 1
    while end < len(word) and category(word[end]).startswith("M"):
        end += 1
    return word[:end]
