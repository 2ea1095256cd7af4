"""
Who pays, when, by which way and with which mistakes: the hidden truth, arithmetic on a seed.

Each account has a place between those who pay whatever comes and those who cannot. Some pay anyway, some once their
bill has truly come to them, some once somebody reminds them, and the rest does not pay this month.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from bijlisetu.simulator.bank.book import Way
from bijlisetu.simulator.people.behaviour import share_of

Chosen = TypeVar("Chosen", bound=enum.StrEnum)
#: Shares of all accounts. What a reminder truly does is the third: nobody of the department knows it.
PAYS_ANYWAY, PAYS_WHEN_TOLD, PAYS_WHEN_REMINDED = 0.42, 0.12, 0.18
#: Days after the bill was issued, after it came, and after the reminder came.
ANYWAY_FROM, ANYWAY_UNTIL, AFTER_TOLD, AFTER_REMINDED = 1.0, 22.0, 4.0, 2.0
WAYS = {Way.UPI: 0.55, Way.BBPS: 0.15, Way.COUNTER: 0.17, Way.TRANSFER: 0.05, Way.CHEQUE: 0.08}
#: Of all who pay.
TWICE, ON_ANOTHER, ON_NONE, PART, OVER = 0.02, 0.01, 0.01, 0.05, 0.04
BOUNCES = 0.12  #: of cheques
CLEARING = 3  #: days until a cheque bounces


class Because(enum.StrEnum):
    """Why somebody pays."""

    ANYWAY = "anyway"
    TOLD = "told"  #: the bill came to them
    REMINDED = "reminded"
    NEVER = "never"


class Slip(enum.StrEnum):
    """What goes wrong with a payment, or is unusual about it."""

    NONE = "none"
    TWICE = "twice"
    ON_ANOTHER = "on_another"  #: somebody else's account is written
    ON_NONE = "on_none"  #: an account that nobody has
    PART = "part"
    OVER = "over"


class Payer(NamedTuple):
    """What is true of who pays for an account."""

    because: Because
    after: float  #: days after the bill, its coming, or the reminder's
    way: Way
    slip: Slip
    bounces: bool


def payer(account: str, *, seed: int) -> Payer:
    """Return who pays for the account in this month."""
    way = _one_of(WAYS, _share(seed, "way", account))
    because, place = _because(_share(seed, "pays", account))
    length = {Because.ANYWAY: ANYWAY_UNTIL - ANYWAY_FROM, Because.TOLD: AFTER_TOLD, Because.REMINDED: AFTER_REMINDED}
    after = (ANYWAY_FROM if because is Because.ANYWAY else 0.1) + place * length.get(because, 0.0)
    slips = {Slip.TWICE: TWICE, Slip.ON_ANOTHER: ON_ANOTHER, Slip.ON_NONE: ON_NONE, Slip.PART: PART, Slip.OVER: OVER}
    slip = _one_of({**slips, Slip.NONE: 1.0}, _share(seed, "slip", account))
    bounces = way is Way.CHEQUE and _share(seed, "bounces", account) < BOUNCES
    return Payer(because, after, way, slip, bounces)


def amounts(paise: int, slip: Slip) -> tuple[int, ...]:
    """Return what is paid on a bill of so much, each amount a payment of its own."""
    if slip is Slip.TWICE:
        return paise, paise
    if slip is Slip.PART:
        return (max(paise // 20_000 * 10_000, 10_000),)  # half of it, in hundreds of rupees
    if slip is Slip.OVER:
        return (-(-paise // 10_000) * 10_000 + 10_000,)
    return (paise,)


def _because(place: float) -> tuple[Because, float]:
    """Return why the account at the place pays, and its place among those who pay for that reason."""
    shares = {Because.ANYWAY: PAYS_ANYWAY, Because.TOLD: PAYS_WHEN_TOLD, Because.REMINDED: PAYS_WHEN_REMINDED}
    for because, share in shares.items():
        if place < share:
            return because, place / share
        place -= share
    return Because.NEVER, 0.0


def _one_of(shares: Mapping[Chosen, float], place: float) -> Chosen:
    for chosen, share in shares.items():
        place -= share
        if place < 0:
            return chosen
    return next(iter(shares))


def _share(seed: int, kind: str, account: str) -> float:
    return share_of(seed=seed, kind=kind, name=account)
