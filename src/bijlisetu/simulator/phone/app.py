"""An officer's app that shows a new code every half minute, as RFC 6238 has it."""

from __future__ import annotations

import hmac

STEP = 30  #: seconds
DIGITS = 6


def code_at(key: bytes, at: float) -> str:
    """Return the six digits that the app with the key shows at the moment, in seconds since 1970."""
    seal = hmac.digest(key, int(at // STEP).to_bytes(8), "sha1")
    start = seal[-1] & 0xF
    number = int.from_bytes(seal[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"
