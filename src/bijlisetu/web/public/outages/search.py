"""What is off at the account or place that somebody wrote; an account that is not ours reads like one with light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bijlisetu.outages.public.lists import Board, Known
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web.guessing.often import Often
from bijlisetu.web.public.outages.known import dark_now

LONGEST = 60
#: An account has so many digits or more; numbers of outages and places have fewer.
ACCOUNT_DIGITS = 7
#: A family looks for two or three accounts; who looks for many tries out which there are.
ACCOUNTS = Often(most=20, within=600.0)


class TooOften(Refusal):
    """So many accounts were asked for from this place already."""


class Found(NamedTuple):
    """What was asked, and which outages are there."""

    text: str
    is_account: bool
    outages: Sequence[Known]


def account_in(text: str) -> str:
    """Return what was written as accounts are spelt; nothing if it can be none."""
    account = "".join(ascii_digits(text[:LONGEST]).split()).replace("-", "").upper()
    return account if sum(mark.isdigit() for mark in account) >= ACCOUNT_DIGITS else ""


def asked(text: str, board: Board, *, place: str) -> Found:
    """Return the outages at what was written; :raises TooOften: if the place asked for so many accounts."""
    written = " ".join(ascii_digits(text[:LONGEST]).split())
    account = account_in(written)
    if not account:
        return Found(written, is_account=False, outages=board.at(written) if written else ())
    if ACCOUNTS.is_too_often(place):
        raise TooOften("so many accounts were asked for from this place already")
    numbers = set(dark_now().of_account(account))
    outages = [one for one in board.outages if one.id in numbers]
    return Found(written, is_account=True, outages=outages)
