"""People with usernames: Meta names them by an id of the business's own and may keep their number to itself."""

from __future__ import annotations

import re

from bijlisetu.simulator.people.behaviour import share_of

USER_ID = re.compile(r"IN\.(\d{16})")
# Multiplication modulo a prime makes an id of a number and a number of an id, so no table is needed.
_PRIME = 9_999_999_999_999_937
_FACTOR = 7_046_029_254_386_353
_BACK = pow(_FACTOR, -1, _PRIME)


def user_id(number: str) -> str:
    """Return the business-scoped user id of the person with the number."""
    return f"IN.{int(number) * _FACTOR % _PRIME:016}"


def number_of(user: str) -> str:
    """Return the number of the person with the id, or nothing if there is none."""
    found = USER_ID.fullmatch(user)
    number = str(int(found.group(1)) * _BACK % _PRIME) if found else ""
    return number if 7 <= len(number) <= 15 else ""


def hides_number(number: str, *, seed: int, share: float) -> bool:
    """Return whether the person goes by a username: so many do, always the same."""
    return share > 0 and share_of(seed=seed, kind="username", name=number) < share
