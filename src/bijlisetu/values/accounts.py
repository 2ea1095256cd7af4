"""Account numbers as people write them: with blanks and dashes between, in any script, in small letters."""

from __future__ import annotations

import re

from bijlisetu.values.digits import ascii_digits

LONGEST = 40
#: The last four stand in messages.
FEWEST_DIGITS = 4
BETWEEN = re.compile(r"[\s-]+")
ACCOUNT = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*")


def account_in(text: str, *, fewest: int = FEWEST_DIGITS) -> str:
    """
    Return what was written as an account, as the registry has it; nothing if it can be none.

    In one of digits alone, what stands between is there for the eye. One with letters has parts, and a dash between
    them: 2101-TN00000007.
    """
    told = ascii_digits(text.strip()).upper()
    if not any("A" <= mark <= "Z" for mark in told):
        account = BETWEEN.sub("", told)
    elif "-" in told:
        account = "".join(told.split())
    else:
        account = "-".join(told.split())
    is_one = len(account) <= LONGEST and ACCOUNT.fullmatch(account) is not None
    return account if is_one and sum(map(str.isdigit, account)) >= fewest else ""
