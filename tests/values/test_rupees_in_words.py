from __future__ import annotations

from decimal import Decimal

import pytest

from bijlisetu.values import Language
from bijlisetu.values.rupees_in_words import ENGLISH, HINDI, rupees_in_words


@pytest.mark.parametrize(
    ("amount", "hindi", "english"),
    [
        ("0", "शून्य रुपये मात्र", "Rupees zero only"),
        ("1", "एक रुपया मात्र", "Rupees one only"),
        ("0.01", "शून्य रुपये एक पैसा मात्र", "Rupees zero and one paise only"),
        (
            "1253.50",
            "एक हज़ार दो सौ तिरेपन रुपये पचास पैसे मात्र",
            "Rupees one thousand two hundred fifty-three and fifty paise only",
        ),
        ("100000", "एक लाख रुपये मात्र", "Rupees one lakh only"),
        (
            "1234567.89",
            "बारह लाख चौंतीस हज़ार पाँच सौ सड़सठ रुपये नवासी पैसे मात्र",
            "Rupees twelve lakh thirty-four thousand five hundred sixty-seven and eighty-nine paise only",
        ),
        ("20000019", "दो करोड़ उन्नीस रुपये मात्र", "Rupees two crore nineteen only"),
        ("99.999", "एक सौ रुपये मात्र", "Rupees one hundred only"),
        ("10000000000", "एक हज़ार करोड़ रुपये मात्र", "Rupees one thousand crore only"),
    ],
)
def test_amounts_in_words(amount: str, hindi: str, english: str) -> None:
    assert rupees_in_words(Decimal(amount), Language.HINDI) == hindi
    assert rupees_in_words(Decimal(amount), Language.ENGLISH) == english


def test_each_number_below_a_hundred_has_a_hindi_word_of_its_own() -> None:
    assert len(HINDI) == len(set(HINDI)) == 100
    assert len(ENGLISH) == 20
