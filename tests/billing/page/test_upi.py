"""The UPI link is what every payer's app understands."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.billing.page.upi import NotPayable, upi_link

PARTS = {
    "payee": "bijli@examplebank",
    "name": "Eastern Vidyut & Co",
    "amount": Decimal(1253),
    "reference": "BL42",
    "note": "Bill ..0461",
}


def link(**changes: object) -> str:
    return upi_link(**{**PARTS, **changes})  # type: ignore[arg-type]


def test_the_link_names_payee_amount_and_reference() -> None:
    assert link() == (
        "upi://pay?pa=bijli@examplebank&pn=Eastern%20Vidyut%20%26%20Co&tr=BL42&am=1253.00&cu=INR&tn=Bill%20..0461"
    )


@pytest.mark.parametrize(
    ("amount", "written"), [("0.005", "0.01"), ("1253.5", "1253.50"), ("123456789", "123456789.00")]
)
def test_the_amount_has_two_places_and_no_commas(amount: str, written: str) -> None:
    assert f"&am={written}&" in link(amount=Decimal(amount))


@given(name=st.text(), note=st.text())
def test_any_words_come_back_as_they_were(name: str, note: str) -> None:
    parts = parse_qs(urlsplit(link(name=name, note=note)).query, keep_blank_values=True)

    assert parts["pn"] == [name]
    assert parts["tn"] == [note[:50]]
    assert parts["am"] == ["1253.00"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"payee": "bijli"},
        {"payee": "bijli@"},
        {"payee": "a@b@c"},
        {"amount": Decimal(0)},
        {"amount": Decimal(-5)},
        {"reference": ""},
        {"reference": "BL-42"},
        {"reference": "बिल42"},
        {"reference": "B" * 36},
    ],
)
def test_what_no_app_would_take_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotPayable):
        link(**wrong)
