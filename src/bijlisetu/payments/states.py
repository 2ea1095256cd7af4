"""What may be told of a payment, and how it stands with us: closed lists."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a bank, an aggregator or a counter says of a payment; a later word of a lower rank changes nothing."""

    PENDING = "pending"
    FAILED = "failed"  #: a callback's word: the bank may still have the money
    PAID = "paid"
    REVERSED = "reversed"  #: the money went back, or the bank's own list says that it never came
    BOUNCED = "bounced"  #: the cheque was not honoured
    CANCELLED = "cancelled"  #: the counter wrote a wrong receipt

    @property
    def rank(self) -> int:
        """Return how final the word is: what is undone stays so, whatever late word says that it was paid."""
        return RANKS[self]


RANKS = {
    Status.PENDING: 0, Status.FAILED: 1, Status.PAID: 2, Status.REVERSED: 3, Status.BOUNCED: 3, Status.CANCELLED: 3
}  # fmt: skip


class State(StrEnum):
    """How a payment stands in our books."""

    AWAITED = "awaited"  #: told of, and not paid yet
    CREDITED = "credited"  #: to the account of a consumer
    SUSPENSE = "suspense"  #: the money is here; whose it is, an officer finds out
    UNDONE = "undone"  #: it went back, or never came


class Why(StrEnum):
    """Why a payment lies in suspense."""

    UNNAMED = "unnamed"  #: nothing with it says whose it is
    UNKNOWN = "unknown"  #: what it says is no account or bill of ours
    CONTRADICTS = "contradicts"  #: it names two accounts
    WRONG_ACCOUNT = "wrong_account"  #: an officer took it from an account whose it was not


class Mode(StrEnum):
    """How somebody paid."""

    UPI = "upi"
    BBPS = "bbps"
    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"
    OTHER = "other"
