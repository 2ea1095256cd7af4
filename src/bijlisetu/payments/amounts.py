"""
The amount of a payment as banks and counters write it.

On a bill Cr is what stands to the consumer's credit; in a statement of our account it is what came in, and Dr what went
out. So the two are read here, before the figure itself.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bijlisetu.plumbing.files.cells.figures import figure
from bijlisetu.plumbing.files.intake import Unfit
from bijlisetu.values import in_indian_groups

MOST = Decimal(100_000_000)  #: ten crore: no payment of one consumer is larger
#: What a bank writes of rupees.
RUPEES = frozenset({"", "INR", "RS", "RS.", "₹", "RUPEE", "RUPEES", "356"})
SIDES = "CR|DR|DB|CREDIT|DEBIT"
SIDE = re.compile(rf"\s*\(?\b({SIDES})\b\.?\)?\s*|(?<=[\d.])\s*\(?({SIDES})\.?\)?\s*$", re.IGNORECASE)
#: Three thousand in half of the world, and three in the other.
OF_TWO_MEANINGS = re.compile(r"\D*\d{1,3}\.\d{3}\D*", re.ASCII)


def amount_in(text: str) -> Decimal | Unfit:
    """Return the rupees that came in, or why it is no such amount."""
    written = came_in(text)
    if written is None:
        return Unfit("amount unreadable", "the amount is not a number")
    return written if isinstance(written, Unfit) else fit(Decimal(written))


def went_back(text: str) -> Decimal | Unfit:
    """Return the rupees of a row that says that they went back: some write these below zero, or as a debit."""
    bare = SIDE.sub(" ", text).strip()
    written = None if OF_TWO_MEANINGS.fullmatch(bare) else figure(bare)
    return fit(abs(Decimal(written))) if written else Unfit("amount unreadable", "the amount is not a number")


def came_in(text: str) -> str | Unfit | None:
    """Return the figure without the mark that it came in; none if it is no figure."""
    sides = [(one[1] or one[2]).upper() for one in SIDE.finditer(text)]
    if len(sides) > 1:
        return None
    if sides and sides[0].startswith("D"):
        return Unfit("money out", "the amount is a debit: what went out of the account is no payment")
    bare = SIDE.sub(" ", text).strip()
    if OF_TWO_MEANINGS.fullmatch(bare):
        return Unfit("amount unreadable", "the amount has three figures after its point: it may mean thousands")
    return figure(bare)


def fit(amount: Decimal) -> Decimal | Unfit:
    """Return the amount, if it is one that a consumer pays, or why not."""
    if amount != round(amount, 2):
        return Unfit("amount unreadable", "the amount has parts of a paisa")
    if amount <= 0:
        return Unfit("amount not above zero", "no payment is of nothing, or less")
    if amount > MOST:
        return Unfit("amount absurd", f"no consumer pays more than ₹ {in_indian_groups(int(MOST))} at once")
    return round(amount, 2)
