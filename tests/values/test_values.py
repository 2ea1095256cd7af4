"""Numbers, mailboxes and money as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail, in_indian_groups, mask, rupees


@pytest.mark.parametrize(
    "text",
    [
        "6000012345",
        "+91 60000 12345",
        "916000012345",
        "06000012345",
        "60000-12345",
        "६००००१२३४५",
        " 6000012345\t",
        "(+91)6000012345",
    ],
)
def test_a_mobile_is_read_however_it_is_written(text: str) -> None:
    assert Mobile.parse(text) == Mobile("6000012345")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NA",
        "600001234",
        "60000123456",
        "5000012345",
        "05444-223344",
        "9999999999",
        "9876543210",
        "0000000000",
        "6000012345/6000012346",
    ],
)
def test_what_is_no_mobile_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(NotAMobile) as refused:
        Mobile.parse(text)

    assert not text or text not in str(refused.value)


@given(some.text(max_size=40))
def test_a_mobile_is_ten_digits_or_refused(text: str) -> None:
    try:
        digits = Mobile.parse(text).digits
    except NotAMobile:
        return

    assert len(digits) == 10
    assert digits.isascii()
    assert digits[0] in "6789"


@pytest.mark.parametrize("text", ["a@example.in", "A.b+c@Example.IN", "x@mail.example.co.in"])
def test_a_mailbox_keeps_its_name_and_lowers_its_domain(text: str) -> None:
    name, _, domain = text.partition("@")

    assert Email.parse(text).mailbox == f"{name}@{domain.lower()}"


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "a b@example.in", "a@@example.in", "a@example..in", "x" * 300 + "@example.in"]
)
def test_what_is_no_mailbox_is_refused(text: str) -> None:
    with pytest.raises(NotAnEmail):
        Email.parse(text)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (275000, "2,75,000"), (12345678, "1,23,45,678"), (-1000, "-1,000")],
)
def test_numbers_are_grouped_as_in_india(number: int, written: str) -> None:
    assert in_indian_groups(number) == written


def test_money_is_rounded_half_up_to_paise() -> None:
    assert rupees(Decimal("1253.005")) == "₹ 1,253.01"


@pytest.mark.parametrize(("address", "shown"), [("916000012329", "60xxxxxx29"), ("ram@example.in", "r***@example.in")])
def test_addresses_are_shown_masked(address: str, shown: str) -> None:
    assert mask(address) == shown
