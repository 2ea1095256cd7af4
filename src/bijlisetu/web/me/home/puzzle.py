"""
A small piece of work for the visitor's telephone before a code goes out: nothing to one person, much to a flood.

The task and its proof are altcha's, without a third party. A solution is good once.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta

import orjson
from altcha import v1
from django.conf import settings

from bijlisetu.contact.proof.actions import use_once

#: A second's work for a cheap telephone.
HARD = 40_000
GOOD_FOR = timedelta(minutes=30)


def puzzle(*, at: datetime) -> str:
    """Return a new task, as JSON for the page's script."""
    made = v1.create_challenge(
        v1.ChallengeOptions(max_number=HARD, hmac_key=settings.SECRET_KEY, expires=at + GOOD_FOR)
    )
    task = {name: getattr(made, name) for name in ("algorithm", "challenge", "salt", "signature")}
    return orjson.dumps({**task, "maxnumber": HARD}).decode()


def is_solved(payload: str, *, at: datetime) -> bool:
    """Return whether it is the solution of a task of ours that is fresh and was not brought before."""
    try:
        told = orjson.loads(base64.b64decode(payload[:2000], validate=True))
        is_right, _ = v1.verify_solution(told, settings.SECRET_KEY, check_expires=False)
        expires = datetime.fromtimestamp(int(v1.extract_params(told)["expires"][0]), at.tzinfo)
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return False
    return is_right and at < expires <= at + GOOD_FOR and use_once(f"puzzle:{told['challenge']}", since=expires)
