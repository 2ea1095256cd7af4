"""What is off at the account or place that somebody wrote; an account that is not ours reads like one with light."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from bijlisetu.outages.public.lists import Board, Known
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values.accounts import account_in
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web.guessing.often import Often
from bijlisetu.web.public.outages.known import at_place_now, dark_now

LONGEST = 60
#: An account has so many digits or more; numbers of outages and places have fewer.
ACCOUNT_DIGITS = 7
#: A family looks for two or three accounts; who looks for many tries out which there are.
ACCOUNTS = Often("account", most=20, within=timedelta(minutes=10))


class TooOften(Refusal):
    """So many accounts were asked for from this place already."""


class Found(NamedTuple):
    """What was asked, and which outages are there."""

    text: str
    is_account: bool
    outages: Sequence[Known]


def asked(text: str, board: Board, *, place: str) -> Found:
    """Return the outages at what was written; :raises TooOften: if the place asked for so many accounts."""
    written = " ".join(ascii_digits(text[:LONGEST]).split())
    account = account_in(written, fewest=ACCOUNT_DIGITS)
    if not account:
        return Found(written, is_account=False, outages=at_place_now(written, board) if written else ())
    if ACCOUNTS.is_too_often(place, at=timezone.now()):
        raise TooOften("so many accounts were asked for from this place already")
    numbers = set(dark_now().of_account(account))
    outages = [one for one in board.outages if one.id in numbers]
    return Found(written, is_account=True, outages=outages)
