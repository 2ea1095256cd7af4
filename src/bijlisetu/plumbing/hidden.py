"""What stands for a value that must not be kept: alike each time, and not to be found by trying all there are."""

from __future__ import annotations

import hmac


def hidden(text: str, *, purpose: str, secret: str) -> str:
    """Return what stands for the text; ten digits are soon tried, so that a digest without a secret hides nothing."""
    return hmac.digest(secret.encode(), f"{purpose}\0{text}".encode("utf-8", "replace"), "sha256").hex()
