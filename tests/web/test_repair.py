"""What the form for a new number or mailbox says of one that cannot be kept."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bijlisetu.web.repair import RepairForm


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ramesh@gmail.con", "शायद gmail.com होना चाहिए"),
        ("test@test.com", "यह ई-मेल कोई नहीं पढ़ता"),
        ("ramesh@", "यह ई-मेल पता नहीं है"),
    ],
)
def test_it_says_why_a_mailbox_is_not_kept(address: str, said: str) -> None:
    with override("hi"):
        form = RepairForm({"consumer": "1", "address": address, "proof": "counter"})

        assert said in str(form.errors["address"])
