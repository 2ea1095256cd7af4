"""How a settlement file is laid out, and what its words mean: one file in `mappings/` for each bank or counter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bijlisetu.payments.states import Mode, Status
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in
from bijlisetu.plumbing.files.words import pattern_of, patterns_of, word_in

FOLDER = resources.files("bijlisetu.payments") / "mappings"
#: What a row may say, in the order it is read.
FIELDS = (
    "row", "transaction", "rrn", "receipt", "reference", "account", "bill", "amount", "paise", "currency", "paid_on",
    "status", "mode", "said", "debit",
)  # fmt: skip
USUAL = "upi"
#: Banks' older programs write it. Numbers are the same in it; a dash or a name in the narration is all that is not.
OLD_WINDOWS = "cp1252"
#: By one of them a row is told from another of the same amount.
NAMED_BY = ("row", "transaction", "rrn", "receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """The line at the end that says how many rows there are and what they add up to."""

    mark: re.Pattern[str]  #: what its first cell says
    count: str = ""  #: the column under which it says how many
    total: str = ""  #: and what they add up to, in rupees or, where the rows are so, in paise
    is_needed: bool = False  #: whether a file without one was cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a field stands in a line of fixed width: from the first character to the last, counted from one."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMapping:
    """A bank's, a counter's or an agency's file of payments."""

    layout: Layout
    namesake: str  #: whose numbers of transactions and receipts these are: two mappings may share one
    is_final: bool  #: whether its failures mean that the money never came
    statuses: Mapping[Status, re.Pattern[str]]
    modes: Mapping[Mode, re.Pattern[str]]
    trailer: Trailer | None
    left_out: Mapping[str, re.Pattern[str]]  #: columns by whose words a row is no payment
    returned: re.Pattern[str] | None  #: what `said` says of a debit that is a cheque come back: it is not left out
    fixed: tuple[Place, ...]  #: none where cells are told apart by marks

    def ends(self, *, status: str, said: str) -> Status | None:
        """Return how a debit ends a payment of ours; none where it is money that went out otherwise."""
        if self.returned and self.returned.fullmatch(said):
            return Status.BOUNCED
        told = word_in(status, self.statuses)
        return told if told and told.rank > Status.PAID.rank else None


def is_debit(text: str) -> bool:
    """Return whether something stands under the debit of a row."""
    return any(mark in "123456789" for mark in text)


@cache
def payment_mapping(name: str) -> PaymentMapping:
    """
    Return the mapping of that name, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    with mapping_file(name, folder=FOLDER) as text:
        trailer, fixed = text.pop("trailer", None), text.pop("fixed", {})
        namesake, is_final = text.pop("namesake", name), text.pop("is_final", True)
        statuses, modes = text.pop("statuses", {}), text.pop("modes", {})
        left_out, returned = text.pop("left_out", {}), text.pop("returned", "")
        found = layout(text, name=name, fields=FIELDS)
        DayReader(found.dates)  # says what is wrong with them while the mapping is read
        _check(found)
        return PaymentMapping(
            layout=found,
            namesake=namesake,
            is_final=is_final,
            statuses=patterns_of(Status, statuses),
            modes=patterns_of(Mode, modes),
            trailer=_trailer(trailer) if trailer else None,
            left_out={column: pattern_of(text) for column, text in left_out.items()},
            returned=pattern_of(returned) if returned else None,
            fixed=tuple(_places(fixed)),
        )


def payment_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)


def _check(found: Layout) -> None:
    if ("amount" in found.columns) == ("paise" in found.columns):
        raise ValueError("one of 'amount' and 'paise' has a column, and not both")
    if "paid_on" not in found.columns:
        raise ValueError("'paid_on' has no column")


def _trailer(said: Mapping[str, Any]) -> Trailer:
    return Trailer(
        mark=pattern_of(said["mark"]),
        count=said.get("count", ""),
        total=said.get("total", ""),
        is_needed=bool(said.get("is_needed", False)),
    )


def _places(fixed: Mapping[str, Sequence[Any]]) -> list[Place]:
    places = [Place(name=name, first=int(first), last=int(last)) for name, (first, last) in fixed.items()]
    wrong = [place.name for place in places if not 1 <= place.first <= place.last]
    if wrong:
        raise ValueError(f"[fixed] {wrong[0]} stands from its first character to its last, counted from one")
    return places
