"""
One-time codes, made from the record that they prove and our secret: so they stand in no table, readable or not.

Whoever reads the database, a backup of it or our logs learns no code, and there is nothing to clear when it is used.
Nor do they learn a value of which is only kept what our secret makes of it.
"""

from __future__ import annotations

import hmac

DIGITS = 6


def code_of(record: str, *, secret: str) -> str:
    """Return the record's code: six digits, nought at the beginning too."""
    seal = hmac.digest(secret.encode(), b"code\0" + record.encode(), "sha256")
    # 64 bits over a million codes: none of them is likelier than another by more than one in ten billions.
    return f"{int.from_bytes(seal[:8]) % 10**DIGITS:0{DIGITS}}"


def is_code_of(record: str, said: str, *, secret: str) -> bool:
    """Return whether it is the record's code, in the same time whether it nearly is or not at all."""
    return hmac.compare_digest(code_of(record, secret=secret).encode(), said.encode())


def hidden(text: str, *, purpose: str, secret: str) -> str:
    """Return what stands for the text; ten digits are soon tried, so that a digest without a secret hides nothing."""
    return hmac.digest(secret.encode(), f"{purpose}\0{text}".encode("utf-8", "replace"), "sha256").hex()
