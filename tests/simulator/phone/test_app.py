"""The officers' app shows the codes of RFC 6238."""

from __future__ import annotations

import pytest

from bijlisetu.simulator.phone.app import code_at
from bijlisetu.simulator.phone.page import app


# The moments and codes of RFC 6238, appendix B, by their last six digits.
@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_code_is_that_of_the_standard(at: int, code: str) -> None:
    assert code_at(b"12345678901234567890", at) == code


def test_the_screen_shows_it_or_says_that_there_is_none() -> None:
    assert "<b>287 082</b>" in app("287082")
    assert "कोई ऐप नहीं" in app("")
