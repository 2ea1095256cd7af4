"""Amounts in words, as receipts and cheques say them: lakhs and crores, in Hindi and in English."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bijlisetu.values.language import Language
from bijlisetu.values.money import to_paise

#: Hindi has a word of its own for each number below a hundred.
HINDI = [
    "शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ", "दस", "ग्यारह", "बारह", "तेरह",
    "चौदह", "पंद्रह", "सोलह", "सत्रह", "अठारह", "उन्नीस", "बीस", "इक्कीस", "बाईस", "तेईस", "चौबीस", "पच्चीस",
    "छब्बीस", "सत्ताईस", "अट्ठाईस", "उनतीस", "तीस", "इकतीस", "बत्तीस", "तैंतीस", "चौंतीस", "पैंतीस", "छत्तीस",
    "सैंतीस", "अड़तीस", "उनतालीस", "चालीस", "इकतालीस", "बयालीस", "तैंतालीस", "चवालीस", "पैंतालीस", "छियालीस",
    "सैंतालीस", "अड़तालीस", "उनचास", "पचास", "इक्यावन", "बावन", "तिरेपन", "चौवन", "पचपन", "छप्पन", "सत्तावन",
    "अट्ठावन", "उनसठ", "साठ", "इकसठ", "बासठ", "तिरेसठ", "चौंसठ", "पैंसठ", "छियासठ", "सड़सठ", "अड़सठ",
    "उनहत्तर", "सत्तर", "इकहत्तर", "बहत्तर", "तिहत्तर", "चौहत्तर", "पचहत्तर", "छिहत्तर", "सतहत्तर", "अठहत्तर",
    "उन्यासी", "अस्सी", "इक्यासी", "बयासी", "तिरासी", "चौरासी", "पचासी", "छियासी", "सत्तासी", "अट्ठासी",
    "नवासी", "नब्बे", "इक्यानवे", "बानवे", "तिरानवे", "चौरानवे", "पचानवे", "छियानवे", "सत्तानवे", "अट्ठानवे",
    "निन्यानवे",
]  # fmt: skip
ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
#: What a place of the number is called, from the largest; below them stand two digits.
PLACES = ((10**7, "करोड़", "crore"), (10**5, "लाख", "lakh"), (10**3, "हज़ार", "thousand"), (100, "सौ", "hundred"))


def rupees_in_words(amount: Decimal, language: Language) -> str:
    """Return an amount that is not below nought in words: एक हज़ार दो सौ तिरेपन रुपये पचास पैसे मात्र."""
    whole, paise = divmod(int(to_paise(amount) * 100), 100)
    said, parts = number_in_words(whole, language), number_in_words(paise, language)
    if language == Language.HINDI:
        unit = "रुपया" if whole == 1 else "रुपये"
        small = "पैसा" if paise == 1 else "पैसे"
        return f"{said} {unit}{f' {parts} {small}' if paise else ''} मात्र"
    return f"Rupees {said}{f' and {parts} paise' if paise else ''} only"


def number_in_words(number: int, language: Language) -> str:
    """Return a number that is not below nought in words; a thousand crores and more are crores too."""
    is_hindi = language == Language.HINDI
    below: Callable[[int], str] = HINDI.__getitem__ if is_hindi else _english
    words = []
    rest = number
    for size, hindi, english in PLACES:
        many, rest = divmod(rest, size)
        if many:
            words += [number_in_words(many, language), hindi if is_hindi else english]
    if rest or not words:
        words.append(below(rest))
    return " ".join(words)


def _english(number: int) -> str:
    if number < len(ENGLISH):
        return ENGLISH[number]
    tens, ones = divmod(number, 10)
    return f"{TENS[tens]}-{ENGLISH[ones]}" if ones else TENS[tens]
