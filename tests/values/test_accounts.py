"""Accounts as people write them, and as the registry has them."""

from __future__ import annotations

import pytest

from bijlisetu.values.accounts import account_in


@pytest.mark.parametrize(("text", "account"), [
    ("3800360461", "3800360461"), (" 3800 360-461 ", "3800360461"), ("३८००३६०४६१", "3800360461"),
    ("2101-TN00000007", "2101-TN00000007"), ("2101 tn00000007", "2101-TN00000007"),
    ("2101 - TN0000 0007", "2101-TN00000007"),
    ("", ""), ("123", ""), ("robertsganj", ""), ("1' OR 1=1 --12345", ""), ("9" * 41, ""), ("12345<b>", ""),
])  # fmt: skip
def test_what_is_written_is_read_as_bills_have_it(text: str, account: str) -> None:
    assert account_in(text) == account
